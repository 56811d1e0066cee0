/**
 * A client of OpenAI-compatible servers (vLLM, llama.cpp, ...) behind the same port: completions,
 * chat completions, adapters loaded by name. Imports reactor-netty and Jackson, no tensors.
 */
@NullMarked
package io.hone.models.openai;

import org.jspecify.annotations.NullMarked;
