package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;

/**
 * A server as Arduino's other boards have it (WS-3): {@link #available()} gives a client that has sent something and keeps
 * it, {@link #write} goes to all of them. {@link #accept()} hands a client over for good. One thread at a time.
 *
 * <p><b>Caveats:</b> at most {@link #MAX_MONITORED_CLIENTS} clients are kept, and every one holds one of the module's
 * five links until it closes. {@link #write} waits for each client in turn: a slow one holds up the others.
 */
public class ArduinoWiFiServer extends WiFiServer {
    /** Most clients that are kept. */
    public static final int MAX_MONITORED_CLIENTS = MonitoredClients.MOST;

    private final MonitoredClients<WiFiClient> monitored = new MonitoredClients<>(this, this::accept);

    public ArduinoWiFiServer(int port) {
        super(port);
    }

    /** As {@link WiFiServer#WiFiServer(IPAddress, int)}. */
    public ArduinoWiFiServer(IPAddress address, int port) {
        super(address, port);
    }

    /** On a given board. */
    public ArduinoWiFiServer(SketchContext context, int port) {
        super(context, port);
    }

    /** A client with something to be read; one without connection if there is none. Never waits. */
    @Override
    public WiFiClient available() {
        return monitored.withData().orElseGet(this::none);
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Writes to every client; how many bytes that were in all. */
    @Override
    public int write(byte[] buffer, int offset, int length) {
        return monitored.write(buffer, offset, length);
    }

    /** Stops listening and closes its clients. */
    @Override
    public void close() {
        monitored.stop();
        super.close();
    }
}
