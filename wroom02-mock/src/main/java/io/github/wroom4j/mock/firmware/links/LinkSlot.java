package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;
import java.util.ArrayDeque;
import java.util.Arrays;

/** One of the five links 0 … 4, shared by clients, accepted links and UDP. */
public final class LinkSlot {
    final int id;
    LinkSocket socket;
    LinkType type;
    boolean open;
    boolean connecting;
    boolean accepted;
    boolean closePending;
    /** The peer has closed it, and it stays for what is unread. */
    boolean peerGone;
    /** Its first data were announced: 2.0 does not announce others. */
    boolean announced;
    /** The firmware does not know the link's own port. */
    boolean portUnknown;
    /** Seconds without traffic, as the server counts them. */
    int idleSeconds;

    boolean failedAtOnce;
    /** How the peer refused its handshake: by an alert, by a reset; empty if it did not. */
    String refusedBy = "";

    int udpMode;
    int udpChanges;
    int keepAlive;
    Ip4 ip = Ip4.ANY;
    int port;
    int generation;
    long lastTraffic;
    boolean held;
    /** What waits was kept for the host to ask for, in passive mode, and is never pushed. */
    boolean kept;
    /** Received and not yet read (passive) or not yet printed (active, ring full): one piece for a stream. */
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();

    private record Piece(byte[] bytes, Ip4 from, int port) {}

    LinkSlot(int id) {
        this.id = id;
    }

    /** Its number. */
    public int id() {
        return id;
    }

    /** Which use of the number this is: it changes when a link begins and when it ends. */
    public int life() {
        return generation;
    }

    /** Closes it as the firmware itself does: {@code n,CLOSED} follows by itself. */
    void drop() {
        if (open && socket != null) {
            socket.close();
        }
    }

    /** Whether it is connected. */
    public boolean isOpen() {
        return open;
    }

    /** Whether it is connected, connecting, or waiting for its end to be printed. */
    public boolean inUse() {
        return open || connecting || closePending;
    }

    /** Whether it is closed, and CLOSED is not printed yet because data wait. */
    public boolean closeWithheld() {
        return closePending;
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
        return socket == null || portUnknown ? 0 : socket.localPort();
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
        int sum = 0;
        for (Piece piece : waiting) {
            sum += piece.bytes.length;
        }
        return sum;
    }

    void keep(byte[] data, Ip4 from, int fromPort) {
        Piece last = type == LinkType.UDP ? null : waiting.pollLast(); // lwIP keeps datagrams apart
        byte[] bytes = last == null ? data : join(last.bytes, data);
        waiting.add(new Piece(bytes, from, fromPort));
    }

    /** At most that many bytes; of datagrams one at a time, and what is over of it is lost, as with any socket. */
    byte[] take(int most) {
        Piece first = waiting.poll();
        if (first == null) {
            return new byte[0];
        }
        if (first.bytes.length <= most) {
            return first.bytes;
        }
        if (type != LinkType.UDP) {
            byte[] rest = Arrays.copyOfRange(first.bytes, most, first.bytes.length);
            waiting.addFirst(new Piece(rest, first.from, first.port));
        }
        return Arrays.copyOf(first.bytes, most);
    }

    void forgetWaiting() {
        kept = false;
        waiting.clear();
    }

    Ip4 waitingIp() {
        return waiting.isEmpty() ? Ip4.ANY : waiting.peek().from;
    }

    int waitingPort() {
        return waiting.isEmpty() ? 0 : waiting.peek().port;
    }

    static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
