/**
 * Between texts and values: templates that shape what a model is asked, the markers around foreign
 * text, and the parsers of what a model answers. Pure but for one thing: a template's file is read
 * when it is opened, never later.
 *
 * <p>It may import {@code io.hone.streams.recipe}; it must not import rankings or recipes.
 */
@NullMarked
package io.hone.streams.recipe.text;

import org.jspecify.annotations.NullMarked;
