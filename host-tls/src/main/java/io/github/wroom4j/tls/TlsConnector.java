package io.github.wroom4j.tls;

import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** Makes TLS connections in one place. */
public interface TlsConnector {

    /** Why these settings cannot be honoured here, before anything is sent; empty when they can. */
    Optional<String> refusal(TlsSettings settings);

    /**
     * Connects, shakes hands and verifies, in the caller's thread.
     *
     * @throws TlsFailure with stage, alert, cause and advice; nothing stays open then
     */
    TlsLink open(Peer peer, TlsSettings settings, Deadline deadline);

    /** Where it runs. */
    TlsLocation location();
}
