package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.UDP;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/**
 * Datagrams through the module (rules WU-1, WU-2).
 *
 * <p>AT knows UDP as a link to one peer: what {@link #beginPacket} names is also the only one whose answers arrive. Unasked
 * datagrams from others do not, and two datagrams that arrive between two {@link #parsePacket} calls come as one. Largest
 * datagram: 1460 bytes.
 */
public class WiFiUDP extends UDP implements AutoCloseable {
    /** What espconn takes; a longer one it would cut without a word. */
    private static final int LARGEST = 1460;

    private static final int FIRST_FREE_PORT = 49_152;

    private final SketchContext context;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] packet = new byte[0];
    private int at;
    private int localPort;
    private boolean begun;
    private String peer = "";
    private int peerPort;
    private Link link;
    private ClientError lastError = ClientError.NONE;

    public WiFiUDP() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public WiFiUDP(SketchContext context) {
        this.context = context;
    }

    /** Remembers the port on which answers arrive; 0 chooses one. 1, or 0 for a port that is none (WU-1). */
    @Override
    public int begin(int port) {
        stop();
        if (port < 0 || port > 65_535) {
            return failed(new ClientError(Stage.SETTINGS, "a port is 0 … 65535, not " + port));
        }
        localPort = port == 0 ? FIRST_FREE_PORT : port;
        begun = true;
        return 1;
    }

    private int failed(ClientError error) {
        lastError = error;
        return 0;
    }

    @Override
    public void stop() {
        if (link != null) {
            link.close();
            link = null;
        }
        begun = false;
        packet = new byte[0];
        at = 0;
        out.reset();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public int beginPacket(IPAddress address, int port) {
        return beginPacket(address.dotted(), port);
    }

    /** Starts a datagram; 0 if the name is unknown or no link is free (WU-2). */
    @Override
    public int beginPacket(String host, int port) {
        out.reset();
        lastError = ClientError.NONE;
        if (context == null) {
            return failed(new ClientError(Stage.MODULE, SketchContext.NOT_BOUND));
        }
        try {
            if (link != null && (!peer.equals(host) || peerPort != port || !link.isOpen())) {
                link.close();
                link = null;
            }
            if (link == null) {
                localPort = begun ? localPort : FIRST_FREE_PORT;
                link = context.module().open(LinkRequest.udp(host, port, localPort));
                peer = host;
                peerPort = port;
            }
            return 1;
        } catch (AtException failure) {
            Stage stage = failure.kind() == AtException.Kind.NAME_NOT_FOUND ? Stage.RESOLVE : Stage.MODULE;
            return failed(new ClientError(stage, failure.getMessage(), failure));
        } catch (IllegalArgumentException bad) {
            return failed(new ClientError(Stage.SETTINGS, bad.getMessage(), bad));
        }
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Adds to the datagram; what would exceed 1460 bytes is not taken. */
    @Override
    public int write(byte[] buffer, int offset, int length) {
        int count = link == null ? 0 : Math.min(length, LARGEST - out.size());
        out.write(buffer, offset, count);
        return count;
    }

    @Override
    public int endPacket() {
        if (link == null) {
            return 0;
        }
        byte[] datagram = out.toByteArray();
        out.reset();
        try {
            Deadline deadline =
                    Deadline.in(context.clock(), context.module().timeouts().send());
            link.write(datagram, 0, datagram.length, deadline);
            link.flush(deadline);
            return 1;
        } catch (AtException failure) {
            return failed(new ClientError(Stage.SEND, failure.getMessage(), failure));
        }
    }

    /** Size of the next datagram; the rest of the one before is dropped; 0 if none has come (WU-2). */
    @Override
    public int parsePacket() {
        packet = new byte[0];
        at = 0;
        if (link == null) {
            return 0;
        }
        byte[] buffer = new byte[2048];
        try {
            int got = link.read(buffer, 0, buffer.length, Deadline.in(context.clock(), Duration.ZERO));
            packet = java.util.Arrays.copyOf(buffer, Math.max(0, got));
        } catch (AtException failure) {
            lastError = new ClientError(Stage.RECEIVE, failure.getMessage(), failure);
        }
        return packet.length;
    }

    @Override
    public int available() {
        return packet.length - at;
    }

    @Override
    public int read() {
        return at < packet.length ? packet[at++] & 0xFF : -1;
    }

    @Override
    public int peek() {
        return at < packet.length ? packet[at] & 0xFF : -1;
    }

    /** {@link #endPacket()} (WU-2). */
    @Override
    public void flush() {
        endPacket();
    }

    /** The peer that was named; unset where only its name is known and cannot be looked up. */
    @Override
    public IPAddress remoteIP() {
        var ip = new IPAddress();
        if (peer.isEmpty() || ip.fromString(peer)) {
            return ip;
        }
        try {
            return IPAddress.of(context.module()
                    .resolve(
                            peer,
                            Deadline.in(
                                    context.clock(), context.module().timeouts().resolve())));
        } catch (AtException failure) {
            lastError = new ClientError(Stage.RESOLVE, failure.getMessage(), failure);
            return ip;
        }
    }

    @Override
    public int remotePort() {
        return peerPort;
    }

    public int localPort() {
        return begun || link != null ? localPort : 0;
    }

    @Override
    public boolean inputCanTimeout() {
        return false;
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }
}
