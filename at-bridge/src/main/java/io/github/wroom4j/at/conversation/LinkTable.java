package io.github.wroom4j.at.conversation;

import java.util.Optional;

/**
 * The five link ids of the module and who uses each. Guarded by the driver's lock.
 *
 * <p>An id is reused as late as possible, the highest of the idle ones first: an incoming connection takes the lowest
 * (at-protocol §7.7). A generation number goes up with each use, so that a {@link DriverLink} of the past never touches
 * its successor (§16.5 L12).
 */
final class LinkTable {
    /** What an id is doing. */
    enum Phase {
        FREE,
        /** CIPSTART is on its way. */
        OPENING,
        OPEN,
        /** CIPCLOSE is on its way. */
        CLOSING,
        /** Closed, but the module still holds bytes of it (NonOS 1.7 passive, §9.4). */
        DRAINING,
        /** A failed attempt whose CLOSED may still come (§16.5 L1). */
        QUARANTINED,
        /** A caller gave up on CIPSTART while the module goes on trying. */
        ZOMBIE,
        /** Opened by someone else: a raw command, or before us. */
        FOREIGN
    }

    /** One id. */
    static final class Slot {
        final int id;
        Phase phase = Phase.FREE;
        int generation;
        DriverLink link;
        PendingCommand opener;
        boolean connectSeen;
        boolean closedSeen;
        /** A CLOSED of an earlier use may still come: the next one is checked before it is believed. */
        boolean owesClosed;

        long since;

        Slot(int id) {
            this.id = id;
        }

        void enter(Phase next, long now) {
            phase = next;
            since = now;
        }

        /** Bytes and CLOSED belong to this link now; null if to none. */
        DriverLink current() {
            return link;
        }

        void release(long now) {
            enter(Phase.FREE, now);
            opener = null;
            // `link` stays: data that comes after CLOSED (§16.5 L2) still belongs to it.
        }
    }

    final Slot[] slots = new Slot[5];

    LinkTable() {
        for (int id = 0; id < slots.length; id++) {
            slots[id] = new Slot(id);
        }
    }

    /** The idle id that has been idle longest, the highest of equals; empty if all are in use. */
    Optional<Slot> idle() {
        Slot best = null;
        for (int id = slots.length - 1; id >= 0; id--) {
            Slot slot = slots[id];
            if (slot.phase == Phase.FREE && (best == null || slot.since - best.since < 0)) {
                best = slot;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The first id in some phase. */
    Optional<Slot> in(Phase phase) {
        for (Slot slot : slots) {
            if (slot.phase == phase) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }
}
