package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/** A connection to a {@link Peer} of this process. Nothing blocks, and each side's acts are tasks of the chip's lane. */
final class PeerCarrier implements Carrier, Peer.Line {
    private final Lane lane;
    private final Peer peer;
    private final IntConsumer ready;
    private final ArrayDeque<ByteBuffer> toModule = new ArrayDeque<>();
    private int interest;
    private boolean finished;
    private boolean reset;
    private boolean closed;
    private boolean finSent;
    private boolean signalled;

    /** @param peer the far end; null where nothing listens */
    PeerCarrier(Lane lane, Peer peer, IntConsumer ready) {
        this.lane = lane;
        this.peer = peer;
        this.ready = ready;
    }

    /** A call from outside that was accepted: the peer may act from its next task on. */
    void accepted() {
        interest = SelectionKey.OP_READ;
        lane.post(() -> peer.opened(this));
    }

    @Override
    public boolean connect(InetSocketAddress target) throws IOException {
        interest = SelectionKey.OP_CONNECT;
        signal();
        return false;
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (peer == null) {
            throw new ConnectException("nothing listens there");
        }
        lane.post(() -> peer.opened(this));
        return true;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        if (reset) {
            throw new IOException("reset by the peer");
        }
        int before = buffer.position();
        while (!toModule.isEmpty() && buffer.hasRemaining()) {
            ByteBuffer first = toModule.peek();
            int n = Math.min(first.remaining(), buffer.remaining());
            buffer.put(first.array(), first.arrayOffset() + first.position(), n);
            first.position(first.position() + n);
            if (!first.hasRemaining()) {
                toModule.poll();
            }
        }
        signal();
        int n = buffer.position() - before;
        return n == 0 && finished && toModule.isEmpty() ? -1 : n;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        if (reset) {
            throw new IOException("reset by the peer");
        }
        // A segment at a time: what a peer answers to the first comes before the second is acknowledged.
        var bytes = new byte[Math.min(Lwip.MSS, buffer.remaining())];
        buffer.get(bytes);
        lane.post(() -> peer.received(this, bytes));
        return bytes.length;
    }

    @Override
    public void finish() {
        if (!finSent) {
            finSent = true;
            lane.post(() -> peer.finished(this));
        }
    }

    @Override
    public void interest(int operations) {
        interest = operations;
        signal();
    }

    @Override
    public void notAwaited() {
        // Nothing outside this process is waited for.
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (peer != null) {
                finish();
            }
        }
    }

    // ---- the peer's side ----

    @Override
    public void send(byte[] bytes) {
        if (!finished && !reset) {
            toModule.add(ByteBuffer.wrap(bytes.clone()));
            signal();
        }
    }

    @Override
    public void end() {
        finished = true;
        signal();
    }

    @Override
    public void reset() {
        reset = true;
        signal();
    }

    private boolean readable() {
        return reset || finished || !toModule.isEmpty();
    }

    /** Signals in a task of its own what the module's end can do now, as a selector does. */
    private void signal() {
        if (signalled || closed || due() == 0) {
            return;
        }
        signalled = true;
        lane.post(() -> {
            signalled = false;
            int operations = closed ? 0 : due();
            if (operations != 0) {
                ready.accept(operations);
                signal();
            }
        });
    }

    private int due() {
        int able = SelectionKey.OP_CONNECT | SelectionKey.OP_WRITE | (readable() ? SelectionKey.OP_READ : 0);
        return interest & able;
    }
}
