/**
 * Between text and tokens: the tokenizer, the chat template with the model's own special tokens,
 * and text that grows token by token (stop texts, UTF-8 cut across tokens). Prompt text can never
 * become a special token. Imports DJL's tokenizers, no tensors.
 */
@NullMarked
package io.hone.models.text;

import org.jspecify.annotations.NullMarked;
