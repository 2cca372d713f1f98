package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.loop.Lane;
import java.time.Duration;

/** The module's one TCP server: CIPSERVER, CIPSTO, CIPSERVERMAXCONN (at-protocol §7.7). */
public final class LinkServer {
    private final ModuleLinks links;
    private final LinkStack stack;
    private final Lane lane;
    private LinkStack.Listening listening;
    private int port;
    private int limit = ModuleLinks.COUNT;
    private int idleSeconds = 180;
    private Lane.Timer timer;

    LinkServer(ModuleLinks links, LinkStack stack, Lane lane) {
        this.links = links;
        this.stack = stack;
        this.lane = lane;
    }

    /** Starts; false if the port is taken. */
    public boolean start(int onPort) {
        listening = stack.listen(onPort, limit, socket -> accepted() < limit ? links.accept(socket) : null);
        port = onPort;
        if (listening != null) {
            watch();
        }
        return listening != null;
    }

    /**
     * Stops listening.
     *
     * @param dropLinks whether accepted links go too, each with its own {@code n,CLOSED}
     */
    public void stop(boolean dropLinks) {
        listening.close();
        listening = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (dropLinks) {
            links.slots().stream()
                    .filter(slot -> slot.isOpen() && slot.accepted())
                    .forEach(links::drop);
        }
    }

    /** Whether it listens. */
    public boolean isOn() {
        return listening != null;
    }

    /** The port as the module sees it. */
    public int port() {
        return port;
    }

    /** How many accepted links there are. */
    public long accepted() {
        return links.slots().stream()
                .filter(slot -> slot.isOpen() && slot.accepted())
                .count();
    }

    /** CIPSERVERMAXCONN. */
    public int limit() {
        return limit;
    }

    /** CIPSERVERMAXCONN. */
    public void limit(int most) {
        limit = most;
    }

    /** CIPSTO, in seconds; 0 for never. */
    public int idleSeconds() {
        return idleSeconds;
    }

    /** CIPSTO. */
    public void idleSeconds(int seconds) {
        idleSeconds = seconds;
    }

    private void watch() {
        timer = lane.after(Duration.ofSeconds(1), () -> {
            if (idleSeconds > 0) {
                links.slots().stream()
                        .filter(slot -> slot.isOpen() && slot.accepted())
                        .filter(slot -> links.idle(slot).compareTo(Duration.ofSeconds(idleSeconds)) >= 0)
                        .forEach(links::drop);
            }
            watch();
        });
    }
}
