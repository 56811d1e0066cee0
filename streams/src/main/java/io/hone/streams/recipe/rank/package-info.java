/**
 * From judgements and verdicts to a better and a worse one: ballots, length control, battles, Elo.
 * Plain numbers; the same on every machine, to the last bit.
 *
 * <p>It may import {@code io.hone.streams.recipe}; it must not import texts or recipes.
 */
@NullMarked
package io.hone.streams.recipe.rank;

import org.jspecify.annotations.NullMarked;
