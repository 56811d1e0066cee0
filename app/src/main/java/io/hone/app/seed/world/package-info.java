/**
 * The world that the seed model lives in: short text chores whose right answers a program knows,
 * and what a good or a bad judge says of an answer. Pure: a seeded generator goes in, texts and
 * truths come out; it knows no model, no Kafka and no clock. The loop must not import it, because
 * there the model is to improve without being told what is right; training of the seed and its
 * examination may.
 */
@NullMarked
package io.hone.app.seed.world;

import org.jspecify.annotations.NullMarked;
