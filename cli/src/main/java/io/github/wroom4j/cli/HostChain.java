package io.github.wroom4j.cli;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.tls.Peer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates that a server sends to this machine's own network. The handshake believes whoever answers, because
 * what is wrong with a certificate is exactly what one wants to see; nothing but the handshake is ever sent.
 */
final class HostChain {
    /** Longest silence of a server that has taken the connection: silence is reported within ten seconds. */
    private static final int SILENCE_MS = 8_000;

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
                throw silent(peer, longest.toSeconds(), null);
            }
        } catch (IOException e) {
            throw new JobFailed(peer + ": " + e.getMessage(), e);
        }
        // A server that wants a client certificate refuses us after it has shown its own: that is enough.
        if (seen.chain.get().isEmpty()) {
            throw failure(peer, longest, failure.get());
        }
        return CertificateInfo.all(seen.chain.get().toArray(X509Certificate[]::new));
    }

    private static void shake(Socket tcp, Peer peer, Duration longest, Recorder seen)
            throws IOException, GeneralSecurityException {
        int patience = (int) Math.max(1, Math.min(longest.toMillis(), SILENCE_MS));
        tcp.connect(new InetSocketAddress(peer.host(), peer.port()), patience);
        tcp.setSoTimeout(patience);
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {seen}, null);
        try (var tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, peer.host(), peer.port(), true)) {
            tls.startHandshake();
        }
    }

    private static JobFailed failure(Peer peer, Duration longest, Exception failure) {
        if (failure instanceof UnknownHostException) {
            return new JobFailed("the name " + peer.host() + " has no address", failure);
        }
        if (failure instanceof SocketTimeoutException) {
            return silent(peer, Math.min(longest.toMillis(), SILENCE_MS) / 1000, failure);
        }
        // JSSE has no type for it, only these words.
        if (failure instanceof SSLException
                && String.valueOf(failure.getMessage()).contains("unrecognized SSL message")) {
            return new JobFailed(
                    peer + " does not speak TLS; wroom4j doctor " + peer + " says what it speaks", failure);
        }
        if (failure instanceof ConnectException) {
            return new JobFailed("nothing listens at " + peer + ": " + failure.getMessage(), failure);
        }
        String words = failure == null ? "" : ": " + failure.getMessage();
        return new JobFailed(
                peer + " sent no certificate" + words + "; wroom4j doctor " + peer + " says more", failure);
    }

    private static JobFailed silent(Peer peer, long seconds, Exception failure) {
        return new JobFailed(peer + " sent no certificate within " + seconds + " s", failure);
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
