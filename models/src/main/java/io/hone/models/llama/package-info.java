/**
 * The Llama family as TorchScript text and weights: one description for decoding and training, on
 * CPU in f32 and on a GPU in bf16. Shapes stand in comments: N tokens, D hidden size, H query
 * heads, G key-value heads, E head size, F intermediate size, V vocabulary, L layers.
 */
@NullMarked
package io.hone.models.llama;

import org.jspecify.annotations.NullMarked;
