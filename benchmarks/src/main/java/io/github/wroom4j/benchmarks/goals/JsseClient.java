package io.github.wroom4j.benchmarks.goals;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's own client, which resumes a session of its context by itself. */
final class JsseClient {
    private final SSLSocketFactory factory;
    private byte[] session;

    JsseClient(KeyStore anchors) throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        factory = context.getSocketFactory();
    }

    void full(BulkServer server) throws IOException {
        try (var socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            MockExchanges.exchange(socket);
        }
    }

    void resumed(BulkServer server) throws IOException {
        try (var socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            MockExchanges.exchange(socket);
            byte[] id = socket.getSession().getId();
            if (session != null && !Arrays.equals(session, id)) {
                throw new IllegalStateException("the session was not resumed");
            }
            session = id;
        }
    }
}
