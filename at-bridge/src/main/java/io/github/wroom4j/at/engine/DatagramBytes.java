package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.LinkRequest;
import java.util.ArrayDeque;

/** Received datagrams that have not been read yet, each with its sender; one that is still coming in is not seen. */
public final class DatagramBytes extends LinkBytes {
    /** What a waiting datagram costs beside its bytes, so that empty ones fill the buffer too. */
    private static final int OVERHEAD = 100;

    private final int limit;
    private final LinkRequest request;
    private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();
    private int held;
    private byte[] coming;
    private int gathered;
    private String sender;
    private int senderPort;
    /** How much of the first one a read has taken. */
    private int taken;

    private long dropped;

    public DatagramBytes(int limit, int id, News news, LinkRequest request) {
        super(limit, id, news);
        this.limit = limit;
        this.request = request;
    }

    @Override
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Of the first one. */
    @Override
    public int size() {
        return waiting.isEmpty() ? 0 : waiting.peek().bytes().length - taken;
    }

    @Override
    public void begin(int length, CharSequence from, int port) {
        coming = new byte[length];
        gathered = 0;
        // A firmware that does not name the sender: most likely it was the peer.
        sender = from.isEmpty() ? request.host() : from.toString();
        senderPort = from.isEmpty() ? request.port() : port;
        if (length == 0) {
            file();
        }
    }

    @Override
    public boolean put(byte[] bytes, int offset, int length) {
        if (coming != null) {
            System.arraycopy(bytes, offset, coming, gathered, length);
            gathered += length;
            if (gathered == coming.length) {
                file();
            }
        }
        return true;
    }

    private void file() {
        var whole = new Datagram(sender, senderPort, coming);
        coming = null;
        if (discarding || failure != null) {
            return;
        }
        int cost = whole.bytes().length + OVERHEAD;
        if (held + cost > limit) {
            dropped++;
            return;
        }
        held += cost;
        waiting.add(whole);
        moved();
    }

    @Override
    public void abandon() {
        coming = null;
    }

    /** How many datagrams did not fit. */
    public long dropped() {
        return dropped;
    }

    /** The first one, less what a read has taken of it; null if there is none. */
    public Datagram poll() {
        Datagram first = waiting.poll();
        if (first == null) {
            return null;
        }
        held -= first.bytes().length + OVERHEAD;
        if (taken > 0) {
            byte[] rest = java.util.Arrays.copyOfRange(first.bytes(), taken, first.bytes().length);
            first = new Datagram(first.host(), first.port(), rest);
            taken = 0;
        }
        return first;
    }

    @Override
    public int take(byte[] target, int offset, int length) {
        while (!waiting.isEmpty()) {
            byte[] bytes = waiting.peek().bytes();
            int count = Math.min(length, bytes.length - taken);
            System.arraycopy(bytes, taken, target, offset, count);
            taken += count;
            if (taken == bytes.length) {
                taken = 0;
                held -= bytes.length + OVERHEAD;
                waiting.poll();
            }
            if (count > 0) {
                return count;
            }
        }
        return 0;
    }

    @Override
    public void discard() {
        super.discard();
        waiting.clear();
        coming = null;
        held = 0;
        taken = 0;
    }
}
