/**
 * Files of models: safetensors, single and sharded, memory-mapped; {@code config.json}; adapters in
 * PEFT's format; folders written whole or not at all, with a manifest of SHA-256. Imports no DJL
 * and no Reactor; a file that lies about itself is refused by name, and a pickle is never read.
 */
@NullMarked
package io.hone.models.file;

import org.jspecify.annotations.NullMarked;
