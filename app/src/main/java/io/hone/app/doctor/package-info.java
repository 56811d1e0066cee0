/**
 * Checks of the machine and the stack, each with what to do about what it finds. Only the command
 * line imports it.
 */
@NullMarked
package io.hone.app.doctor;

import org.jspecify.annotations.NullMarked;
