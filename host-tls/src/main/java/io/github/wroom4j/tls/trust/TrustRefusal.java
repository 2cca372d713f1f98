package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;

/**
 * Why a peer is not believed.
 *
 * @param error which check failed first
 * @param what what was found, with names and dates
 * @param advice what to do, in one sentence
 */
public record TrustRefusal(TrustError error, Text what, String advice) {
    /** What was found, in English. */
    public String message() {
        return what.toString();
    }
}
