package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.loop.Lane;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The module's one TCP server: CIPSERVER, CIPSTO, CIPSERVERMAXCONN (at-protocol §7.7). */
public final class LinkServer {
    private final List<LinkSlot> slots;
    private final LinkStack stack;
    private final Lane lane;
    private final Function<LinkSocket, LinkEvents> accept;
    private LinkStack.Listening listening;
    private int port;
    private int limit;
    private int idleSeconds = 180;
    private Lane.Timer timer;

    /**
     * @param slots the links that it shares with clients
     * @param accept takes over an accepted socket; null if all numbers are taken
     */
    LinkServer(List<LinkSlot> slots, LinkStack stack, Lane lane, Function<LinkSocket, LinkEvents> accept) {
        this.slots = slots;
        this.stack = stack;
        this.lane = lane;
        this.accept = accept;
        this.limit = slots.size();
    }

    /** Starts; false if the port is taken. */
    public boolean start(int onPort) {
        listening = stack.listen(onPort, limit, socket -> accepted() < limit ? accept.apply(socket) : null);
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
            slots.stream().filter(slot -> slot.isOpen() && slot.accepted()).forEach(LinkSlot::drop);
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
        return slots.stream().filter(slot -> slot.isOpen() && slot.accepted()).count();
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
                slots.stream()
                        .filter(slot -> slot.isOpen() && slot.accepted())
                        .filter(slot -> lane.nanos() - slot.lastTraffic
                                >= Duration.ofSeconds(idleSeconds).toNanos())
                        .forEach(LinkSlot::drop);
            }
            watch();
        });
    }
}
