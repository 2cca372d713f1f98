package io.github.wroom4j.esp8266wifi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The clients that a server of Arduino's other boards keeps for itself (WS-3). One thread at a time. */
final class MonitoredClients<C extends WiFiClient> {
    /** Most clients that are kept. */
    static final int MOST = 5;

    private final WiFiServer server;
    private final Supplier<C> next;
    private final List<C> kept = new ArrayList<>();

    /** Of a server; {@code next} gives a client that waits. */
    MonitoredClients(WiFiServer server, Supplier<C> next) {
        this.server = server;
        this.next = next;
    }

    private void takeIn() {
        kept.removeIf(client -> !client.connected());
        while (kept.size() < MOST && server.hasClient()) {
            C client = next.get();
            if (client.connected()) {
                kept.add(client); // else its handshake failed, and the server says why
            }
        }
    }

    /** One with something to be read. */
    Optional<C> withData() {
        takeIn();
        return kept.stream().filter(client -> client.available() > 0).findFirst();
    }

    /** Writes to all; how many bytes that were. */
    int write(byte[] buffer, int offset, int length) {
        takeIn();
        int sum = 0;
        for (C client : kept) {
            sum += client.write(buffer, offset, length);
            client.flush();
        }
        return sum;
    }

    void stop() {
        kept.forEach(WiFiClient::stop);
        kept.clear();
    }
}
