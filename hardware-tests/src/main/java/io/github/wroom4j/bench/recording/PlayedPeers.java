package io.github.wroom4j.bench.recording;

import io.github.wroom4j.bench.recording.Conversation.Step;
import io.github.wroom4j.bench.recording.Conversation.Talk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The peers of a recording, on loopback: each says again what it said, once it has heard as much as it had heard. */
final class PlayedPeers implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Map<String, ServerSocket> listeners = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    PlayedPeers(List<Talk> talks) throws IOException {
        var byPlace = new LinkedHashMap<String, List<Talk>>();
        talks.forEach(talk -> byPlace.computeIfAbsent(talk.host + ":" + talk.port, place -> new ArrayList<>())
                .add(talk));
        for (var entry : byPlace.entrySet()) {
            var listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            listeners.put(entry.getKey(), listener);
            var thread = new Thread(() -> serve(listener, entry.getValue()), "wroom4j-played-peer");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** The routes that lead a mock to them, as parameters of its address. */
    List<String> routes() {
        return listeners.entrySet().stream()
                .map(entry -> entry.getKey() + "=127.0.0.1:" + entry.getValue().getLocalPort())
                .toList();
    }

    /** One connection after the other; a recording with two at once to one place is played in the order of opening. */
    private void serve(ServerSocket listener, List<Talk> talks) {
        var running = new ArrayList<Thread>();
        try {
            for (Talk talk : talks) {
                Socket socket = listener.accept();
                sockets.add(socket);
                var thread = new Thread(() -> play(socket, talk), "wroom4j-played-peer");
                thread.setDaemon(true);
                running.add(thread);
                thread.start();
            }
            for (Thread thread : running) {
                thread.join(PATIENCE_MS);
            }
        } catch (IOException e) {
            // The player was closed, or the mock hung up: the difference shows in what the mock says.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void play(Socket socket, Talk talk) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            int received = 0;
            byte[] buffer = new byte[4096];
            for (Step step : talk.steps) {
                while (received < step.afterReceived()) {
                    int n = socket.getInputStream().read(buffer);
                    if (n < 0) {
                        return;
                    }
                    received += n;
                }
                socket.getOutputStream().write(step.bytes());
                socket.getOutputStream().flush();
            }
            while (received < talk.sent || !talk.peerCloses) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    return;
                }
                received += n;
            }
        } catch (IOException e) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket listener : listeners.values()) {
            listener.close();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
