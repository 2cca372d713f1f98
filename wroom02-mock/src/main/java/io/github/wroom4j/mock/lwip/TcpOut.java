package io.github.wroom4j.mock.lwip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What one {@link TcpPcb} has to send: queued, handed to the socket, acknowledged. A socket does not show
 * acknowledgements; they are modelled (see {@link NetworkConditions}).
 */
final class TcpOut {
    private final TcpPcb pcb;
    private final Netif ip;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private final ArrayDeque<Integer> unacked = new ArrayDeque<>();
    private int space = Lwip.SEND_BUFFER;
    private boolean ackPosted;

    TcpOut(TcpPcb pcb, Netif ip) {
        this.pcb = pcb;
        this.ip = ip;
    }

    int space() {
        return space;
    }

    /** Whether the socket has taken all there is. */
    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /** Keeps a copy of the bytes; false if they do not fit. */
    boolean queue(byte[] bytes, int from, int length) {
        if (length > space) {
            return false;
        }
        space -= length;
        unsent.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length)));
        return true;
    }

    /** Gives the socket what it takes. */
    void transmit(Carrier socket) throws IOException {
        while (ip.isUp() && !unsent.isEmpty()) {
            ByteBuffer first = unsent.peek();
            int n = socket.write(first);
            if (n > 0) {
                unacked.add(n);
            }
            if (first.hasRemaining()) {
                break;
            }
            unsent.poll();
        }
        if (!unacked.isEmpty()) {
            expectAcks();
        }
        if (!ip.isUp() && !unsent.isEmpty()) {
            startRetransmissions();
        }
    }

    private void expectAcks() {
        if (ip.conditions().acksLost()) {
            startRetransmissions();
        } else if (!ackPosted) {
            ackPosted = true;
            Duration delay = ip.conditions().ackDelay();
            if (delay.isZero()) {
                ip.lane().post(this::acknowledged);
            } else {
                ip.lane().after(delay, this::acknowledged);
            }
        }
    }

    private void startRetransmissions() {
        pcb.giveUpAfter(pcb.tuning().dataPatience(), () -> pcb.fail(Lwip.ERR_ABRT, true));
    }

    /**
     * Something arrives that answers our bytes: it carries their acknowledgement, and lwIP reports that first
     * (espconn-sdk §6).
     */
    void answered() {
        if (ackPosted && ip.conditions().ackDelay().isZero()) {
            acknowledged();
        }
    }

    private void acknowledged() {
        ackPosted = false;
        if (pcb.state() == TcpState.CLOSED) {
            return;
        }
        int bytes = 0;
        for (Integer n; (n = unacked.poll()) != null; ) {
            bytes += n;
        }
        space += bytes;
        if (bytes > 0) {
            pcb.acknowledged(bytes);
        }
    }
}
