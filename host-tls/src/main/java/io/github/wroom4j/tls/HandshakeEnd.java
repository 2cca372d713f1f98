package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.SecurityParameters;

/** What a protected link still asks of the end that shook hands for it, client or server. */
interface HandshakeEnd {

    /** How far it has come. */
    TlsFailure.Stage stage();

    /** What our hello offers, as IANA spells it; nothing where the other end says hello. */
    List<String> offered();

    /** Time of the board. */
    Clock clock();

    /** The other end's chain, DER, leaf first; empty where it showed none. */
    List<byte[]> chain();

    /** What was agreed upon. */
    SecurityParameters negotiated();

    /** What an exception of Bouncy Castle means, during the handshake or after it. */
    TlsFailure explain(IOException broken);

    /** What an end without close_notify means, where it means more than a cut: TLS 1.3 refuses clients late. */
    Optional<TlsFailure> cutShort(boolean dataCame, Optional<AtException> why);
}
