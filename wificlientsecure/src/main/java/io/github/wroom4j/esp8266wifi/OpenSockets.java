package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What of a board has a connection or a port, for each kind's {@code stopAll()} (WC-13, WU-1); it keeps none of them alive. */
final class OpenSockets {
    private final Set<Stoppable> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** A client's or a UDP object's side of this; only that object holds it. */
    interface Stoppable {
        /** The object that a sketch sees. */
        Object owner();

        void stop();

        /** What holds it, in a few words: {@code example.org:80}. */
        String holding();

        /** Since when it is kept only because it may be of use again, on the board's clock; empty if it is in use. */
        default OptionalLong spareSince() {
            return OptionalLong.empty();
        }

        /** Gives up an attempt to connect that another thread makes; nothing if there is none. */
        default void abandon() {}
    }

    private final Set<HeldLink> held = ConcurrentHashMap.newKeySet();

    /** How many links were given back so far. */
    private final AtomicLong givenBack = new AtomicLong();

    private OpenSockets() {}

    static OpenSockets of(SketchContext context) {
        return context.part(OpenSockets.class, made -> new OpenSockets());
    }

    void add(Stoppable socket) {
        open.add(socket);
    }

    void remove(Stoppable socket) {
        open.remove(socket);
    }

    /** A link of an owner, closed when that can no longer be reached; see {@link HeldLink#of}. */
    HeldLink hold(Stoppable owner, Runnable closeLink) {
        HeldLink one = HeldLink.of(owner, closeLink, this::givenBack);
        held.add(one);
        return one;
    }

    private void givenBack(HeldLink link) {
        if (held.remove(link)) {
            givenBack.incrementAndGet();
        }
    }

    /**
     * Opens a link. Where none is free, first those give theirs back that keep one alive for a request that may never come,
     * the oldest first, then those that have gone out of scope without {@code stop()}.
     */
    <T> T open(Supplier<T> opening) {
        while (true) {
            long before = givenBack.get();
            try {
                return opening.get();
            } catch (RuntimeException failure) {
                if (!noFreeLink(failure)) {
                    throw failure;
                }
                if (!closeOldestSpare()) {
                    closeUnreachable();
                }
                if (givenBack.get() == before) {
                    throw failure;
                }
            }
        }
    }

    static boolean noFreeLink(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof AtException at && at.kind() == AtException.Kind.NO_FREE_LINK) {
                return true;
            }
        }
        return false;
    }

    private boolean closeOldestSpare() {
        Optional<Stoppable> oldest = held.stream()
                .map(HeldLink::owner)
                .filter(owner -> owner != null && owner.spareSince().isPresent())
                .min(Comparator.comparingLong(owner -> owner.spareSince().getAsLong()));
        oldest.ifPresent(Stoppable::stop);
        return oldest.isPresent();
    }

    /** What is unreachable shows only to the collector; it is asked because C++ would have closed the link long ago. */
    private void closeUnreachable() {
        System.gc();
        // The collector's own thread may be faster, or just about it: then this waits for it.
        held.stream().filter(each -> each.owner() == null).toList().forEach(HeldLink::close);
    }

    /** Who holds this sketch's links, for a failure that says so; empty if none of its objects does. */
    String holders() {
        List<Stoppable> now;
        synchronized (open) {
            now = new ArrayList<>(open);
        }
        List<String> who = now.stream()
                .map(Stoppable::holding)
                .filter(each -> !each.isEmpty())
                .sorted()
                .toList();
        return who.isEmpty() ? "" : " (in use: " + String.join(", ", who) + ")";
    }

    /** Nothing can come of an attempt to connect while the network is being left. */
    void abandonAll() {
        List<Stoppable> now;
        synchronized (open) {
            now = new ArrayList<>(open);
        }
        now.forEach(Stoppable::abandon);
    }

    /** Stops all of a kind but one; null spares none. */
    void stopAllExcept(Class<?> kind, Object survivor) {
        List<Stoppable> now;
        synchronized (open) {
            now = new ArrayList<>(open);
        }
        for (Stoppable each : now) {
            if (kind.isInstance(each.owner()) && each.owner() != survivor) {
                each.abandon();
                each.stop();
            }
        }
    }
}
