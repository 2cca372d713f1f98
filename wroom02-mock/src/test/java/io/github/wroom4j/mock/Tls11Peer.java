package io.github.wroom4j.mock;

import io.github.wroom4j.mock.lwip.Peer;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedDecryptor;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The recording's TLS 1.1 server with an RSA key: sends back what comes behind {@code echo:}, and closes at BYE. */
final class Tls11Peer implements Peer {
    private static final Identity IDENTITY = DemoAuthority.create().issue(Leaf.localhost());

    private final TlsServerProtocol protocol = new TlsServerProtocol();

    @Override
    public void opened(Line line) {
        try {
            protocol.accept(new Server());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void received(Line line, byte[] bytes) {
        try {
            protocol.offerInput(bytes);
            var text = new byte[protocol.getAvailableInputBytes()];
            protocol.readInput(text, 0, text.length);
            boolean goodbye = new String(text, StandardCharsets.ISO_8859_1).startsWith("BYE");
            if (text.length > 0 && !goodbye) {
                byte[] answer =
                        ("echo:" + new String(text, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
                protocol.writeApplicationData(answer, 0, answer.length);
            }
            var out = new byte[protocol.getAvailableOutputBytes()];
            protocol.readOutput(out, 0, out.length);
            if (out.length > 0) {
                line.send(out);
            }
            if (goodbye) {
                line.end();
            }
        } catch (IOException e) {
            line.reset();
        }
    }

    @Override
    public void finished(Line line) {
        line.end();
    }

    private static final class Server extends DefaultTlsServer {
        Server() {
            super(new BcTlsCrypto(new SecureRandom()));
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv11.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA};
        }

        @Override
        public void notifySecureRenegotiation(boolean secure) {
            // axTLS knows nothing of RFC 5746.
        }

        @Override
        protected TlsCredentialedDecryptor getRSAEncryptionCredentials() throws IOException {
            var crypto = (BcTlsCrypto) getCrypto();
            try {
                TlsCertificate leaf = crypto.createCertificate(IDENTITY.leaf().getEncoded());
                return new BcDefaultTlsCredentialedDecryptor(
                        crypto,
                        new Certificate(new TlsCertificate[] {leaf}),
                        PrivateKeyFactory.createKey(IDENTITY.key().getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IOException("the test's own certificate", e);
            }
        }
    }
}
