package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * One link id: whose it is, and what every event makes of that (at-protocol §16.5). All transitions are here.
 *
 * <p>Every use of an id is a <em>generation</em>: a {@link Generation}. CONNECT and CLOSED move generations in the order in
 * which the module printed them, at once; what was decided for one generation is never carried out on another, so
 * whatever is about to be written to the module for a link asks {@link #isFor} first, and whatever comes from the module
 * belongs to {@link #owner()} as it comes.
 */
public final class LinkMachine {
    private static final System.Logger LOG = System.getLogger(LinkMachine.class.getName());

    /** What the id is doing. */
    public sealed interface Phase {
        /**
         * The id is free.
         *
         * @param last the link that had it: pushed bytes may come after CLOSED (at-protocol §16.5 L2); null if none had
         * @param owesClosed a CLOSED of an earlier use may still come: the next one is checked before it is believed
         */
        record Free(Generation last, boolean owesClosed) implements Phase {}

        /**
         * CIPSTART is on its way.
         *
         * @param opener the command, once it is
         * @param connected CONNECT has come
         * @param closed CLOSED has come after it (at-protocol §16.5 L7)
         */
        record Opening(Generation link, Exchange opener, boolean connected, boolean closed, boolean owesClosed)
                implements Phase {}

        record Open(Generation link, boolean owesClosed) implements Phase {}

        /**
         * An accepted link that this end has finished with: its peer has until then to close it, since a CIPCLOSE that crosses
         * the peer's own close on the line would close whatever connection has got the id since.
         */
        record Lingering(Generation link, long until) implements Phase {}

        /** CIPCLOSE is on its way. */
        record Closing(Generation link) implements Phase {}

        /** Closed, but the module still holds announced bytes of it (NonOS 1.7 passive, at-protocol §9.4). */
        record Draining(Generation link) implements Phase {}

        /** A failed attempt whose CLOSED may still come (at-protocol §16.5 L1). */
        record Quarantined() implements Phase {}

        /**
         * The module has a connection, or is still opening one, that has no owner on this side.
         *
         * @param connected CONNECT has come: CLOSED is its end
         */
        record Orphaned(boolean connected) implements Phase {}

        /** Opened by someone else: a raw command, or before us. */
        record Foreign() implements Phase {}
    }

    /** What happens to an id. */
    public sealed interface Event {
        /** {@code n,CONNECT}. */
        record Connect() implements Event {}

        /** {@code n,CLOSED}, and why as far as is known. */
        record Closed(AtException why) implements Event {}

        /**
         * {@code n,CONNECT FAIL}: the end of a visitor's connection that was reset (recorded of AT 0.40 … 1.7.6), or the
         * SDK's own refusal of a CIPSTART before a byte is sent (at-protocol §7.3).
         */
        record ConnectFail() implements Event {}

        /** A link of ours takes the idle id. */
        record Taken(Generation by) implements Event {}

        /** Its CIPSTART is written. */
        record Asked(Generation by, Exchange opener) implements Event {}

        /** CIPSTART said OK. */
        record Accepted(Generation link) implements Event {}

        /** CIPSTART said ERROR; whether CLOSED follows that. */
        record Refused(Generation link, boolean closedFollows) implements Event {}

        /** Nothing of it is left in the module, or ever was there. */
        record Released(Generation link) implements Event {}

        /** CIPSTART found the id in someone else's use. */
        record Collided(Generation link) implements Event {}

        /** Its owner gave it up while the module has the connection or may still get it. */
        record GivenUp(Generation link) implements Event {}

        /** This end has finished with an accepted link. */
        record Linger(Generation link, long until) implements Event {}

        /** CIPCLOSE is about to be written. */
        record CloseAsked(Generation link) implements Event {}

        /** CIPCLOSE was answered. */
        record CloseAnswered(Generation link) implements Event {}

        /** Its bytes cannot be trusted any more. */
        record Broken(Generation link) implements Event {}

        /** Bytes for the connection before it may have gone to its peer: it is closed rather than served. */
        record Contaminated(Generation link) implements Event {}

        /** All announced bytes were fetched. */
        record Drained(Generation link) implements Event {}

        /** The module says that it does not have it. */
        record Missing(Generation link, AtException why) implements Event {}

        /** What the list of links says of the id: whether the module has it, and as a visitor's. */
        record Listed(boolean there, boolean visitor) implements Event {}

        /** The module holds that many bytes from before this driver started. */
        record LeftBehind(int bytes) implements Event {}

        /** The module announced, or answered when asked, that it holds so many bytes for the id. */
        record Held(int bytes) implements Event {}

        /** A connection without an owner was closed, if it was there at all. */
        record OrphanClosed() implements Event {}

        /** A CLOSED that has not come by now may still come (H7). */
        record WaitedForClosed() implements Event {}

        /** All links are gone, at one moment: none of their ids is idle longer than another. */
        record Lost(AtException why, long at) implements Event {}
    }

    public final int id;
    private final ModuleFacts facts;
    private final News news;
    private final Consumer<Generation> arrivals;
    private Phase phase = new Phase.Free(null, false);
    private long since;
    private int moves;
    /** While it is being opened: a CLOSED came before any CONNECT, and no earlier use of the id owed it. */
    private boolean strangeClosed;

    /** CONNECT FAIL has come while CIPSTART is on its way. */
    private boolean refusedAtOnce;

    LinkMachine(int id, ModuleFacts facts, News news, Consumer<Generation> arrivals) {
        this.id = id;
        this.facts = facts;
        this.news = news;
        this.arrivals = arrivals;
    }

    /** A link that may {@linkplain Event.Taken take} this id. */
    public Generation asked(LinkRequest request) {
        return new Generation(this, facts, news, request, false);
    }

    private Generation visitor() {
        return new Generation(this, facts, news, Generation.UNKNOWN_PEER, true);
    }

    // ---- what it is -----------------------------------------------------------------------------------------------

    public Phase phase() {
        return phase;
    }

    /** When it came to be what it is. */
    public long since() {
        return since;
    }

    /** Counts transitions: what was found out about an id is worth nothing once it has moved on. */
    public int moves() {
        return moves;
    }

    public boolean isFree() {
        return phase instanceof Phase.Free;
    }

    /** The link that has the id; null if none of ours has. */
    public Generation link() {
        if (phase instanceof Phase.Opening p) {
            return p.link;
        } else if (phase instanceof Phase.Open p) {
            return p.link;
        } else if (phase instanceof Phase.Lingering p) {
            return p.link;
        } else if (phase instanceof Phase.Closing p) {
            return p.link;
        } else if (phase instanceof Phase.Draining p) {
            return p.link;
        }
        return null;
    }

    /** Whether the id is this link's now: commands for it are written only then. */
    public boolean isFor(Generation link) {
        return link() == link;
    }

    /** The link that is open; null if none is. */
    public Generation open() {
        return phase instanceof Phase.Open p ? p.link : null;
    }

    /** The link whose bytes this id carries now; null if there is none. */
    public Generation owner() {
        return phase instanceof Phase.Free p ? p.last : link();
    }

    /** Whether its CIPSTART has brought a CONNECT. */
    public boolean connectSeen() {
        return phase instanceof Phase.Opening p && p.connected;
    }

    /** Whether what connected has closed again: where a server listens it may have been a visitor of it. */
    public boolean cameAndWent() {
        return phase instanceof Phase.Opening p && p.connected && p.closed;
    }

    /** Whether its CIPSTART has brought a CLOSED that the id's last use did not owe, and no CONNECT. */
    public boolean endedUnconnected() {
        return phase instanceof Phase.Opening p && !p.connected && (p.closed || strangeClosed);
    }

    /** Whether the module's SDK refused its CIPSTART by itself: nothing was sent, and no CLOSED follows. */
    public boolean refusedAtOnce() {
        return phase instanceof Phase.Opening && refusedAtOnce;
    }

    /** Whether a CLOSED without an id means this one: the attempt that has just failed (ESP_ATMod, at-protocol §7.3). */
    public boolean hasJustFailed() {
        return phase instanceof Phase.Quarantined
                || phase instanceof Phase.Opening p && p.opener != null && p.opener.done();
    }

    // ---- what happens to it ----------------------------------------------------------------------------------------

    /** The one way from one phase to the next. */
    public void on(Event event) {
        Phase before = phase;
        if (event instanceof Event.Connect) {
            connect();
        } else if (event instanceof Event.Closed e) {
            closed(e.why);
        } else if (event instanceof Event.ConnectFail) {
            connectFail();
        } else if (event instanceof Event.Taken e) {
            boolean owes = phase instanceof Phase.Free free && free.owesClosed;
            phase = new Phase.Opening(e.by, null, false, false, owes);
            strangeClosed = false;
            refusedAtOnce = false;
        } else if (event instanceof Event.Asked e && phase instanceof Phase.Opening p && p.link == e.by) {
            phase = new Phase.Opening(p.link, e.opener, p.connected, p.closed, p.owesClosed);
        } else if (event instanceof Event.Accepted e && phase instanceof Phase.Opening p && p.link == e.link) {
            phase = new Phase.Open(p.link, p.owesClosed);
            if (p.closed) {
                ended(p.link, closedByPeer());
            }
        } else if (event instanceof Event.Refused e && isFor(e.link)) {
            boolean comes = e.closedFollows && !(phase instanceof Phase.Opening p && p.closed);
            e.link.closeHere();
            phase = comes ? new Phase.Quarantined() : new Phase.Free(null, false);
        } else if (event instanceof Event.Released e && isFor(e.link)) {
            e.link.closeHere();
            phase = new Phase.Free(null, false);
        } else if (event instanceof Event.Collided e && isFor(e.link)) {
            boolean untouched = e.link.bytes.isEmpty() && !e.link.bytes.holds();
            e.link.closeHere();
            if (facts.listening && phase instanceof Phase.Opening p && p.connected && !p.closed && untouched) {
                newcomer(); // the CONNECT was a visitor's (at-protocol §16.5 L5)
            } else {
                // A visitor whose CONNECT was missed; or one some of whose bytes were filed for the other: he is
                // closed. Where no
                // server listens it can only be a link of ours whose end was believed too soon.
                boolean missed = phase instanceof Phase.Opening p && !p.connected;
                phase = facts.listening && missed ? new Phase.Foreign() : new Phase.Orphaned(true);
            }
        } else if (event instanceof Event.GivenUp e && isFor(e.link)) {
            givenUp(e.link);
        } else if (event instanceof Event.Linger e && phase instanceof Phase.Open p && p.link == e.link) {
            phase = new Phase.Lingering(e.link, e.until);
        } else if (event instanceof Event.CloseAsked e && mayClose(e.link)) {
            phase = new Phase.Closing(e.link);
        } else if (event instanceof Event.CloseAnswered e && phase instanceof Phase.Closing p && p.link == e.link) {
            over(e.link);
        } else if (event instanceof Event.Broken e) {
            broken(e.link);
        } else if (event instanceof Event.Contaminated e && phase instanceof Phase.Open p && p.link == e.link) {
            p.link.lost(new AtException(
                    Kind.LINK_BROKEN, "link " + id + " was taken amid a send to the one before it", ""));
            phase = new Phase.Orphaned(true);
        } else if (event instanceof Event.Drained e && phase instanceof Phase.Draining p && p.link == e.link) {
            phase = new Phase.Free(e.link, false);
        } else if (event instanceof Event.Missing e && phase instanceof Phase.Open p && p.link == e.link) {
            ended(e.link, e.why);
        } else if (event instanceof Event.Listed e) {
            listed(e.there, e.visitor);
        } else if (event instanceof Event.LeftBehind e && phase instanceof Phase.Free && e.bytes > 0) {
            Generation orphan = visitor();
            orphan.closeHere();
            orphan.bytes.announced(e.bytes);
            phase = new Phase.Draining(orphan);
        } else if (event instanceof Event.Held e && e.bytes > 0) {
            held(e.bytes);
        } else if (event instanceof Event.OrphanClosed && phase instanceof Phase.Orphaned) {
            phase = new Phase.Free(null, false);
        } else if (event instanceof Event.WaitedForClosed && phase instanceof Phase.Quarantined) {
            phase = new Phase.Free(null, true);
        } else if (event instanceof Event.Lost e) {
            if (link() != null) {
                link().lost(e.why);
            }
            phase = new Phase.Free(null, false);
        }
        if (phase != before) {
            moves++;
            since = event instanceof Event.Lost lost ? lost.at : facts.now;
            news.moved(leavesWork() ? News.ANSWERED | News.TASK : News.ANSWERED);
        }
    }

    /** Whether the phase brings work without a caller, now or at a time of its own. */
    private boolean leavesWork() {
        return phase instanceof Phase.Orphaned
                || phase instanceof Phase.Draining
                || phase instanceof Phase.Lingering
                || phase instanceof Phase.Open open && (open.link.doubted || open.link.pollAt() != Long.MAX_VALUE);
    }

    private void connect() {
        if (phase instanceof Phase.Opening p) {
            if (p.closed) {
                p.link.bytes.forget(); // a visitor came and went on this id before ours was made (at-protocol §16.5 L5)
            }
            phase = new Phase.Opening(p.link, p.opener, true, false, p.owesClosed);
        } else if (phase instanceof Phase.Orphaned p && !p.connected) {
            phase = new Phase.Orphaned(true); // the attempt that was given up has come to something
        } else if (phase instanceof Phase.Open p && !p.link.incoming) {
            LOG.log(Level.DEBUG, "CONNECT of link {0}, which is open already", id);
        } else {
            newcomer();
        }
    }

    /** A connection that the module accepted, whether a server of ours listens or not. The link that had the id has lost it. */
    private void newcomer() {
        if (phase instanceof Phase.Open p && p.link.closedPerhaps) {
            ended(p.link, closedByPeer()); // the CLOSED that was not believed was its own
        }
        boolean owes = phase instanceof Phase.Quarantined || phase instanceof Phase.Free p && p.owesClosed;
        if (phase instanceof Phase.Open p) {
            p.link.lost(new AtException(
                    Kind.LINK_BROKEN, "the module gave link " + id + " to another connection; its end was missed", ""));
        } else if (phase instanceof Phase.Draining p && !p.link.bytes.owes()) {
            p.link.bytes.allIsHere(); // its last bytes came before this
        } else if (phase instanceof Phase.Draining p) {
            p.link.lost(
                    new AtException( // NONOS_SDK#81; recorded of AT 1.7: the module drops them
                            Kind.LINK_BROKEN,
                            "the module gave link " + id + " to another connection before its last bytes were read",
                            id + ",CONNECT"));
        }
        if (!facts.listening) {
            phase = new Phase.Foreign();
        } else {
            Generation visitor = visitor();
            phase = new Phase.Open(visitor, owes);
            arrivals.accept(visitor);
        }
        news.post(AtEvents.Kind.LINK_OPENED, "link " + id);
    }

    private void closed(AtException why) {
        if (phase instanceof Phase.Free p && p.owesClosed) {
            phase = new Phase.Free(p.last, false);
        } else if (phase instanceof Phase.Foreign || phase instanceof Phase.Quarantined) {
            phase = new Phase.Free(null, false);
        } else if (phase instanceof Phase.Orphaned p && p.connected) {
            phase = new Phase.Free(null, false);
        } else if (phase instanceof Phase.Lingering p) {
            over(p.link);
        } else if (phase instanceof Phase.Closing p) {
            over(p.link);
        } else if (phase instanceof Phase.Opening p) {
            // Before CONNECT and before ERROR it is a straggler of the id's last use (at-protocol §16.5 L1).
            if (p.connected || p.opener != null && p.opener.done()) {
                phase = new Phase.Opening(p.link, p.opener, p.connected, true, p.owesClosed);
            } else if (p.owesClosed) {
                phase = new Phase.Opening(p.link, p.opener, false, false, false);
            } else {
                strangeClosed = true;
            }
        } else if (phase instanceof Phase.Open p) {
            if (p.owesClosed) {
                phase = new Phase.Open(p.link, false);
                p.link.doubted = true;
                p.link.closedPerhaps = true;
            } else {
                ended(p.link, why);
            }
        }
        news.post(AtEvents.Kind.LINK_CLOSED, "link " + id);
    }

    private void connectFail() {
        Generation link = link();
        if (link != null && link.incoming) {
            closed(new AtException(Kind.LINK_BROKEN, "the peer reset the connection", id + ",CONNECT FAIL"));
        } else {
            refusedAtOnce = phase instanceof Phase.Opening;
            news.post(AtEvents.Kind.LINK_CLOSED, id + ",CONNECT FAIL");
        }
    }

    private AtException closedByPeer() {
        return new AtException(Kind.LINK_CLOSED, "the connection was closed", id + ",CLOSED");
    }

    /** An open link has come to its end, and not by our doing. */
    private void ended(Generation link, AtException why) {
        link.endedBecause(why);
        over(link);
    }

    /** The connection is over; announced bytes of it can be read where the firmware keeps them (at-protocol §9.4). */
    private void over(Generation link) {
        link.bytes.end(facts.now);
        boolean keeps = link.fetches && facts.dialect.is(Quirk.DATA_AFTER_CLOSED);
        // What is being fetched right now is still to come.
        if (keeps && link.bytes.owes() && link.bytes.failure == null) {
            phase = new Phase.Draining(link);
        } else {
            phase = new Phase.Free(link, false);
            if (link.fetches && !keeps) {
                link.bytes.drained = true; // ESP-AT withholds CLOSED until all is read (at-protocol §9.4)
            }
        }
    }

    /** Bytes to be fetched; of a link that is over too, as long as no other link has taken the id (at-protocol §16.5 L2). */
    private void held(int bytes) {
        Generation of = owner();
        if (of != null && of.fetches && of.bytes.failure == null) {
            of.bytes.announced(bytes);
            of.stirred();
            if (phase instanceof Phase.Free && !of.bytes.drained) {
                phase = new Phase.Draining(of);
            }
        }
    }

    private void givenUp(Generation link) {
        link.closeHere();
        if (phase instanceof Phase.Opening p) {
            phase = new Phase.Orphaned(p.connected);
        } else if (!(phase instanceof Phase.Draining)) {
            phase = new Phase.Orphaned(true);
        }
    }

    private boolean mayClose(Generation link) {
        return isFor(link) && (phase instanceof Phase.Open || phase instanceof Phase.Lingering);
    }

    private void broken(Generation link) {
        if (phase instanceof Phase.Open p && p.link == link) {
            phase = new Phase.Orphaned(true);
        } else if (phase instanceof Phase.Draining p && p.link == link) {
            phase = new Phase.Free(null, false);
        }
    }

    private void listed(boolean there, boolean visitor) {
        if (there) {
            if (phase instanceof Phase.Free) {
                if (visitor && facts.listening) {
                    newcomer(); // his CONNECT was missed
                } else {
                    phase = new Phase.Orphaned(true);
                }
            }
        } else if (phase instanceof Phase.Open p) {
            p.link.lost(new AtException(
                    Kind.LINK_BROKEN, "the module no longer has " + p.link + ", and its end was missed", ""));
            phase = new Phase.Free(null, false);
        } else if (phase instanceof Phase.Lingering || phase instanceof Phase.Foreign) {
            phase = new Phase.Free(null, false);
        }
    }

    @Override
    public String toString() {
        return "link id " + id + ": " + phase;
    }
}
