package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * How many bytes the JDK's TLS moves for a resumed handshake when it is left as it comes, with stateless tickets, and when
 * they are switched off. In a JVM of its own each time: the JDK reads that setting once.
 */
public final class JsseTickets {
    private static final int MOST = 1 << 16;

    private JsseTickets() {}

    /** Prints the bytes of a resumed handshake, both ways together; argument: the version. */
    public static void main(String[] arguments) throws Exception {
        var trusted = Setup.Trusted.create(Leaf.KeyKind.EC_P256);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.anchors());
        var client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        var server = SSLContext.getInstance("TLS");
        server.init(trusted.identity().keyManagers(), null, null);
        int full = handshake(client, server, arguments[0]);
        int resumed = handshake(client, server, arguments[0]);
        if (resumed >= full && arguments[0].equals("TLSv1.2") && !Boolean.getBoolean("wroom4j.tickets")) {
            throw new IllegalStateException("the session was not resumed: " + full + ", then " + resumed + " bytes");
        }
        System.out.println(resumed);
    }

    /** Rows to stand beside ours. */
    static List<Row> rows() throws IOException, InterruptedException {
        return List.of(
                Row.beside("G4", "resumed 1.2, JSSE as it comes, with tickets", bytes(true), "bytes"),
                Row.beside("G4", "resumed 1.2, JSSE by session id", bytes(false), "bytes"));
    }

    private static int bytes(boolean tickets) throws IOException, InterruptedException {
        List<String> options = List.of(
                "-Dwroom4j.tickets=" + tickets,
                "-Djdk.tls.client.enableSessionTicketExtension=" + tickets,
                "-Djdk.tls.server.enableSessionTicketExtension=" + tickets);
        return Integer.parseInt(
                Java.run(options, JsseTickets.class.getName(), "TLSv1.2").strip());
    }

    private static int handshake(SSLContext clients, SSLContext servers, String version)
            throws SSLException, GeneralSecurityException {
        SSLEngine client = clients.createSSLEngine("localhost", 443);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {version});
        SSLEngine server = servers.createSSLEngine();
        server.setUseClientMode(false);
        client.beginHandshake();
        server.beginHandshake();
        var up = ByteBuffer.allocate(MOST);
        var down = ByteBuffer.allocate(MOST);
        int moved = 0;
        for (boolean still = true; still; ) {
            int sent = wrap(client, up);
            still = unwrap(server, up);
            sent += wrap(server, down);
            still |= unwrap(client, down);
            moved += sent;
            still |= sent > 0;
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("the handshake stands still at " + client.getHandshakeStatus());
        }
        return moved;
    }

    private static int wrap(SSLEngine engine, ByteBuffer out) throws SSLException {
        int before = out.position();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
            tasks(engine);
        }
        return out.position() - before;
    }

    private static boolean unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
        in.flip();
        boolean took = false;
        var none = ByteBuffer.allocate(MOST);
        while (in.hasRemaining()) {
            int before = in.position();
            engine.unwrap(in, none);
            tasks(engine);
            if (in.position() == before) {
                break;
            }
            took = true;
        }
        in.compact();
        return took;
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }
}
