package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A server as Arduino's other boards have it (WS-3): {@link #available()} gives a client that has sent something and keeps
 * it, {@link #write} goes to all of them. {@link #accept()} hands a client over for good. One thread at a time.
 */
public class ArduinoWiFiServer extends WiFiServer {
    /** Most clients that are kept. */
    public static final int MAX_MONITORED_CLIENTS = 5;

    private final List<WiFiClient> monitored = new ArrayList<>();

    public ArduinoWiFiServer(int port) {
        super(port);
    }

    /** On a given board. */
    public ArduinoWiFiServer(SketchContext context, int port) {
        super(context, port);
    }

    private void takeIn() {
        monitored.removeIf(client -> !client.connected());
        while (monitored.size() < MAX_MONITORED_CLIENTS && hasClient()) {
            monitored.add(accept());
        }
    }

    /** A client with something to be read; one without connection if there is none. Never waits. */
    @Override
    public WiFiClient available() {
        takeIn();
        return monitored.stream()
                .filter(client -> client.available() > 0)
                .findFirst()
                .orElseGet(this::none);
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Writes to every client; how many bytes that were in all. */
    @Override
    public int write(byte[] buffer, int offset, int length) {
        takeIn();
        int sum = 0;
        for (WiFiClient client : monitored) {
            sum += client.write(buffer, offset, length);
            client.flush();
        }
        return sum;
    }

    /** Stops listening and closes its clients. */
    @Override
    public void close() {
        monitored.forEach(WiFiClient::stop);
        monitored.clear();
        super.close();
    }
}
