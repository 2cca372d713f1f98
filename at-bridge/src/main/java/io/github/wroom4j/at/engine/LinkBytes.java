package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.memory.ByteRing;

/** Received bytes of one link that have not been read yet. Guarded by the driver's lock; the reader puts, a caller takes. */
public sealed class LinkBytes permits DatagramBytes {
    private final int id;
    private final News news;
    private final int limit;
    /** Grows as it fills and keeps that size until the link ends: growing it time and again would be all the garbage. */
    private ByteRing ring;

    /** Bytes that the module is known to hold for this link (passive receive): announced and not fetched yet. */
    private int announced;
    /** What was announced when it was last asked for: what is beyond the answer is still there. */
    private int asked;
    /** Whether what is announced, or was when it was asked for, is the module's own count and no guess. */
    private boolean counted;

    private boolean askedCounted;
    /** Whether the module was asked, after the end, for bytes whose notice was lost. */
    boolean askedAtEnd;
    /** The peer, or this end, has closed. */
    boolean ended;

    long endedAt;
    /** Nothing more can come from the module. */
    boolean drained;
    /** Bytes are missing, or the link was lost: reported after what is here has been read. */
    AtException failure;
    /** Callers that wait for its next byte. */
    int readers;
    /** No more reads will follow. */
    boolean discarding;

    public LinkBytes(int limit, int id, News news) {
        this.limit = limit;
        this.id = id;
        this.news = news;
        this.ring = new ByteRing(limit);
    }

    /** Whether the module was asked, after the end, for bytes whose notice was lost. */
    public boolean askedAtEnd() {
        return askedAtEnd;
    }

    /** The module was asked for bytes whose notice may be lost. */
    public void asked(boolean afterTheEnd) {
        askedAtEnd = afterTheEnd;
    }

    /** Whether the peer, or this end, has closed. */
    public boolean ended() {
        return ended;
    }

    /** When it ended. */
    public long endedAt() {
        return endedAt;
    }

    /** Whether nothing more can come from the module. */
    public boolean drained() {
        return drained;
    }

    /** Why bytes are missing, which is told after what is here has been read; null if none are. */
    public AtException failure() {
        return failure;
    }

    /** A caller begins to wait for its next byte. */
    public void awaited() {
        readers++;
    }

    /** And waits no more. */
    public void awaitedNoMore() {
        readers--;
    }

    /** Whoever waits for these bytes has to look again. */
    public void moved() {
        news.link(id);
    }

    /** The module announced how many bytes it holds; NonOS announces the total (recorded of AT 1.7), as does ESP-AT. */
    public void announced(int bytes) {
        announced = bytes;
        counted = true;
        moved();
    }

    /** They are being asked for: a notice that comes from now on may announce bytes that the answer does not hold. */
    public void asking() {
        asked = announced;
        askedCounted = counted;
        announced = 0;
        counted = false;
    }

    /** The answer was lost: whether the module has given the bytes away only asking it again can tell. */
    public void askedInVain() {
        if (announced == 0 && asked > 0) {
            announced = asked;
            counted = askedCounted;
        }
        asked = 0;
        mayHold();
    }

    /** How many bytes that the module had counted it says it has not, now that it was asked for them; 0 where it had not. */
    public int missing() {
        return askedCounted ? asked : 0;
    }

    /**
     * So many were fetched.
     *
     * @param totals whether a notice announces all that is there, and none follows the answer (NonOS); else one does if
     *     anything is left
     */
    public void fetched(int bytes, boolean totals) {
        boolean told = announced > 0;
        announced = totals ? Math.max(0, (told ? announced : asked) - bytes) : 0;
        counted = announced > 0 && (told ? counted : askedCounted);
        asked = 0;
    }

    /** The module holds something, how much is not known. */
    public void mayHold() {
        announced = Math.max(1, announced);
    }

    /** The module has announced bytes that are not fetched yet. */
    public boolean holds() {
        return announced > 0;
    }

    /** The module has announced bytes that have not come yet, whether they have been asked for or not. */
    public boolean owes() {
        return announced > 0 || asked > 0;
    }

    /** Nothing more will come of the module. */
    public void allIsHere() {
        drained = true;
        moved();
    }

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
        return ring.size() == 0;
    }

    /** Bytes that a read would give. */
    public int size() {
        return ring.size();
    }

    public int room() {
        return ring.room();
    }

    /** A frame begins; who sent it, where that is known. */
    public void begin(int length, CharSequence from, int port) {}

    /** The frame that is coming in will not come to its end. */
    public void abandon() {}

    /** Files bytes; false if they did not all fit, which must break the link rather than pass unnoticed. */
    public boolean put(byte[] bytes, int offset, int length) {
        if (discarding || failure != null) {
            return true;
        }
        int taken = ring.put(bytes, offset, length);
        moved();
        return taken == length;
    }

    public int take(byte[] target, int offset, int length) {
        return ring.take(target, offset, length);
    }

    public void end(long now) {
        if (!ended) {
            ended = true;
            endedAt = now;
        }
        moved();
    }

    public void fail(AtException why) {
        if (failure == null) {
            failure = why;
        }
        ended = true;
        drained = true;
        moved();
    }

    /** What has come was another's. */
    public void forget() {
        ring = new ByteRing(limit);
        announced = 0;
        asked = 0;
    }

    public void discard() {
        discarding = true;
        ring = new ByteRing(1);
        moved();
    }
}
