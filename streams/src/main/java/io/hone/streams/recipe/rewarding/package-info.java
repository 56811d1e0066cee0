/**
 * The recipes of the Rewarding family: Meta-Rewarding and its baseline Self-Rewarding, and the
 * steps they are made of: answering, judging, meta-judging.
 *
 * <p>It may import {@code io.hone.streams.recipe}, {@code …recipe.text} and {@code …recipe.rank}.
 */
@NullMarked
package io.hone.streams.recipe.rewarding;

import org.jspecify.annotations.NullMarked;
