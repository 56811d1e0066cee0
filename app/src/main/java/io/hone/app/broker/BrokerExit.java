package io.hone.app.broker;

/**
 * Why a broker stopped unasked.
 *
 * @param reason one sentence for the user
 */
public record BrokerExit(String reason) {}
