package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.dialect.DialectTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A conversation with a module as a value: bytes from the port, exchanges and the time go in; bytes for the port, results,
 * {@linkplain News news} and {@link #wakeAt} come out. No lock, no thread, no clock, no port and no waiting is in it, so that
 * its tests are byte scripts. It has one owner at a time, who says what time it is before he does anything else.
 */
public final class Engine {
    /** Links that close within that time of the loss of Wi-Fi were lost with it. */
    private static final long WIFI_TAKES_LINKS = Duration.ofSeconds(1).toNanos();

    private static final String WIFI_LOST = "the connection was lost with the Wi-Fi network";

    private final ModuleFacts facts;
    private final News news = new News();
    private final LinkTable links;
    private final ArrayDeque<Generation> visitors = new ArrayDeque<>();
    private final Turn turn;
    private final Suspicion suspicion;
    private final Intake intake;
    private Health health = Health.MENDING;
    private AtException trouble;

    public Engine(Terms terms, DialectTable dialect) {
        this.facts = new ModuleFacts(terms, dialect);
        this.links = new LinkTable(facts, news, this::arrived);
        this.turn = new Turn(terms, this::dialect, new Found());
        this.suspicion = new Suspicion(links, turn, news);
        this.intake = new Intake(this, facts, news);
    }

    /** What the turn of the talk finds out about the module. */
    private final class Found implements Turn.Findings {
        @Override
        public void promptMayCome() {
            intake.expectPrompt();
        }

        @Override
        public void replyIsOverdue() {
            intake.somethingIsMissing();
        }

        @Override
        public void alive() {
            suspicion.convict();
        }

        @Override
        public void restarted(String line) {
            Engine.this.restarted(line);
        }

        @Override
        public void dead(AtException why) {
            mend(why);
        }

        @Override
        public void filling(Exchange send) {
            Generation now = send.sender.machine.open();
            if (now != null && visitors.remove(now)) {
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
            if (!delivered && send.given && !send.sender.isDatagrams()) {
                send.sender.breakOff(new AtException(
                        AtException.Kind.LINK_BROKEN,
                        "a send of " + send.length + " bytes, for which nobody waited any more, was not confirmed",
                        ""));
            }
        }

        @Override
        public void moved() {
            news.moved(News.ANSWERED);
        }
    }

    // ---- what goes in ---------------------------------------------------------------------------------------------

    /** Says what time it is, in nanoseconds of the clock that every deadline here is of. */
    public void now(long nanos) {
        facts.now = nanos;
    }

    /** Takes bytes as they came from the port. */
    public void received(byte[] bytes, int offset, int length, long now) {
        facts.now = now;
        intake.feed(bytes, offset, length);
    }

    /** Whether what came last goes on: within the payload gap more has to come, or {@link #silence} is to be told. */
    public boolean unfinished() {
        return intake.unfinished();
    }

    /** What had to go on has not, for as long as the payload gap. */
    public void silence(long now) {
        facts.now = now;
        intake.silence();
    }

    /** Drops half-read input: the line speed was changed. */
    public void forgetInput() {
        intake.forget();
    }

    /** Begins an exchange. Nothing else may be under way. */
    public void submit(Exchange of, long now) {
        facts.now = now;
        if (of.opens != null) {
            of.opens.machine.on(new LinkMachine.Event.Asked(of.opens, of));
        }
        turn.begin(of, now);
        news.moved(News.ROOM); // somebody waits for the module
    }

    /** Its caller has left an exchange, which may be over. */
    public void giveUp(Exchange of, long now) {
        facts.now = now;
        turn.giveUp(of, now);
    }

    /** The time that {@link #wakeAt} named has come. */
    public void time(long now) {
        facts.now = now;
        turn.time(now);
    }

    /** The port is gone: everything fails now. */
    public void portLost(Throwable cause) {
        var why = new AtException(
                AtException.Kind.PORT, "the port to the module is gone: " + cause.getMessage(), "", cause);
        facts.echoOff = false;
        loseLinks(why);
        turn.fail(why);
        facts.stationLost();
        if (health != Health.CLOSED) {
            if (health == Health.READY) {
                news.post(AtEvents.Kind.PORT_LOST, why.getMessage());
            }
            health = Health.MENDING;
            trouble = why;
        }
        news.moved(News.ALL);
    }

    /** Closed by its user: everyone leaves. */
    public void close() {
        health = Health.CLOSED;
        trouble = closed();
        loseLinks(trouble);
        turn.fail(trouble);
        news.moved(News.ALL);
    }

    // ---- what comes out -------------------------------------------------------------------------------------------

    /** What is to be written now, in one go; null if nothing is. It counts as being written until {@link #written}. */
    public Outbox.Piece output(long now) {
        facts.now = now;
        return turn.output(now);
    }

    /** The piece that {@link #output} gave has been written. */
    public void written(long now) {
        facts.now = now;
        turn.written(now);
    }

    /** When {@link #time} has something to do, while an exchange is under way: never later than its deadline. */
    public long wakeAt() {
        return turn.wakeAt();
    }

    /** What has changed. */
    public News news() {
        return news;
    }

    // ---- its parts ------------------------------------------------------------------------------------------------

    /** Whose turn it is to speak. */
    public Turn turn() {
        return turn;
    }

    /** The link ids. */
    public LinkTable links() {
        return links;
    }

    Suspicion suspicion() {
        return suspicion;
    }

    /** Connections that came to the module's server and wait to be accepted. */
    public ArrayDeque<Generation> visitors() {
        return visitors;
    }

    // ---- health -----------------------------------------------------------------------------------------------------

    /** What may be done now. */
    public Health health() {
        return health;
    }

    /** Why it is not ready, or null. */
    public AtException trouble() {
        return trouble;
    }

    /** Enters another state of health; one that is closed stays so. */
    public void health(Health next, AtException why) {
        if (health != Health.CLOSED) {
            health = next;
            trouble = why;
        }
        if (next == Health.LOST) {
            suspicion.convict(); // no link is left to ask about
        }
        news.moved(News.ALL);
    }

    /** Something is wrong that a settle cannot put right: callers wait while it is mended. */
    public void mend(AtException why) {
        if (health == Health.READY) {
            health = Health.MENDING;
            trouble = why;
        }
        news.moved(News.ALL);
    }

    /** The module has restarted: what it knew is gone, whoever waits for it wakes now (H: at-protocol §2.3, at-protocol §16.7). */
    public void restarted(String line) {
        boolean asked = facts.resetExpected;
        facts.readies++;
        facts.echoOff = false;
        facts.namesSenders = false;
        facts.sendersInDoubt = false;
        var why = new AtException(
                AtException.Kind.MODULE_RESET,
                asked ? "the module was restarted" : "the module restarted by itself",
                line);
        loseLinks(why);
        turn.restarted(why, asked);
        facts.stationLost();
        if (!asked) {
            if (health == Health.READY) {
                health = Health.MENDING;
                trouble = why;
            }
            news.post(AtEvents.Kind.MODULE_RESET, why.getMessage());
        }
        news.moved(News.ALL);
    }

    /** Forgets doubts: the module has just been made to answer. */
    public void settled() {
        turn.settled();
        suspicion.convict();
    }

    /** Why nothing can be done any more. */
    public static AtException closed() {
        return new AtException(AtException.Kind.CLOSED, "the module was closed by this program", "");
    }

    // ---- links ---------------------------------------------------------------------------------------------------

    /** Fails every link with one cause and empties the table. */
    public void loseLinks(AtException why) {
        suspicion.drop();
        var lost = new LinkMachine.Event.Lost(why, facts.now);
        for (LinkMachine machine : links.ids) {
            machine.on(lost);
        }
        visitors.clear();
    }

    private void arrived(Generation visitor) {
        Exchange send = turn.payloadOnItsWayTo(visitor.id());
        if (send == null) {
            visitors.add(visitor);
            news.moved(News.HAPPENED);
        } else {
            send.newcomer = visitor; // the module may give him what was meant for the one before
        }
    }

    /** The send is over, or given up: whoever took its link's id amid it is let in if none of it can have gone to him. */
    private void settleNewcomer(Exchange send, boolean noneWentOut) {
        Generation newcomer = send.newcomer;
        send.newcomer = null;
        if (newcomer != null && noneWentOut) {
            visitors.add(newcomer);
            news.moved(News.HAPPENED);
        } else if (newcomer != null) {
            newcomer.machine.on(new LinkMachine.Event.Contaminated(newcomer));
        }
    }

    /**
     * Why links close just now: NonOS reports the loss of Wi-Fi before it closes what went with it (at-protocol §6.8). ESP-AT does so behind
     * (recorded of 2.0 … 2.3); see {@link #wifiLost}.
     */
    AtException whyClosed(int id) {
        boolean wifi = facts.station == Station.State.CONNECTION_LOST
                && facts.now - facts.stationLostAt < WIFI_TAKES_LINKS
                && !(id >= 0
                        && links.ids[id].owner() != null
                        && links.ids[id].owner().isDatagrams());
        return wifi
                ? new AtException(AtException.Kind.LINK_CLOSED, WIFI_LOST, "WIFI DISCONNECT")
                : new AtException(
                        AtException.Kind.LINK_CLOSED, "the connection was closed", (id < 0 ? "" : id + ",") + "CLOSED");
    }

    /** The station has lost its network: so have the links that were closed just before that was reported. */
    void wifiLost() {
        if (!facts.stationLost()) {
            return;
        }
        news.moved(News.HAPPENED | News.TASK);
        for (LinkMachine machine : links.ids) {
            Generation last = machine.owner();
            boolean with = last != null
                    && last.bytes.ended
                    && last.whyClosed != null
                    && !last.closedByUs
                    && facts.now - last.bytes.endedAt < WIFI_TAKES_LINKS / 10;
            if (with && last.whyClosed.kind() == AtException.Kind.LINK_CLOSED) {
                last.whyClosed = new AtException(AtException.Kind.LINK_CLOSED, WIFI_LOST, "WIFI DISCONNECT");
            }
        }
    }

    /** The link to which the module pushes that has the least room; null if it pushes to none. */
    public Generation fullest() {
        Generation fullest = null;
        for (LinkMachine machine : links.ids) {
            Generation link = machine.link();
            boolean fills = link != null
                    && !link.fetches
                    && !link.isDatagrams() // datagrams without room are dropped
                    && !link.bytes.discarding
                    && link.bytes.failure == null;
            if (fills && (fullest == null || link.bytes.room() < fullest.bytes.room())) {
                fullest = link;
            }
        }
        return fullest;
    }

    /** Whether somebody waits for what the module says next. */
    public boolean someoneWaits() {
        if (turn.speaks()) {
            return true;
        }
        for (LinkMachine machine : links.ids) {
            if (machine.owner() != null && machine.owner().bytes.readers > 0) {
                return true;
            }
        }
        return false;
    }

    // ---- facts ---------------------------------------------------------------------------------------------------

    /** The numbers in force. */
    public Terms terms() {
        return facts.terms;
    }

    /** The dialect in use; whoever is not the owner may ask too. */
    public DialectTable dialect() {
        return facts.dialect;
    }

    /** Takes another dialect: the module was asked who it is. */
    public void dialect(DialectTable next) {
        facts.dialect = next;
    }

    /** Whether a CONNECT that was not asked for here is a visitor. */
    public boolean listening() {
        return facts.listening;
    }

    /** Decides that. */
    public void listening(boolean on) {
        facts.listening = on;
        news.moved(News.HAPPENED);
    }

    /** The station's state as last reported. */
    public Station.State station() {
        return facts.station;
    }

    /** Since when the station has had no network. */
    public long stationLostAt() {
        return facts.stationLostAt;
    }

    /** Notes the station's state. */
    public void station(Station.State next) {
        facts.station = next;
        facts.stationUp = next == Station.State.CONNECTED;
        news.moved(News.HAPPENED);
    }

    /** The station has no network still: counts as lost at another time. */
    public void stationLostAt(long at) {
        if (facts.station != Station.State.CONNECTED) {
            facts.station = Station.State.CONNECTION_LOST;
            facts.stationLostAt = at;
        }
    }

    /** How often {@code ready} has been seen. */
    public int readies() {
        return facts.readies;
    }

    /** How often a command has come back as an echo. */
    public int echoes() {
        return facts.echoes;
    }

    /** Says that a restart is asked for, or no longer. */
    public void expectReset(boolean expected) {
        facts.resetExpected = expected;
    }

    /** Says that echo is off, so that an echo means a reset. */
    public void echoOff(boolean off) {
        facts.echoOff = off;
    }

    /** Whether frames name their sender (CIPDINFO); a restart of the module ends that (at-protocol §2.3). */
    public boolean namesSenders() {
        return facts.namesSenders;
    }

    /** Says that frames name their sender from now on. */
    public void namesSenders(boolean on) {
        facts.namesSenders = on;
        facts.sendersInDoubt = false;
    }

    /** Says that CIPDINFO=1 is about to be asked for: until it is answered nothing may be fetched. */
    public void asksForSenders() {
        facts.sendersInDoubt = true;
    }

    /** Whether it is not known that frames name their sender: an asking for it was given up. */
    public boolean sendersInDoubt() {
        return facts.sendersInDoubt;
    }

    @Override
    public String toString() {
        return health + ", " + turn + ", " + Arrays.toString(links.ids);
    }
}
