/**
 * Recipes played in memory: the plain player, which is what every other way of playing is measured
 * against, and the comparison of two recipes on the same recorded facts. Pure.
 *
 * <p>It may import {@code io.hone.streams.recipe}; it must not know any recipe in particular.
 */
@NullMarked
package io.hone.streams.recipe.play;

import org.jspecify.annotations.NullMarked;
