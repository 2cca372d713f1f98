package io.github.wroom4j.doctor;

import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.TlsFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Listens for one client, keeps the first bytes it says until they are a whole hello, and hangs up. */
final class HelloListener implements AutoCloseable {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int PATIENCE_MS = 30_000;

    private final ServerSocket listener;
    private final CompletableFuture<byte[]> heard = new CompletableFuture<>();
    private final Thread thread;

    /** Listens on an ephemeral port of that address. */
    HelloListener(InetAddress address) {
        try {
            listener = new ServerSocket(0, 1, address);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address.getHostAddress() + ": " + e.getMessage(), e);
        }
        thread = new Thread(this::listen, "wroom4j-learn");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What was heard; completes exceptionally if it was no hello or the listener was closed first. */
    CompletableFuture<byte[]> heard() {
        return heard;
    }

    private void listen() {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout(PATIENCE_MS);
            var bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[2048];
            for (int n = socket.getInputStream().read(buffer); n >= 0 && bytes.size() < MOST_BYTES; ) {
                bytes.write(buffer, 0, n);
                if (isWhole(bytes.toByteArray())) {
                    heard.complete(bytes.toByteArray());
                    return;
                }
                n = socket.getInputStream().read(buffer);
            }
            heard.completeExceptionally(new IOException("no whole hello in " + bytes.size() + " bytes"));
        } catch (IOException e) {
            heard.completeExceptionally(e);
        }
    }

    private static boolean isWhole(byte[] stream) {
        try {
            ClientHello.readRecords(stream);
            return true;
        } catch (TlsFormatException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a listener", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
