package io.github.wroom4j.tlswire.legacy;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsRecord;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.AbstractTlsSecret;
import org.bouncycastle.util.encoders.Hex;

/**
 * A TLS client as SDK 1.3.0 has it: TLS 1.1 (1.0 is accepted when the server says so), the suites 002F 0035 0005 0004,
 * no extension, RSA key exchange. Bytes go in and out; there is no socket and no thread.
 *
 * <pre>{@code
 * var tls = LegacyTlsClient.sdk130(new SecureRandom());
 * tls.start();
 * send(tls.takeOutput());                    // the 56 bytes of espconn-sdk §8.2
 * while (tls.isHandshaking()) {
 *     tls.offer(receive());                  // false once it failed: alertSent(), alertReceived(), failure()
 *     send(tls.takeOutput());                // also after a failure: it holds the alert for the peer
 * }
 * tls.send("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
 * send(tls.takeOutput());
 * tls.offer(receive());
 * byte[] page = tls.takeInput();
 * }</pre>
 *
 * <p>The server's certificate is not verified unless {@link #checkChain} says how, as in the SDK without a CA. Not for
 * concurrent use.
 */
public final class LegacyTlsClient {
    /** What SDK 1.3.0 offers, in its order (espconn-sdk §8.2). */
    public static final List<CipherSuite> SDK_1_3_0_SUITES = List.of(
            CipherSuite.RSA_AES128_SHA, CipherSuite.RSA_AES256_SHA, CipherSuite.RSA_RC4_SHA, CipherSuite.RSA_RC4_MD5);

    private final LegacyClientProtocol protocol = new LegacyClientProtocol();
    private final SecureRandom random;
    private final List<CipherSuite> suites;
    private ChainCheck check = chain -> Optional.empty();
    private List<byte[]> chain = List.of();
    private Alert alertSent;
    private Alert alertReceived;
    private ProtocolVersion version;
    private CipherSuite suite;
    private String keyLogLine;
    private IOException failure;
    private boolean established;
    private boolean helloTaken;

    /** Judges a certificate chain. */
    @FunctionalInterface
    public interface ChainCheck {
        /**
         * Judges.
         *
         * @param derLeafFirst the chain as it came, leaf first, DER
         * @return the alert to refuse it with, or empty to accept it
         */
        Optional<Alert> refuse(List<byte[]> derLeafFirst);
    }

    private LegacyTlsClient(SecureRandom random, List<CipherSuite> suites) {
        this.random = random;
        this.suites = List.copyOf(suites);
    }

    /** The client of SDK 1.3.0. */
    public static LegacyTlsClient sdk130(SecureRandom random) {
        return offering(random, SDK_1_3_0_SUITES);
    }

    /** The same with fewer suites of the four, or in another order; any RSA key exchange suite with CBC will do. */
    public static LegacyTlsClient offering(SecureRandom random, List<CipherSuite> suites) {
        return new LegacyTlsClient(random, suites);
    }

    /** Sets what judges the server's chain; without it every chain is accepted. */
    public LegacyTlsClient checkChain(ChainCheck how) {
        check = how;
        return this;
    }

    /** Begins: afterwards {@link #takeOutput} gives the hello. */
    public void start() {
        try {
            protocol.connect(new Peer());
        } catch (IOException e) {
            fail(e);
        }
    }

    /**
     * Takes bytes from the server.
     *
     * @return false once the connection has failed or ended; {@link #takeOutput} may still hold an alert
     */
    public boolean offer(byte[] bytes, int from, int length) {
        if (failure != null || protocol.isClosed()) {
            return false;
        }
        try {
            protocol.offerInput(bytes, from, length);
            return !protocol.isClosed();
        } catch (IOException e) {
            return fail(e);
        }
    }

    /**
     * Encrypts application data into records of at most 16384 bytes; one call never shares a record with another.
     *
     * @throws IllegalStateException before the handshake is done or after the end
     */
    public void send(byte[] bytes, int from, int length) {
        if (!isConnected()) {
            throw new IllegalStateException("TLS is not established");
        }
        try {
            protocol.writeApplicationData(bytes, from, length);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** {@link #send(byte[], int, int)} of all of them. */
    public void send(byte[] bytes) {
        send(bytes, 0, bytes.length);
    }

    /** Ends in peace: close_notify into the output. */
    public void close() {
        try {
            protocol.close();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Takes what must go to the server, possibly nothing. */
    public byte[] takeOutput() {
        byte[] bytes = new byte[protocol.getAvailableOutputBytes()];
        protocol.readOutput(bytes, 0, bytes.length);
        if (!helloTaken && bytes.length >= TlsRecord.HEADER) {
            helloTaken = true;
            // Bouncy Castle writes 3.1 into the record around a hello; SDK 1.3.0 writes 3.2 (espconn-sdk §8.2)
            bytes[2] = (byte) ProtocolVersion.TLS_1_1.code();
        }
        return bytes;
    }

    /** Takes the application data that has been decrypted, possibly nothing. */
    public byte[] takeInput() {
        byte[] bytes = new byte[protocol.getAvailableInputBytes()];
        protocol.readInput(bytes, 0, bytes.length);
        return bytes;
    }

    /** Whether the handshake goes on. */
    public boolean isHandshaking() {
        return !established && failure == null && !protocol.isClosed();
    }

    /** Whether application data can be exchanged. */
    public boolean isConnected() {
        return established && failure == null && !protocol.isClosed();
    }

    /** The fatal alert or close_notify that this end sent. */
    public Optional<Alert> alertSent() {
        return Optional.ofNullable(alertSent);
    }

    /** The alert that came last from the server. */
    public Optional<Alert> alertReceived() {
        return Optional.ofNullable(alertReceived);
    }

    /** What broke it. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The version the server chose. */
    public Optional<ProtocolVersion> version() {
        return Optional.ofNullable(version);
    }

    /** The suite the server chose, by its real number. */
    public Optional<CipherSuite> suite() {
        return Optional.ofNullable(suite);
    }

    /** The server's chain, leaf first, DER; empty before it came. */
    public List<byte[]> chain() {
        return chain;
    }

    /** The line of a key log file that opens a capture of this connection; empty before the handshake is done. */
    public Optional<String> keyLogLine() {
        return Optional.ofNullable(keyLogLine);
    }

    private boolean fail(IOException e) {
        if (failure == null) {
            failure = e;
        }
        return false;
    }

    private int[] insideSuites() {
        return suites.stream().mapToInt(s -> AliasSuites.inside(s.code())).toArray();
    }

    /** What Bouncy Castle asks its user. */
    private final class Peer extends AbstractTlsClient {
        private Peer() {
            super(new LegacyCrypto(random));
        }

        @Override
        protected org.bouncycastle.tls.ProtocolVersion[] getSupportedVersions() {
            return org.bouncycastle.tls.ProtocolVersion.TLSv11.downTo(org.bouncycastle.tls.ProtocolVersion.TLSv10);
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return insideSuites();
        }

        @Override
        public Hashtable<?, ?> getClientExtensions() {
            return null; // no extensions block at all
        }

        @Override
        public boolean shouldUseExtendedMasterSecret() {
            return false;
        }

        @Override
        public void notifySecureRenegotiation(boolean secure) {
            // a server without RFC 5746 is acceptable: this client never renegotiates
        }

        @Override
        public void notifyServerVersion(org.bouncycastle.tls.ProtocolVersion chosen) throws IOException {
            super.notifyServerVersion(chosen);
            version = new ProtocolVersion(chosen.getFullVersion());
        }

        @Override
        public void notifySelectedCipherSuite(int chosen) {
            super.notifySelectedCipherSuite(chosen);
            suite = CipherSuite.of(AliasSuites.onWire(chosen));
        }

        @Override
        public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
            alertSent = Alert.of(description & 0xFF);
        }

        @Override
        public void notifyAlertReceived(short level, short description) {
            alertReceived = Alert.of(description & 0xFF);
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            established = true;
            var parameters = context.getSecurityParametersConnection();
            keyLogLine = "CLIENT_RANDOM " + Hex.toHexString(parameters.getClientRandom()) + " "
                    + Hex.toHexString(ReadableSecret.bytes(parameters.getMasterSecret()));
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
                    var list = new ArrayList<byte[]>();
                    for (var one : certificate.getCertificate().getCertificateList()) {
                        list.add(one.getEncoded());
                    }
                    chain = List.copyOf(list);
                    var refused = check.refuse(chain);
                    if (refused.isPresent()) {
                        throw new TlsFatalAlert((short) refused.get().code());
                    }
                }

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) {
                    return null;
                }
            };
        }
    }

    /** Bouncy Castle hides secrets from all but its own family. */
    private abstract static class ReadableSecret extends AbstractTlsSecret {
        private ReadableSecret() {
            super(new byte[0]);
        }

        static byte[] bytes(TlsSecret secret) {
            return copyData((AbstractTlsSecret) secret);
        }
    }
}
