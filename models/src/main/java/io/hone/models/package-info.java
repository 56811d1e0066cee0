/**
 * The port to language models: what is asked ({@link io.hone.models.GenerationRequest}), what is
 * answered ({@link io.hone.models.Generation}) and how it fails ({@link
 * io.hone.models.ModelException}). Everything may import it; it imports Project Reactor and nothing
 * else of ours, and knows no Kafka. Behind it stand the in-process decoder ({@code decode}) and the
 * OpenAI-compatible client ({@code openai}).
 */
@NullMarked
package io.hone.models;

import org.jspecify.annotations.NullMarked;
