package io.github.wroom4j.mock.lwip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Arrays;

/**
 * What one {@link TcpPcb} receives: limited by the window, cut into segments, and handed upwards as late as latency and
 * bandwidth make it ({@link NetworkConditions}).
 */
final class TcpIn {
    private final TcpPcb pcb;
    private final Netif ip;
    private int full = Lwip.WINDOW;
    private int segment = Lwip.MSS;
    private int window = full;
    /** What the peer knows of the window: growth is announced by a segment at least ({@code tcp_update_rcv_ann_wnd}). */
    private int announced = full;
    /** The segment that the peer would send next, while the announced window is too small for it. */
    private byte[] next;

    private long total;
    private long deliverAfter;
    private boolean ended;

    TcpIn(TcpPcb pcb, Netif ip) {
        this.pcb = pcb;
        this.ip = ip;
    }

    /** Opens the window by that many bytes. */
    void opened(int bytes) {
        window = Math.min(full, window + bytes);
        announce();
    }

    private void announce() {
        if (window - announced >= Math.min(full / 2, segment)) {
            announced = window;
        }
    }

    /** Sets the sizes of the window and of a segment; before anything has come. */
    void window(int bytes, int ofSegment) {
        full = bytes;
        segment = ofSegment;
        window = bytes;
        announced = bytes;
    }

    /** Whether a segment that was held back may come now. */
    boolean nextFits() {
        return next != null && next.length <= announced;
    }

    /** Whether there are received bytes that were not taken. */
    boolean holdsUntaken() {
        return window < full;
    }

    /** How many bytes the peer may still send. */
    int window() {
        return window;
    }

    /** How many bytes have come so far. */
    long total() {
        return total;
    }

    /** Whether the peer's FIN has been read. */
    boolean isEnded() {
        return ended;
    }

    /** The operations to watch for. */
    int interest(boolean draining) {
        return !ended && (next == null && announced > 0 || draining) ? SelectionKey.OP_READ : 0;
    }

    /** Reads what lwIP would hand up in one call: a segment, or more where the network made several arrive as one. */
    void receive(Carrier socket) throws IOException {
        if (next != null || announced == 0) {
            return;
        }
        var buffer = ByteBuffer.allocate(Math.min(ip.conditions().handedUp(segment), full));
        int n = socket.read(buffer);
        if (n > 0) {
            next = Arrays.copyOf(buffer.array(), n);
            receiveNext();
        } else if (n < 0) {
            ended = true;
            deliver(0, pcb::finReceived);
        }
    }

    /** Takes the next segment if the window has room for all of it: a sender does not send less (RFC 1122 §4.2.3.4). */
    void receiveNext() {
        if (nextFits()) {
            byte[] bytes = next;
            int n = bytes.length;
            next = null;
            window -= n;
            announced -= n;
            total += n;
            boolean cut = total >= ip.conditions().resetAfter();
            deliver(n, () -> pcb.received(bytes));
            if (cut) {
                deliver(0, () -> pcb.fail(Lwip.ERR_RST, false));
            }
            announce();
        }
    }

    private void deliver(int bytes, Runnable what) {
        NetworkConditions c = ip.conditions();
        long now = ip.lane().nanos();
        boolean delayed = !c.latency().isZero() || c.bytesPerSecond() > 0;
        if (!delayed && deliverAfter - now <= 0) {
            what.run();
            return;
        }
        long pace = c.bytesPerSecond() > 0 ? bytes * 1_000_000_000L / c.bytesPerSecond() : 0;
        deliverAfter = Math.max(now + c.latency().toNanos(), deliverAfter) + pace;
        ip.lane().at(deliverAfter, () -> {
            if (pcb.isAttached()) {
                what.run();
            }
        });
    }

    /** After a close: what still comes is dropped, until the peer's FIN. */
    void drain(Carrier socket) throws IOException {
        if (socket.read(ByteBuffer.allocate(Lwip.WINDOW)) < 0) {
            ended = true;
        }
    }
}
