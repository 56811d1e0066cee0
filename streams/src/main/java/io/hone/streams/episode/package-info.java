/**
 * Episodes on Kafka Streams: prompts and completions in; calls, readings, pairs and outcomes out. A
 * recipe says what to ask and how it ends; this package keeps what is known, runs the recipe when
 * all it waits for is there, asks again what nobody answers, and bounds how much is open.
 *
 * <p>Every record it writes has an id that follows from content, so writing twice is writing once.
 * Transactions spare readers the repetition; nothing rests on them.
 */
@NullMarked
package io.hone.streams.episode;

import org.jspecify.annotations.NullMarked;
