package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.engine.Engine;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.at.engine.LinkTable;
import io.github.wroom4j.at.engine.News;
import io.github.wroom4j.at.engine.Terms;
import io.github.wroom4j.at.engine.Turn;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The engine among threads: what the reader, the callers and the keeper share, under one lock that is never held across I/O
 * and never while user code runs. Whoever {@linkplain #enter enters} owns the engine; when he leaves, or waits, those whom its
 * news concerns are woken. See docs/concurrency.md.
 */
public final class DriverState {
    private final ReentrantLock lock = new ReentrantLock();
    /** The lane was freed, or health changed. */
    final Condition laneMoved = lock.newCondition();
    /** The module answered, or will not any more. */
    final Condition answered = lock.newCondition();
    /** The keeper has something to do. */
    final Condition taskDue = lock.newCondition();
    /** A visitor came, or the station's state changed. */
    final Condition happened = lock.newCondition();
    /** A link's buffer has room again, or someone began to wait for the module: the reader may be holding it. */
    final Condition room = lock.newCondition();
    /** For each id: bytes came, a send ended, or neither will happen any more. */
    private final Condition[] linkMoved;

    final Clock clock;
    final Terms terms;
    final EventDesk events;
    final Engine engine;
    final Turn turn;
    final LinkTable links;

    /** When the keeper looks again by itself; {@link Long#MIN_VALUE} while it is not waiting. */
    private long keeperLooksAt = Long.MIN_VALUE;

    private volatile Uart uart;
    private volatile CommandLane lane;
    private volatile DriverLink.Control linkControl;

    public DriverState(Clock clock, Terms terms, DialectTable dialect, EventDesk events) {
        this.clock = clock;
        this.terms = terms;
        this.events = events;
        this.engine = new Engine(terms, dialect);
        this.turn = engine.turn();
        this.links = engine.links();
        this.linkMoved = new Condition[links.ids.length];
        for (int id = 0; id < linkMoved.length; id++) {
            linkMoved[id] = lock.newCondition();
        }
    }

    // ---- whose the engine is ----------------------------------------------------------------------------------------

    /** Takes the engine, and tells it the time. Pair it with {@link #leave}. */
    void enter() {
        lock.lock();
        engine.now(clock.nanos());
    }

    /** Gives it back; whoever has to know what has changed is told. */
    void leave() {
        try {
            tell();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        News news = engine.news();
        int moved = news.take();
        if (moved != 0) {
            wake(moved);
        }
        for (News.Told told; (told = news.next()) != null; ) {
            events.post(told.kind(), told.detail());
        }
    }

    private void wake(int moved) {
        signal(moved, News.LANE, laneMoved);
        signal(moved, News.ANSWERED, answered);
        signal(moved, News.TASK, taskDue);
        signal(moved, News.HAPPENED, happened);
        signal(moved, News.ROOM, room);
        for (int id = 0; id < linkMoved.length; id++) {
            if (News.hasLink(moved, id)) {
                linkMoved[id].signalAll();
            }
        }
    }

    private static void signal(int moved, int what, Condition whom) {
        if ((moved & what) != 0) {
            whom.signalAll();
        }
    }

    /** Where those wait whom bytes, sends and the end of a link with an id concern. */
    Condition linkMoved(int id) {
        return linkMoved[id];
    }

    /** Something will be due for the keeper: it is woken if it would look too late. */
    void dueAt(long nanos) {
        if (nanos < keeperLooksAt) {
            taskDue.signalAll();
        }
    }

    /** The keeper's own wait until something is due, or may be. */
    void awaitTask(long until) {
        keeperLooksAt = until;
        try {
            await(taskDue, until == Long.MAX_VALUE ? Deadline.never(clock) : Deadline.at(clock, until));
        } finally {
            keeperLooksAt = Long.MIN_VALUE;
        }
    }

    /** The callers' side of a link; of a visitor it is made when it is asked for first. */
    DriverLink linkOf(Generation of) {
        return of.attachment() instanceof DriverLink link ? link : new DriverLink(this, of);
    }

    // ---- what is told of it -----------------------------------------------------------------------------------------

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
        return engine.dialect();
    }

    /** Takes another dialect: the module was asked who it is. */
    public void dialect(DialectTable next) {
        engine.dialect(next);
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

    /** What may be done now. */
    public Health health() {
        enter();
        try {
            return engine.health();
        } finally {
            leave();
        }
    }

    /** Why it is not ready, or null. */
    public AtException trouble() {
        return locked(engine::trouble);
    }

    /** Enters another state of health and wakes everyone who waits. */
    public void health(Health next, AtException why) {
        run(() -> engine.health(next, why));
    }

    /** Something is wrong that a settle cannot put right: callers wait, the keeper mends. */
    public void mend(AtException why) {
        run(() -> engine.mend(why));
    }

    /** The port is gone: everything fails now, the keeper looks for it. */
    public void portLost(Throwable cause) {
        run(() -> engine.portLost(cause));
    }

    /** Closed by its user: everyone leaves. */
    public void close() {
        run(engine::close);
    }

    /** Fails every link with one cause and empties the table. */
    public void loseLinks(AtException why) {
        run(() -> engine.loseLinks(why));
    }

    /** The station's state as last reported. */
    public Station.State station() {
        return locked(engine::station);
    }

    /** Notes the station's state. */
    public void station(Station.State next) {
        run(() -> engine.station(next));
    }

    /** How often {@code ready} has been seen. */
    public int readies() {
        return locked(engine::readies);
    }

    /** How often a command has come back as an echo. */
    public int echoes() {
        return locked(engine::echoes);
    }

    /** Says that a restart is asked for, or no longer. */
    public void expectReset(boolean expected) {
        run(() -> engine.expectReset(expected));
    }

    /** Says that echo is off, so that an echo means a reset. */
    public void echoOff(boolean off) {
        run(() -> engine.echoOff(off));
    }

    /** Whether frames name their sender (CIPDINFO); a restart of the module ends that (at-protocol §2.3). */
    public boolean namesSenders() {
        return locked(engine::namesSenders);
    }

    /** Says that CIPDINFO=1 is about to be asked for. */
    public void asksForSenders() {
        run(engine::asksForSenders);
    }

    /** Says that frames name their sender from now on, or do not. */
    public void namesSenders(boolean on) {
        run(() -> engine.namesSenders(on));
    }

    /** Forgets doubts: the module has just been made to answer. */
    public void settled() {
        run(engine::settled);
    }

    /** Drops half-read input: the line speed was changed, or the port was opened anew. */
    public void forgetInput() {
        run(engine::forgetInput);
    }

    /** Runs something short while it owns the engine. */
    public <T> T locked(Supplier<T> body) {
        enter();
        try {
            return body.get();
        } finally {
            leave();
        }
    }

    /** The same for what has no result. */
    void run(Runnable body) {
        enter();
        try {
            body.run();
        } finally {
            leave();
        }
    }

    /** The same failure with this caller's stack. */
    static AtException again(AtException why) {
        return new AtException(why.kind(), why.getMessage(), why.atLine(), why);
    }

    // ---- waits ------------------------------------------------------------------------------------------------

    /** Waits on a condition; the caller has entered, and others may while he waits; an interrupt becomes an exception with the flag set. */
    boolean await(Condition condition, Deadline deadline) {
        try {
            tell();
            return deadline.await(lock, condition);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtException(AtException.Kind.INTERRUPTED, "interrupted while waiting for the module", "", e);
        } finally {
            engine.now(clock.nanos());
        }
    }

    /** Waits until something is true; false at the deadline. */
    public boolean awaitEvent(BooleanSupplier until, Deadline deadline) {
        enter();
        try {
            while (!until.getAsBoolean()) {
                if (engine.health() == Health.CLOSED) {
                    throw Engine.closed();
                }
                if (!await(happened, deadline)) {
                    return until.getAsBoolean();
                }
            }
            return true;
        } finally {
            leave();
        }
    }
}
