/**
 * The whole loop of episodes on a broker of its own, with a model that costs nothing, against a
 * bare loop that moves the same records. What is measured, and what is not, is in {@code
 * docs/benchmarks.md}.
 */
@NullMarked
package io.hone.bench.episodes;

import org.jspecify.annotations.NullMarked;
