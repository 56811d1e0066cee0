/**
 * Inference workers: take calls from a {@link io.hone.consumers.calls.CallSource}, ask a {@link
 * io.hone.models.LanguageModel} with many of them in flight, write the completion, and only then
 * let the source acknowledge. The command line starts an {@link
 * io.hone.consumers.inference.InferenceWorker}; nothing here knows a recipe, a topology or the
 * command line.
 */
@NullMarked
package io.hone.consumers.inference;

import org.jspecify.annotations.NullMarked;
