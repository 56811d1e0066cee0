/**
 * Decoding and training of a small random model against its matrix products alone: how much of the
 * time goes into what nobody can avoid.
 */
@NullMarked
package io.hone.bench.models;

import org.jspecify.annotations.NullMarked;
