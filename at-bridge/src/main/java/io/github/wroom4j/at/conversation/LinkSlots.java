package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Engine;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.at.engine.LinkMachine;
import io.github.wroom4j.at.engine.LinkMachine.Event;
import io.github.wroom4j.at.engine.LinkMachine.Phase;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.at.engine.ReplyLost;
import io.github.wroom4j.at.engine.Superseded;
import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The link ids as the commands see them: commands ask for ids here and report what the module answered. */
public final class LinkSlots {
    private static final System.Logger LOG = System.getLogger(LinkSlots.class.getName());

    private final DriverState state;

    public LinkSlots(DriverState state) {
        this.state = state;
    }

    /** Takes an idle id; waits while ids are only on their way to idleness. */
    public DriverLink take(LinkRequest request, Deadline deadline) {
        state.enter();
        try {
            while (true) {
                leaveQuarantine();
                Optional<LinkMachine> idle = state.links.idle();
                if (idle.isPresent()) {
                    Generation use = idle.get().asked(request);
                    idle.get().on(new Event.Taken(use));
                    return DriverLink.of(state, use);
                }
                boolean hope = state.links.any(Phase.Quarantined.class);
                if (!hope
                        || !state.await(state.answered, deadline.orIn(state.terms.quarantine()))
                                && deadline.expired()) {
                    throw new AtException(
                            Kind.NO_FREE_LINK,
                            "all " + state.links.ids.length + " links of the module are in use: close one first",
                            "");
                }
            }
        } finally {
            state.leave();
        }
    }

    /** Waits until an id is idle; false at the deadline. */
    public boolean awaitIdle(Deadline deadline) {
        state.enter();
        try {
            while (true) {
                leaveQuarantine();
                if (state.links.idle().isPresent()) {
                    return true;
                }
                if (state.health() == Health.CLOSED) {
                    throw Engine.closed();
                }
                if (!state.await(state.answered, deadline.orIn(state.terms.quarantine())) && deadline.expired()) {
                    return false;
                }
            }
        } finally {
            state.leave();
        }
    }

    /** Whether a server is listening, so that an id may be taken by a connection that came to it. */
    public boolean listening() {
        return state.locked(() -> state.engine.listening());
    }

    /** Whether an id could be taken at once. */
    public boolean anyIdle() {
        return state.locked(() -> state.links.idle().isPresent());
    }

    /** Whether someone else has an id. */
    public boolean anyForeign() {
        return state.locked(() -> state.links.any(Phase.Foreign.class));
    }

    private void leaveQuarantine() {
        state.links.leaveQuarantine(
                state.clock.nanos(), state.terms.quarantine().toNanos());
    }

    /** Runs the CIPSTART of a link. */
    public Reply opening(
            CommandLane lane, DriverLink link, AtCommand command, CommandOptions options, Deadline deadline) {
        return lane.runOnce(command, options, link.use, deadline);
    }

    /** Whether CONNECT has been seen for it. */
    public boolean connectSeen(DriverLink link) {
        return state.locked(() -> link.use.machine.isFor(link.use) && link.use.machine.connectSeen());
    }

    /** Whether CONNECT has been seen for it, and CLOSED after that. */
    public boolean cameAndWent(DriverLink link) {
        return state.locked(() -> link.use.machine.isFor(link.use) && link.use.machine.cameAndWent());
    }

    /** Whether its CIPSTART brought a CLOSED, and no CONNECT before it. */
    public boolean endedUnconnected(DriverLink link) {
        return state.locked(() -> link.use.machine.isFor(link.use) && link.use.machine.endedUnconnected());
    }

    /** Whether the module's SDK refused the CIPSTART by itself, before a byte was sent. */
    public boolean refusedAtOnce(DriverLink link) {
        return state.locked(() -> link.use.machine.isFor(link.use) && link.use.machine.refusedAtOnce());
    }

    /** CIPSTART said OK. */
    public void opened(DriverLink link) {
        state.enter();
        try {
            if (!link.use.machine.isFor(link.use) || !(link.use.machine.phase() instanceof Phase.Opening)) {
                throw link.use.whyClosed() != null
                        ? DriverState.again(link.use.whyClosed())
                        : new AtException(Kind.LINK_CLOSED, "the connection was lost while it was opened", "");
            }
            link.use.machine.on(new Event.Accepted(link.use));
            state.events.post(AtEvents.Kind.LINK_OPENED, link.toString());
        } finally {
            state.leave();
        }
    }

    private void tell(DriverLink link, Event event) {
        state.enter();
        try {
            link.use.machine.on(event);
        } finally {
            state.leave();
        }
    }

    /** CIPSTART said ERROR: its CLOSED may follow, much later (at-protocol §16.5 L1). */
    public void failed(DriverLink link) {
        tell(link, new Event.Refused(link.use, state.dialect().is(Quirk.CLOSED_AFTER_ERROR)));
    }

    /** Nothing of it is left in the module. */
    public void free(DriverLink link) {
        tell(link, new Event.Released(link.use));
    }

    /** The module has the id in use: where a server listens, an incoming connection took it (at-protocol §16.5 L5). */
    public void occupied(DriverLink link) {
        tell(link, new Event.Collided(link.use));
    }

    /** Its owner has given it up while the module may still have it, now or soon. */
    public void abandon(DriverLink link) {
        tell(link, new Event.GivenUp(link.use));
    }

    /** Whether a link stands. */
    public boolean standing(DriverLink link) {
        return state.locked(link.use::standing);
    }

    /** Whether it still has its id. */
    public boolean has(DriverLink link) {
        return state.locked(() -> link.use.machine.isFor(link.use));
    }

    /** This end closes; false if it has done so before. */
    public boolean closeHere(DriverLink link) {
        state.enter();
        try {
            boolean first = !link.use.closedByUs();
            link.use.closeHere();
            state.engine.visitors().remove(link.use);
            return first;
        } finally {
            state.leave();
        }
    }

    /**
     * Leaves a visitor's connection to be closed by him, or by the keeper in a while; false if it is no visitor's. A CIPCLOSE
     * that crossed his own close on the line would close the connection of whoever has got the id since.
     */
    public boolean leave(DriverLink link) {
        if (!link.use.incoming) {
            return false;
        }
        tell(
                link,
                new Event.Linger(
                        link.use, state.clock.nanos() + state.terms.closeGrace().toNanos()));
        return true;
    }

    /**
     * Runs the CIPCLOSE of a link, written only if the id still is that link's.
     *
     * @throws AtException if it could not be run; the link then is still the module's
     */
    public void close(CommandLane lane, DriverLink link, AtCommand command, Deadline deadline) {
        boolean asked = state.locked(() -> {
            link.use.machine.on(new Event.CloseAsked(link.use));
            return closing(link);
        });
        if (!asked) {
            return;
        }
        try {
            lane.runOnce(command, CommandOptions.slow().onlyWhile(() -> closing(link)), deadline);
        } catch (ReplyLost lost) {
            note("no reply to the CIPCLOSE of " + link + "; the module is idle, so it is closed");
        } catch (Superseded over) {
            return; // it has ended by itself meanwhile
        }
        tell(link, new Event.CloseAnswered(link.use));
    }

    private static boolean closing(DriverLink link) {
        return link.use.machine.phase() instanceof Phase.Closing closing && closing.link() == link.use;
    }

    // ---- for the keeper -------------------------------------------------------------------------------------------

    /** An id whose connection has no owner on this side, as it was found: it is closed only while that stays so. */
    public record Orphan(int id, int moves) {}

    /** The ids whose connections have no owner on this side. */
    public List<Orphan> orphans() {
        return state.locked(() -> {
            var found = new ArrayList<Orphan>();
            for (LinkMachine machine : state.links.ids) {
                if (machine.phase() instanceof Phase.Orphaned) {
                    found.add(new Orphan(machine.id, machine.moves()));
                }
            }
            return found;
        });
    }

    /** Runs the CIPCLOSE of a connection that has no owner on this side. */
    public void closeOrphan(CommandLane lane, Orphan what, AtCommand command, Deadline deadline) {
        LinkMachine machine = state.links.ids[what.id];
        try {
            lane.runOnce(
                    command,
                    CommandOptions.slow()
                            .onlyWhile(() ->
                                    machine.phase() instanceof Phase.Orphaned && machine.moves() <= what.moves + 1),
                    deadline);
        } catch (ReplyLost lost) {
            note("no reply to CIPCLOSE of link " + what.id + "; the module is idle, so it is closed");
        } catch (Superseded over) {
            return;
        }
        state.enter();
        try {
            machine.on(new Event.OrphanClosed());
        } finally {
            state.leave();
        }
    }

    /** Accepted links that their peers have had time to close. */
    public List<DriverLink> lingering(boolean evenIfNotYet) {
        long now = state.clock.nanos();
        return links(phase -> phase instanceof Phase.Lingering p && (evenIfNotYet || p.until() - now <= 0));
    }

    /** Ids for which the module holds bytes of a former life of this host: they are drained before they are used. */
    public void leftBehind(ReplyFields lengths) {
        state.enter();
        try {
            for (LinkMachine machine : state.links.ids) {
                machine.on(new Event.LeftBehind(lengths.number(machine.id).orElse(0)));
            }
        } finally {
            state.leave();
        }
    }

    /** Links that are closed while the module still holds bytes of them. */
    public List<DriverLink> undrained() {
        return links(phase -> phase instanceof Phase.Draining);
    }

    /** Links that stand. */
    public List<DriverLink> open() {
        return state.locked(() -> state.links.open().stream().map(state::linkOf).toList());
    }

    private List<DriverLink> links(java.util.function.Predicate<Phase> kind) {
        return state.locked(() -> {
            var found = new ArrayList<DriverLink>();
            for (LinkMachine machine : state.links.ids) {
                if (kind.test(machine.phase())) {
                    found.add(state.linkOf(machine.link()));
                }
            }
            return found;
        });
    }

    /** Links whose CLOSED may belong to an earlier use of their id; each is returned once. */
    public List<DriverLink> doubted() {
        return state.locked(() -> {
            var found = new ArrayList<DriverLink>();
            for (Generation use : state.links.open()) {
                if (use.doubted()) {
                    use.lookedInto();
                    found.add(state.linkOf(use));
                }
            }
            return found;
        });
    }

    /** The module says that it has this link: what closed was an earlier use of its id. */
    public void there(DriverLink link) {
        state.run(() -> link.use.there());
    }

    /** The module says that it does not have this link. */
    public void gone(DriverLink link) {
        tell(link, new Event.Missing(link.use, new AtException(Kind.LINK_CLOSED, "the connection was closed", "")));
    }

    /** How often each id has moved so far: a list of links is believed only of those that have not moved since. */
    public int[] moves() {
        return state.locked(state.links::moves);
    }

    /** What the module lists of an id. */
    public record Listed(int id, boolean visitor) {}

    /**
     * Brings the table into line with what the module lists. What was missed of a link's end may have been bytes too, so that
     * it counts as broken.
     *
     * @param before {@link #moves} before it was asked
     */
    public void reconcile(List<Listed> there, int[] before) {
        state.enter();
        try {
            for (LinkMachine machine : state.links.ids) {
                if (machine.moves() != before[machine.id]) {
                    continue;
                }
                Optional<Listed> row =
                        there.stream().filter(r -> r.id == machine.id).findFirst();
                machine.on(new Event.Listed(
                        row.isPresent(), row.map(Listed::visitor).orElse(false)));
            }
        } finally {
            state.leave();
        }
    }

    /** Sends what the links keep back, before the module is made to forget them. */
    public void flushAll(Deadline deadline) {
        for (DriverLink link : open()) {
            try {
                link.flush(deadline);
            } catch (AtException e) {
                note(link + " keeps bytes that are lost with it: " + e.getMessage());
            }
        }
    }

    /** A note for the log. */
    public void note(String text) {
        LOG.log(Level.DEBUG, text);
    }
}
