package io.github.wroom4j.mock.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * axTLS 1.4.9 as SDK 1.3.0 carries it: TLS 1.1, four RSA suites, a hello of 56 bytes without extensions, records of at
 * most the buffer less five bytes (espconn-sdk §§7, 8, 10.3).
 *
 * <p>Written out here, on Bouncy Castle's primitives, rather than configured from a modern TLS library: what makes it
 * worth having is what it does wrong.
 */
public final class AxTls implements TlsStack {
    /** Added to the buffer's size before free heap is compared with it, as a 16-bit number (espconn-sdk §7.2). */
    private static final int GATE = 0x3800;

    @Override
    public TlsSession start(TlsWish wish, ByteSink toPeer, TlsEvents events) {
        var session = new AxTlsClient(wish, toPeer, events);
        session.sayHello();
        return session;
    }

    @Override
    public Optional<TlsSession> serve(TlsWish wish, byte[] certificate, byte[] key, ByteSink toPeer, TlsEvents events) {
        return Optional.of(new AxTlsServer(wish, certificate, key, toPeer, events));
    }

    @Override
    public int bufferLimit() {
        return 8192;
    }

    @Override
    public long heapNeeded(int bufferSize) {
        return bufferSize + GATE & 0xFFFF;
    }

    @Override
    public List<Block> setupBlocks(int bufferSize) {
        return List.of(
                new Block(bufferSize, false, false),
                new Block(52, false, false), // ssl_msg
                new Block(56, false, false), // SSL_CTX
                new Block(4, false, false), // session table of one
                new Block(3096, true, false), // SSL object with its write buffer
                new Block(316, true, true)); // what only the handshake needs
    }

    @Override
    public List<Block> chainBlocks(List<byte[]> chain) {
        var blocks = new ArrayList<Block>();
        int modulus = 256;
        for (byte[] der : chain) {
            blocks.add(new Block(56, true, true)); // X509_CTX
            blocks.add(new Block(272, true, true)); // its signature
            blocks.add(new Block(40, true, true)); // RSA_CTX
            blocks.add(new Block(68, true, true)); // BI_CTX
            int bytes = AxCertificates.modulusBytes(der).orElse(256);
            modulus = blocks.size() == 4 ? bytes : modulus;
            blocks.add(new Block(bytes, true, true));
        }
        // Encrypting the premaster secret: 6 … 9 KB of temporaries, in blocks of 1032 bytes for RSA-2048
        // (espconn-sdk §10.3).
        for (int i = 0; i < 7; i++) {
            blocks.add(new Block(modulus * 1032 / 256, true, true));
        }
        return blocks;
    }

    @Override
    public List<Block> sessionBlocks(int suite) {
        var blocks = new ArrayList<Block>();
        blocks.add(new Block(84, false, false)); // SSL_SESSION
        AxSuite found = AxSuite.of(suite);
        if (found != null) {
            blocks.add(new Block(found.keyBlock(), false, false));
            if (found.isCbc()) {
                blocks.add(new Block(500, false, false));
                blocks.add(new Block(500, false, false));
            }
        }
        return blocks;
    }
}
