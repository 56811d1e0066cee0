/**
 * What can be configured: every key with its kind, its default and its purpose, and the values in
 * force with where each comes from: the command line before the environment before the file.
 */
@NullMarked
package io.hone.app.config;

import org.jspecify.annotations.NullMarked;
