/**
 * What it takes to measure a model: many questions asked of one version, and figures that carry
 * their uncertainty. The examinations import it; it knows the models' port and the contract's
 * {@link io.hone.event.Measure}, and nothing of what is asked.
 */
@NullMarked
package io.hone.app.measure;

import org.jspecify.annotations.NullMarked;
