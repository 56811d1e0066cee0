/**
 * The seed model: its tokenizer, its training from nothing, and the examination that knows what is
 * right. It may import the world, the models and the recipes' texts; the command line imports it.
 */
@NullMarked
package io.hone.app.seed;

import org.jspecify.annotations.NullMarked;
