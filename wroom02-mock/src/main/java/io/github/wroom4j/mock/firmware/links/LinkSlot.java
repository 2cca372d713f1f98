package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** One of the five links 0 … 4, shared by clients, accepted links and UDP. */
public final class LinkSlot {
    final int id;
    LinkSocket socket;
    LinkType type;
    boolean open;
    boolean connecting;
    boolean accepted;
    boolean closedUntold;
    boolean failedAtOnce;
    int udpMode;
    int udpChanges;
    int keepAlive;
    Ip4 ip = Ip4.ANY;
    int port;
    int generation;
    long lastTraffic;
    boolean held;
    /** Received and not yet read (passive) or not yet printed (active, ring full). */
    private byte[] waiting = new byte[0];

    private Ip4 waitingIp = Ip4.ANY;
    private int waitingPort;

    LinkSlot(int id) {
        this.id = id;
    }

    /** Its number. */
    public int id() {
        return id;
    }

    /** Whether it is connected. */
    public boolean isOpen() {
        return open;
    }

    /** Whether it is connected, connecting, or waiting for its end to be told. */
    public boolean inUse() {
        return open || connecting || closedUntold;
    }

    /** Whether it is closed, and the host has not been told because data wait. */
    public boolean closeWithheld() {
        return closedUntold;
    }

    /** Whether the last attempt failed before a packet was sent. */
    public boolean failedAtOnce() {
        return failedAtOnce;
    }

    /** Its kind. */
    public LinkType type() {
        return type;
    }

    /** Whether it was accepted by the server. */
    public boolean accepted() {
        return accepted;
    }

    /** The peer's address. */
    public Ip4 ip() {
        return ip;
    }

    /** The peer's port. */
    public int port() {
        return port;
    }

    /** Our port. */
    public int localPort() {
        return socket == null ? 0 : socket.localPort();
    }

    /** Whether its TLS handshake agreed to a maximum fragment length. */
    public boolean fragmentLengthAgreed() {
        return socket != null && socket.fragmentLengthAgreed();
    }

    /** Seconds of keep-alive, 0 for none. */
    public int keepAlive() {
        return keepAlive;
    }

    /** Bytes received and not yet handed to the host. */
    public int waiting() {
        return waiting.length;
    }

    void keep(byte[] data, Ip4 from, int fromPort) {
        var joined = new ByteArrayOutputStream(waiting.length + data.length);
        joined.writeBytes(waiting);
        joined.writeBytes(data);
        waiting = joined.toByteArray();
        waitingIp = from;
        waitingPort = fromPort;
    }

    byte[] take(int most) {
        int count = Math.min(most, waiting.length);
        byte[] taken = Arrays.copyOf(waiting, count);
        waiting = Arrays.copyOfRange(waiting, count, waiting.length);
        return taken;
    }

    void forgetWaiting() {
        waiting = new byte[0];
    }

    Ip4 waitingIp() {
        return waitingIp;
    }

    int waitingPort() {
        return waitingPort;
    }
}
