/**
 * The in-process model: continuous batching over slots of keys and values, the prefix cache, and
 * several versions at a time. What joins which batch is decided by pure code; one thread owns the
 * tensors and runs the steps.
 */
@NullMarked
package io.hone.models.decode;

import org.jspecify.annotations.NullMarked;
