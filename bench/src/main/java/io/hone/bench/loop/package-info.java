/**
 * What the loop teaches: whole runs of {@code hone run} in processes of their own, several seeds of
 * each arm, compared by what the examination found.
 */
@NullMarked
package io.hone.bench.loop;

import org.jspecify.annotations.NullMarked;
