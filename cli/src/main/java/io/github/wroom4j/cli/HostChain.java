package io.github.wroom4j.cli;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.tls.Peer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates that a server shows to this machine's own network. The handshake believes whoever answers, because
 * what is wrong with a certificate is exactly what one wants to see; nothing but the handshake is ever sent.
 */
final class HostChain {
    private HostChain() {}

    /**
     * The chain, leaf first.
     *
     * @throws JobFailed if there is none to be had within the time
     */
    static List<CertificateInfo> of(Peer peer, Duration longest) throws InterruptedException {
        var seen = new Recorder();
        var failure = new AtomicReference<Exception>();
        var done = new CountDownLatch(1);
        try (var socket = new Socket()) {
            // A server that sends a byte now and then outlives every read timeout: closing the socket ends it.
            var shaker = new Thread(
                    () -> {
                        try {
                            shake(socket, peer, longest, seen);
                        } catch (IOException | GeneralSecurityException | RuntimeException e) {
                            failure.set(e);
                        } finally {
                            done.countDown();
                        }
                    },
                    "wroom4j-certinfo");
            shaker.setDaemon(true);
            shaker.start();
            if (!done.await(longest.toMillis(), TimeUnit.MILLISECONDS)
                    && seen.chain.get().isEmpty()) {
                throw new JobFailed(peer + " showed no certificate within " + longest.toSeconds() + " s");
            }
        } catch (IOException e) {
            throw new JobFailed(peer + ": " + e.getMessage(), e);
        }
        // A server that wants a client certificate refuses us after it has shown its own: that is enough.
        if (seen.chain.get().isEmpty()) {
            throw told(peer, failure.get());
        }
        return CertificateInfo.all(seen.chain.get().toArray(X509Certificate[]::new));
    }

    private static void shake(Socket tcp, Peer peer, Duration longest, Recorder seen)
            throws IOException, GeneralSecurityException {
        tcp.connect(new InetSocketAddress(peer.host(), peer.port()), (int)
                Math.max(1, Math.min(longest.toMillis(), Integer.MAX_VALUE)));
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {seen}, null);
        try (var tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, peer.host(), peer.port(), true)) {
            tls.startHandshake();
        }
    }

    private static JobFailed told(Peer peer, Exception failure) {
        if (failure instanceof UnknownHostException) {
            return new JobFailed("the name " + peer.host() + " has no address", failure);
        }
        if (failure instanceof ConnectException) {
            return new JobFailed("nobody answers at " + peer + ": " + failure.getMessage(), failure);
        }
        String words = failure == null ? "" : ": " + failure.getMessage();
        return new JobFailed(
                peer + " showed no certificate" + words + "; wroom4j doctor " + peer + " tells more", failure);
    }

    /** Believes everybody and remembers what they showed. */
    private static final class Recorder extends X509ExtendedTrustManager {
        private final AtomicReference<List<X509Certificate>> chain = new AtomicReference<>(List.of());

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String kind) {
            chain.set(List.of(shown));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String kind, Socket socket) {
            chain.set(List.of(shown));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String kind, SSLEngine engine) {
            chain.set(List.of(shown));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String kind) {
            throw new IllegalStateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String kind, Socket socket) {
            throw new IllegalStateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String kind, SSLEngine engine) {
            throw new IllegalStateException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
