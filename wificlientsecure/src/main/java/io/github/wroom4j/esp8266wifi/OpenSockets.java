package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** What of a board has a connection or a port, for each kind's {@code stopAll()} (WC-13, WU-1); it keeps none of them alive. */
final class OpenSockets {
    private final Set<Stoppable> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** What holds a link. */
    interface Stoppable {
        void stop();

        /** Gives up an attempt to connect that another thread makes; nothing if there is none. */
        default void abandon() {}
    }

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

    /** Nothing can come of an attempt to connect while the network is being left. */
    void abandonAll() {
        List<Stoppable> now;
        synchronized (open) {
            now = new ArrayList<>(open);
        }
        now.forEach(Stoppable::abandon);
    }

    /** Stops all of a kind but one; null spares none. */
    void stopAllExcept(Class<? extends Stoppable> kind, Stoppable survivor) {
        List<Stoppable> now;
        synchronized (open) {
            now = new ArrayList<>(open);
        }
        for (Stoppable each : now) {
            if (kind.isInstance(each) && each != survivor) {
                each.abandon();
                each.stop();
            }
        }
    }
}
