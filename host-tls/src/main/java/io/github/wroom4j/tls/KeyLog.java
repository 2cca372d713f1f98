package io.github.wroom4j.tls;

import java.util.List;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.AbstractTlsSecret;
import org.bouncycastle.util.encoders.Hex;

/**
 * Lines of a key log file (the format of SSLKEYLOGFILE): who has them can read a capture of the connection. Made only
 * where someone asked for them.
 */
final class KeyLog {
    private KeyLog() {}

    /** TLS up to 1.2, when the handshake is done. */
    static List<String> master(SecurityParameters done) {
        return List.of(line("CLIENT_RANDOM", done, done.getMasterSecret()));
    }

    /** TLS 1.3, while the handshake's own keys are in use: from the certificate on. */
    static List<String> handshakeTraffic(SecurityParameters underWay) {
        return List.of(
                line("CLIENT_HANDSHAKE_TRAFFIC_SECRET", underWay, underWay.getTrafficSecretClient()),
                line("SERVER_HANDSHAKE_TRAFFIC_SECRET", underWay, underWay.getTrafficSecretServer()));
    }

    /** TLS 1.3, when the handshake is done. */
    static List<String> applicationTraffic(SecurityParameters done) {
        return List.of(
                line("CLIENT_TRAFFIC_SECRET_0", done, done.getTrafficSecretClient()),
                line("SERVER_TRAFFIC_SECRET_0", done, done.getTrafficSecretServer()));
    }

    private static String line(String label, SecurityParameters parameters, TlsSecret secret) {
        return label + " " + Hex.toHexString(parameters.getClientRandom()) + " "
                + Hex.toHexString(Readable.bytes(secret));
    }

    /** Bouncy Castle shows secrets to its own family only. */
    private abstract static class Readable extends AbstractTlsSecret {
        private Readable() {
            super(new byte[0]);
        }

        static byte[] bytes(TlsSecret secret) {
            return copyData((AbstractTlsSecret) secret);
        }
    }
}
