/**
 * Orders of people, as the workers obey them: {@link io.hone.consumers.control.RunPause}. Knows the
 * contracts and the tail of a topic; the trainer obeys its own orders by itself.
 */
@NullMarked
package io.hone.consumers.control;

import org.jspecify.annotations.NullMarked;
