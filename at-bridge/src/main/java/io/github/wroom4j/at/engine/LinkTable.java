package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * The five link ids of the module.
 *
 * <p>An id is used again as late as possible, the highest of the idle ones first: an incoming connection takes the lowest
 * (at-protocol §7.7).
 */
public final class LinkTable {
    public final LinkMachine[] ids = new LinkMachine[5];

    public LinkTable(ModuleFacts facts, News news, Consumer<Generation> arrivals) {
        for (int id = 0; id < ids.length; id++) {
            ids[id] = new LinkMachine(id, facts, news, arrivals);
        }
    }

    /** {@code n,CONNECT}; −1, as in single mode, is not ours. */
    public void connect(int id) {
        if (id >= 0) {
            ids[id].on(new LinkMachine.Event.Connect());
        }
    }

    /** {@code n,CLOSED}; ESP_ATMod names no id after a failed CIPSTART (at-protocol §7.3): it means the one that just failed. */
    public void closed(int id, AtException why) {
        Optional<LinkMachine> of = id >= 0 ? Optional.of(ids[id]) : first(LinkMachine::hasJustFailed);
        of.ifPresent(machine -> machine.on(new LinkMachine.Event.Closed(why)));
    }

    /** {@code n,CONNECT FAIL}. */
    public void connectFail(int id) {
        if (id >= 0) {
            ids[id].on(new LinkMachine.Event.ConnectFail());
        }
    }

    /** The link whose bytes an id carries; null if there is none. */
    public Generation owner(int id) {
        return id >= 0 && id < ids.length ? ids[id].owner() : null;
    }

    /** The idle id that has been idle longest, the highest of equals; empty if all are in use. */
    public Optional<LinkMachine> idle() {
        LinkMachine best = null;
        for (int id = ids.length - 1; id >= 0; id--) {
            if (ids[id].isFree() && (best == null || ids[id].since() - best.since() < 0)) {
                best = ids[id];
            }
        }
        return Optional.ofNullable(best);
    }

    /** The first id of some kind. */
    public Optional<LinkMachine> first(Predicate<LinkMachine> kind) {
        for (LinkMachine machine : ids) {
            if (kind.test(machine)) {
                return Optional.of(machine);
            }
        }
        return Optional.empty();
    }

    /** Ids that have waited long enough for the CLOSED of a failed attempt are idle again. */
    public void leaveQuarantine(long now, long longest) {
        for (LinkMachine machine : ids) {
            if (machine.phase() instanceof LinkMachine.Phase.Quarantined && now - machine.since() >= longest) {
                machine.on(new LinkMachine.Event.WaitedForClosed());
            }
        }
    }

    /** How often each id has moved so far: a list of links is believed only of those that have not moved since. */
    public int[] moves() {
        var moves = new int[ids.length];
        for (LinkMachine machine : ids) {
            moves[machine.id] = machine.moves();
        }
        return moves;
    }

    /**
     * The module was asked what it holds: its count of an id that has moved since may be of the one before.
     *
     * @param before {@link #moves} before it was asked
     */
    public void held(IntUnaryOperator bytes, int[] before) {
        for (LinkMachine machine : ids) {
            if (machine.moves() == before[machine.id]) {
                machine.on(new LinkMachine.Event.Held(bytes.applyAsInt(machine.id)));
            }
        }
    }

    /** Whether some id is doing that. */
    public boolean any(Class<? extends LinkMachine.Phase> phase) {
        for (LinkMachine machine : ids) {
            if (phase.isInstance(machine.phase())) {
                return true;
            }
        }
        return false;
    }

    /** The links that are open. */
    public List<Generation> open() {
        var open = new ArrayList<Generation>(ids.length);
        for (LinkMachine machine : ids) {
            if (machine.open() != null) {
                open.add(machine.open());
            }
        }
        return open;
    }
}
