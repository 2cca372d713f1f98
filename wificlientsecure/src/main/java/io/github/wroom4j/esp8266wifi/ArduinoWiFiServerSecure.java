package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;

/**
 * {@link ArduinoWiFiServer} with TLS: {@link #available()} and {@link #write} shake hands with who has come (WS-3).
 *
 * <p><b>Caveats:</b> a client's handshake holds up {@link #available()} and {@link #write}, and so all other clients, for
 * up to the handshake timeout; each kept client holds one of the module's five links.
 */
public class ArduinoWiFiServerSecure extends WiFiServerSecure {
    private final MonitoredClients<WiFiClientSecure> monitored = new MonitoredClients<>(this, this::accept);

    public ArduinoWiFiServerSecure(int port) {
        super(port);
    }

    /** As {@link WiFiServer#WiFiServer(IPAddress, int)}. */
    public ArduinoWiFiServerSecure(IPAddress address, int port) {
        super(address, port);
    }

    /** On a given board. */
    public ArduinoWiFiServerSecure(SketchContext context, int port) {
        super(context, port);
    }

    /** A client with something to be read; one without connection if there is none. */
    @Override
    public WiFiClientSecure available() {
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
