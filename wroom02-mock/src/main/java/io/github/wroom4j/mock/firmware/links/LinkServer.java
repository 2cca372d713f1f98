package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.loop.Lane;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The module's one TCP server: CIPSERVER, CIPSTO, CIPSERVERMAXCONN (at-protocol §7.7). */
public final class LinkServer {
    private final List<LinkSlot> slots;
    private final LinkStack stack;
    private final Lane lane;
    private final Habits habits;
    private final Function<LinkSocket, LinkEvents> accept;
    private final Consumer<LinkSlot> drop;
    private LinkStack.Listening listening;
    private int port;
    private int limit;
    private int idleSeconds;
    private Lane.Timer timer;

    /**
     * What a version's server does in its own way.
     *
     * @param keepsToLimit whether clients above CIPSERVERMAXCONN are turned away
     * @param countsSeconds whether idle time is counted by a clock of whole seconds, as ESP-AT does
     * @param idleSeconds CIPSTO at first
     */
    record Habits(boolean keepsToLimit, boolean countsSeconds, int idleSeconds) {}

    /**
     * @param slots the links that it shares with clients
     * @param accept takes over an accepted socket; null if all numbers are taken
     * @param drop ends a link that was idle for too long
     */
    LinkServer(
            List<LinkSlot> slots,
            LinkStack stack,
            Lane lane,
            Habits habits,
            Function<LinkSocket, LinkEvents> accept,
            Consumer<LinkSlot> drop) {
        this.slots = slots;
        this.habits = habits;
        this.drop = drop;
        this.idleSeconds = habits.idleSeconds();
        this.stack = stack;
        this.lane = lane;
        this.accept = accept;
        this.limit = slots.size();
    }

    /** Starts; false if the port is taken. */
    public boolean start(int onPort) {
        // 2.0 accepts whoever there is a number for (at-recorded-esp-at E29).
        listening = stack.listen(
                onPort, limit, socket -> accepted() < limit || !habits.keepsToLimit() ? accept.apply(socket) : null);
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

    /** Says another port than it listens at: ESP-AT's second {@code CIPSERVER=1} does no more. */
    public void says(int otherPort) {
        port = otherPort;
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
            if (habits.countsSeconds()) {
                countIdle();
            } else if (idleSeconds > 0) {
                slots.stream()
                        .filter(slot -> slot.isOpen() && slot.accepted())
                        .filter(slot -> lane.nanos() - slot.lastTraffic
                                >= Duration.ofSeconds(idleSeconds).toNanos())
                        .forEach(drop);
            }
            watch();
        });
    }

    /** ESP-AT counts whole seconds by a clock of its own: the last may be short. */
    private void countIdle() {
        for (LinkSlot slot : slots) {
            if (slot.isOpen() && slot.accepted() && ++slot.idleSeconds >= idleSeconds && idleSeconds > 0) {
                drop.accept(slot);
            }
        }
    }
}
