package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the reader, the callers and the keeper share, under one lock that is never held across I/O and never while user
 * code runs. See docs/concurrency.md.
 */
public final class DriverState {
    /** Links that close within that time of the loss of Wi-Fi were lost with it. */
    private static final java.time.Duration WIFI_TAKES_LINKS = java.time.Duration.ofSeconds(1);

    private static final String WIFI_LOST = "the connection was lost with the Wi-Fi network";

    final ReentrantLock lock = new ReentrantLock();
    /** The lane was freed, or health changed. */
    final Condition laneMoved = lock.newCondition();
    /** The module answered, or will not any more. */
    final Condition answered = lock.newCondition();
    /** The keeper has something to do. */
    final Condition taskDue = lock.newCondition();
    /** A listener's queue moved, or the station's state did. */
    final Condition happened = lock.newCondition();
    /** A link's buffer has room again, or someone began to wait for the module: the reader may be holding it. */
    final Condition room = lock.newCondition();

    final Clock clock;
    final Terms terms;
    final EventDesk events;
    final LinkTable links = new LinkTable(this);
    final ArrayDeque<DriverLink> accepted = new ArrayDeque<>();
    final Suspicion suspicion = new Suspicion(this);
    final Turn turn;
    /** The reader's. */
    AtParser parser;

    private volatile Uart uart;
    private volatile DialectTable dialect;
    private volatile CommandLane lane;
    private volatile DriverLink.Control linkControl;

    Health health = Health.MENDING;
    AtException trouble;
    /** Echo has been switched off: an echoed command means an unnoticed reset. */
    boolean echoOff;
    /** CIPDINFO=1: every frame names its sender. */
    boolean namesSenders;
    /** A restart was asked for: {@code ready} is good news. */
    boolean resetExpected;

    int readies;
    int echoes;
    boolean listening;
    boolean stationUp;
    Station.State station = Station.State.IDLE;
    long stationLostAt;

    public DriverState(Clock clock, Terms terms, DialectTable dialect, EventDesk events) {
        this.clock = clock;
        this.terms = terms;
        this.dialect = dialect;
        this.events = events;
        this.turn = new Turn(terms, this::dialect, new Found());
    }

    /** What the turn of the talk finds out about the module. */
    private final class Found implements Turn.Findings {
        @Override
        public void promptMayCome() {
            parser.expectPrompt(true);
        }

        @Override
        public void replyIsOverdue() {
            parser.somethingIsMissing();
        }

        @Override
        public void alive() {
            suspicion.convict();
        }

        @Override
        public void restarted(String line) {
            moduleRestarted(line);
        }

        @Override
        public void dead(AtException why) {
            mend(why);
        }

        @Override
        public void filling(Exchange send) {
            DriverLink now = send.sender.machine.open();
            if (now != null && accepted.remove(now)) {
                send.newcomer = now; // he waits for what becomes of it
            }
        }

        @Override
        public void over(Exchange of) {
            boolean kept = of.outcome() == Exchange.Outcome.SEND_FAIL
                    || of.outcome() == Exchange.Outcome.SEND_CANCELED
                    || of.outcome() == Exchange.Outcome.ERROR;
            settleNewcomer(of, kept);
        }

        @Override
        public void late(Exchange send, boolean delivered) {
            send.deliveredLate = delivered;
            settleNewcomer(send, !delivered);
            if (!delivered && send.given && !(send.sender instanceof DatagramLink)) {
                send.sender.breakOff(new AtException(
                        AtException.Kind.LINK_BROKEN,
                        "a send of " + send.length + " bytes, for which nobody waited any more, was not confirmed",
                        ""));
            }
        }

        @Override
        public void moved() {
            answered.signalAll();
        }
    }

    /** The port in use; it changes when a vanished one is reopened. */
    public Uart uart() {
        return uart;
    }

    /** Takes another port. */
    public void uart(Uart next) {
        uart = next;
    }

    /** The dialect in use. */
    public DialectTable dialect() {
        return dialect;
    }

    /** Takes another dialect: the module was asked who it is. */
    public void dialect(DialectTable next) {
        dialect = next;
    }

    /** Joins the parts that need each other. */
    public void connect(CommandLane theLane, DriverLink.Control control) {
        lane = theLane;
        linkControl = control;
    }

    CommandLane lane() {
        return lane;
    }

    DriverLink.Control linkControl() {
        return linkControl;
    }

    /** The clock of every wait. */
    public Clock clock() {
        return clock;
    }

    /** The numbers in force. */
    public Terms terms() {
        return terms;
    }

    /** Where events go. */
    public EventDesk events() {
        return events;
    }

    // ---- health -----------------------------------------------------------------------------------------------

    /** What may be done now. */
    public Health health() {
        lock.lock();
        try {
            return health;
        } finally {
            lock.unlock();
        }
    }

    /** Why it is not ready, or null. */
    public AtException trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    /** Enters another state of health and wakes everyone who waits. */
    public void health(Health next, AtException why) {
        lock.lock();
        try {
            if (health != Health.CLOSED) {
                health = next;
                trouble = why;
            }
            if (next == Health.LOST) {
                suspicion.convict(); // no link is left to ask about
            }
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something is wrong that a settle cannot put right: callers wait, the keeper mends. */
    public void mend(AtException why) {
        lock.lock();
        try {
            if (health == Health.READY) {
                health = Health.MENDING;
                trouble = why;
            }
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** The module has restarted: what it knew is gone, whoever waits for it wakes now (H: at-protocol §2.3, at-protocol §16.7). */
    void moduleRestarted(String line) {
        lock.lock();
        try {
            boolean asked = resetExpected;
            readies++;
            echoOff = false;
            namesSenders = false;
            var why = new AtException(
                    AtException.Kind.MODULE_RESET,
                    asked ? "the module was restarted" : "the module restarted by itself",
                    line);
            loseLinks(why);
            turn.restarted(why, asked);
            stationLost();
            if (!asked) {
                if (health == Health.READY) {
                    health = Health.MENDING;
                    trouble = why;
                }
                events.post(AtEvents.Kind.MODULE_RESET, why.getMessage());
            }
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** The port is gone: everything fails now, the keeper looks for it. */
    public void portLost(Throwable cause) {
        lock.lock();
        try {
            var why = new AtException(
                    AtException.Kind.PORT, "the port to the module is gone: " + cause.getMessage(), "", cause);
            echoOff = false;
            loseLinks(why);
            turn.fail(why);
            stationLost();
            if (health != Health.CLOSED) {
                if (health == Health.READY) {
                    events.post(AtEvents.Kind.PORT_LOST, why.getMessage());
                }
                health = Health.MENDING;
                trouble = why;
            }
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closed by its user: everyone leaves. */
    public void close() {
        lock.lock();
        try {
            health = Health.CLOSED;
            trouble = closed();
            loseLinks(trouble);
            turn.fail(trouble);
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    AtException closed() {
        return new AtException(AtException.Kind.CLOSED, "the module was closed by this program", "");
    }

    /** Fails every link with one cause and empties the table. */
    public void loseLinks(AtException why) {
        lock.lock();
        try {
            suspicion.drop();
            var lost = new LinkMachine.Event.Lost(why, clock.nanos());
            for (LinkMachine machine : links.ids) {
                machine.on(lost);
            }
            accepted.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Why links close just now: NonOS reports the loss of Wi-Fi before it closes what went with it (at-protocol §6.8). ESP-AT does so behind
     * (recorded of 2.0 … 2.3); see {@link #wifiLost}.
     */
    AtException whyClosed(int id) {
        boolean wifi = station == Station.State.CONNECTION_LOST
                && clock.nanos() - stationLostAt < WIFI_TAKES_LINKS.toNanos()
                && !(id >= 0 && links.ids[id].owner() instanceof DatagramLink);
        return wifi
                ? new AtException(AtException.Kind.LINK_CLOSED, WIFI_LOST, "WIFI DISCONNECT")
                : new AtException(
                        AtException.Kind.LINK_CLOSED, "the connection was closed", (id < 0 ? "" : id + ",") + "CLOSED");
    }

    /** The station has lost its network: so have the links that were closed just before that was reported. */
    void wifiLost() {
        long now = clock.nanos();
        for (LinkMachine machine : links.ids) {
            DriverLink last = machine.owner();
            boolean with = last != null
                    && last.buffer.ended
                    && last.whyClosed != null
                    && !last.closedByUs
                    && now - last.buffer.endedAt < WIFI_TAKES_LINKS.toNanos() / 10;
            if (with && last.whyClosed.kind() == AtException.Kind.LINK_CLOSED) {
                last.whyClosed = new AtException(AtException.Kind.LINK_CLOSED, WIFI_LOST, "WIFI DISCONNECT");
            }
        }
    }

    /** The send is over, or given up: whoever took its link's id amid it is let in if none of it can have gone to him. */
    private void settleNewcomer(Exchange send, boolean noneWentOut) {
        DriverLink newcomer = send.newcomer;
        send.newcomer = null;
        if (newcomer != null && noneWentOut) {
            accepted.add(newcomer);
            happened.signalAll();
        } else if (newcomer != null) {
            newcomer.machine.on(new LinkMachine.Event.Contaminated(newcomer));
        }
    }

    private void stationLost() {
        if (stationUp) {
            stationUp = false;
            station = Station.State.CONNECTION_LOST;
            stationLostAt = clock.nanos();
        }
    }

    void wakeAll() {
        laneMoved.signalAll();
        answered.signalAll();
        taskDue.signalAll();
        happened.signalAll();
        room.signalAll();
        for (LinkMachine machine : links.ids) {
            if (machine.owner() != null) {
                machine.owner().buffer.moved.signalAll();
            }
        }
    }

    /** The same failure with this caller's stack. */
    static AtException again(AtException why) {
        return new AtException(why.kind(), why.getMessage(), why.atLine(), why);
    }

    // ---- waits ------------------------------------------------------------------------------------------------

    /** Waits on a condition of this lock, which the caller holds; an interrupt becomes an exception with the flag set. */
    boolean await(Condition condition, Deadline deadline) {
        try {
            return deadline.await(lock, condition);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtException(AtException.Kind.INTERRUPTED, "interrupted while waiting for the module", "", e);
        }
    }

    /** Waits until something is true; false at the deadline. */
    public boolean awaitEvent(BooleanSupplier until, Deadline deadline) {
        lock.lock();
        try {
            while (!until.getAsBoolean()) {
                if (health == Health.CLOSED) {
                    throw closed();
                }
                if (!await(happened, deadline)) {
                    return until.getAsBoolean();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    // ---- small accessors for the floors above ---------------------------------------------------------------------

    /** Runs something short under the lock. */
    public <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    /** The station's state as last reported. */
    public Station.State station() {
        return locked(() -> station);
    }

    /** Notes the station's state. */
    public void station(Station.State next) {
        lock.lock();
        try {
            station = next;
            stationUp = next == Station.State.CONNECTED;
            happened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often {@code ready} has been seen. */
    public int readies() {
        return locked(() -> readies);
    }

    /** How often a command has come back as an echo. */
    public int echoes() {
        return locked(() -> echoes);
    }

    /** Says that a restart is asked for, or no longer. */
    public void expectReset(boolean expected) {
        lock.lock();
        try {
            resetExpected = expected;
        } finally {
            lock.unlock();
        }
    }

    /** Says that echo is off, so that an echo means a reset. */
    public void echoOff(boolean off) {
        lock.lock();
        try {
            echoOff = off;
        } finally {
            lock.unlock();
        }
    }

    /** Whether frames name their sender (CIPDINFO); a restart of the module ends that (at-protocol §2.3). */
    public boolean namesSenders() {
        return locked(() -> namesSenders);
    }

    /** Says that frames name their sender from now on. */
    public void namesSenders(boolean on) {
        lock.lock();
        try {
            namesSenders = on;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets doubts: the module has just been made to answer. */
    public void settled() {
        lock.lock();
        try {
            turn.settled();
            suspicion.convict();
        } finally {
            lock.unlock();
        }
    }
}
