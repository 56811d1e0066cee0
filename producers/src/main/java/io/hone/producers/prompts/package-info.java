/**
 * Prompt files into the topic of prompts: lines and rows, the shapes that a record may have, ids
 * from content, and the producer. The command line may import it; it knows the contracts and Kafka,
 * no recipe and no model.
 */
@NullMarked
package io.hone.producers.prompts;

import org.jspecify.annotations.NullMarked;
