/**
 * The commands of {@code ./hone}: options in, text or JSON out. Nothing may import it but the entry
 * point; what a command does lives elsewhere.
 */
@NullMarked
package io.hone.app.cli;

import org.jspecify.annotations.NullMarked;
