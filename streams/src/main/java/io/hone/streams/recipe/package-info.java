/**
 * What a recipe is, and what it speaks of: episodes, calls, facts, findings, moves. Everything here
 * is pure: no Kafka, no clock, no randomness, no logger; a recipe given the same facts, in whatever
 * order they came, makes the same move, byte for byte.
 *
 * <p>It may import {@code io.hone.schemas.id} and the JDK; it must not import its own sub-packages,
 * and nothing that has effects. Everything may import it.
 */
@NullMarked
package io.hone.streams.recipe;

import org.jspecify.annotations.NullMarked;
