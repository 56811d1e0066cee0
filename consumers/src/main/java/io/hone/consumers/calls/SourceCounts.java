package io.hone.consumers.calls;

/**
 * What a source has done since it started, and what it holds.
 *
 * @param held deliveries handed out and not settled
 * @param delivered deliveries handed out, repetitions included
 * @param redelivered those of an attempt above 1
 * @param acknowledged settled as durable
 * @param givenBack handed back after an error or at a stop
 * @param refused acknowledgements or commits that the broker did not take; the calls come again
 */
public record SourceCounts(
    long held, long delivered, long redelivered, long acknowledged, long givenBack, long refused) {}
