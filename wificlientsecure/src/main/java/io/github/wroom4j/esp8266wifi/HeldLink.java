package io.github.wroom4j.esp8266wifi;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * A link that a client or a UDP object holds. In C++ an object that goes out of scope closes its connection; here the link is
 * closed when the object can no longer be reached, by the collector's thread or by whoever finds no free link.
 */
final class HeldLink {
    /** One thread for all boards: it only closes what can no longer be used. */
    private static final Cleaner UNREACHABLE = Cleaner.create(work -> {
        var thread = new Thread(work, "wroom4j-shared-unreachable");
        thread.setDaemon(true);
        return thread;
    });

    private final WeakReference<OpenSockets.Stoppable> owner;
    private final Consumer<HeldLink> released;

    /** Run once, by whoever closes first; the others wait for its end. */
    private final FutureTask<Void> closing;

    /** Null until the owner is watched. */
    private Cleaner.Cleanable watch;

    private HeldLink(OpenSockets.Stoppable owner, Runnable closeLink, Consumer<HeldLink> released) {
        this.owner = new WeakReference<>(owner);
        this.closing = new FutureTask<>(closeLink, null);
        this.released = released;
    }

    /**
     * Of an owner from now on.
     *
     * @param closeLink closes the link within a time of its own; it must not lead back to the owner, which could then never be
     *     found unreachable
     * @param released called when the owner no longer holds it
     */
    static HeldLink of(OpenSockets.Stoppable owner, Runnable closeLink, Consumer<HeldLink> released) {
        var held = new HeldLink(owner, closeLink, released);
        held.watch = UNREACHABLE.register(owner, held::closeUnreachable);
        return held;
    }

    /** Who holds it, or null if that can no longer be reached. */
    OpenSockets.Stoppable owner() {
        return owner.get();
    }

    private void closeUnreachable() {
        if (!closing.isDone()) {
            System.getLogger(HeldLink.class.getName())
                    .log(System.Logger.Level.DEBUG, "a client went out of scope without stop(): its link is closed");
            close();
        }
    }

    /** Closes it, once. Whoever comes second waits, so that the link is free when this returns. */
    void close() {
        closing.run();
        try {
            closing.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            letGo();
        }
    }

    /** The link is somebody else's from now on, who closes it. */
    void handOver() {
        closing.cancel(false);
        letGo();
    }

    private void letGo() {
        released.accept(this);
        watch.clean(); // finds it done, and is watched no more
    }
}
