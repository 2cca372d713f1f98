package io.github.wroom4j.tls.trust;

/**
 * Why a peer is not believed.
 *
 * @param error which check failed first
 * @param message what was found, with names and dates
 * @param advice what to do, in one sentence
 */
public record TrustRefusal(TrustError error, String message, String advice) {}
