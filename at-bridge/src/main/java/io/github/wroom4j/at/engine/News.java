package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtEvents;
import java.util.ArrayDeque;

/**
 * What has changed in the engine since its shell last looked: whom to wake, and what to tell listeners. The engine only notes
 * it; waking and telling are for whoever has threads.
 */
public final class News {
    /** The lane was freed, or health changed. */
    public static final int LANE = 1;
    /** The module answered, or will not any more; an id moved. */
    public static final int ANSWERED = 1 << 1;
    /** There is something to do without a caller. */
    public static final int TASK = 1 << 2;
    /** A visitor came, or the station's state changed. */
    public static final int HAPPENED = 1 << 3;
    /** A link's buffer has room again. */
    public static final int ROOM = 1 << 4;
    /** Everything. */
    static final int ALL = -1;

    private static final int FIRST_LINK = 5;

    /** What a listener is told; secrets are masked. */
    public record Told(AtEvents.Kind kind, String detail) {}

    private final ArrayDeque<Told> told = new ArrayDeque<>(2);
    private int moved;

    void moved(int what) {
        moved |= what;
    }

    /** Bytes of a link came, were taken or will not come any more. */
    void link(int id) {
        moved |= 1 << FIRST_LINK + id;
    }

    void post(AtEvents.Kind kind, String detail) {
        told.add(new Told(kind, detail));
    }

    /** What has changed since this was called last, as a set of bits. */
    public int take() {
        int all = moved;
        moved = 0;
        return all;
    }

    /** Whether such a set has the link with an id in it. */
    public static boolean hasLink(int moved, int id) {
        return (moved & 1 << FIRST_LINK + id) != 0;
    }

    /** The next event for listeners; null if there is none. */
    public Told next() {
        return told.poll();
    }
}
