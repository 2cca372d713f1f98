package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The sending half of the AT core: every print of the firmware is one piece, and nothing holds the pieces of one reply
 * together (at-protocol §3.2). Pieces leave at once, unless
 *
 * <ul>
 *   <li>a seed asks for interleaving: then replies dawdle a little and events slip in between any two of their pieces,
 *       reproducibly for one seed and one order of events (at-protocol §16.1);
 *   <li>a {@link Gate} holds, drops, delays or alters a piece: that is how faults are put in.
 * </ul>
 *
 * <p>Events keep their order among themselves, and an event of a link never overtakes that link's own CONNECT. Nothing
 * that a print causes comes before it, whatever the seed: a command runs when its echo has left, and what follows a
 * reply (a restart, the end of a link, a payload on its way) begins when that reply has left ({@link #whenOut}). Runs in
 * the module's task only.
 */
public final class OutputQueue {
    private static final int MOST_DAWDLES = 3;

    private final Lane lane;
    private final Random interleaving;
    private final Gate gate;
    private final List<Piece> queue = new ArrayList<>();
    /** What begins when a piece has left. */
    private final Map<Piece, List<Runnable>> after = new IdentityHashMap<>();

    private boolean pumping;
    private boolean held;
    private boolean mute;
    private int dawdles;

    /** Where a piece comes from. */
    public enum Kind {
        /** An echoed byte. */
        ECHO,
        /** Part of a command's answer. */
        REPLY,
        /** Unsolicited. */
        EVENT
    }

    /**
     * One print of the firmware.
     *
     * @param kind where it comes from
     * @param link the link that it speaks of, −1 for none
     * @param bytes what it prints
     * @param words how many of these bytes, from the first, are the firmware's own words; a user's bytes follow
     * @param data whether data of the link may come before or after it, as the network has it: received data, and the
     *     result of a send. A link's end never comes before that result.
     */
    public record Piece(Kind kind, int link, byte[] bytes, int words, boolean data) {
        Piece(Kind kind, int link, byte[] bytes) {
            this(kind, link, bytes, bytes.length, false);
        }

        /** The firmware's own words as characters, one per byte. Payload is none of them, whatever it looks like. */
        public String text() {
            return new String(bytes, 0, words, StandardCharsets.ISO_8859_1);
        }
    }

    /** Stands between the firmware and the UART. */
    public interface Gate {
        /** Sends a piece onwards, or does not; true if replies must wait until {@link OutputQueue#release()}. */
        boolean pass(Piece piece);
    }

    /**
     * @param lane the module's task queue
     * @param interleaving where the dawdling comes from; null for none
     * @param gate what lies before the UART
     */
    public OutputQueue(Lane lane, Random interleaving, Gate gate) {
        this.lane = lane;
        this.interleaving = interleaving;
        this.gate = gate;
    }

    /** Prints echoed bytes. */
    public void echo(byte[] bytes) {
        add(new Piece(Kind.ECHO, -1, bytes));
    }

    /** Prints a piece of the answer to a command. */
    public void reply(String text) {
        add(new Piece(Kind.REPLY, -1, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Prints a piece of an answer that speaks of a link: no event of that link overtakes it. */
    public void reply(int link, String text) {
        add(new Piece(Kind.REPLY, link, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Prints how a send on a link ended: data of that link may overtake it, its CLOSED does not. */
    public void sendResult(int link, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        add(new Piece(Kind.REPLY, link, bytes, bytes.length, true));
    }

    /** Prints a piece of an answer that ends in a user's bytes; the first {@code words} are the firmware's own. */
    public void reply(byte[] bytes, int words) {
        add(new Piece(Kind.REPLY, -1, bytes, words, false));
    }

    /** Prints an event that speaks of no link. */
    public void event(String text) {
        event(-1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints an event of a link, all of it the firmware's own words. */
    public void event(int link, byte[] bytes) {
        add(new Piece(Kind.EVENT, link, bytes));
    }

    /**
     * Prints data of a link, or that there are some, whole: header and payload of one +IPD are never parted (at-protocol §9.3).
     *
     * @param words how many bytes of it, from the first, are the firmware's own
     */
    public void event(int link, byte[] bytes, int words) {
        add(new Piece(Kind.EVENT, link, bytes, words, true));
    }

    /** Prints an event of a link that is the consequence of what was printed last: it never overtakes it. */
    public void eventBehind(int link, byte[] bytes) {
        whenOut(() -> event(link, bytes));
    }

    /** Runs what all that was printed so far causes, once it has left: at once, unless a seed delays it. */
    public void whenOut(Runnable consequence) {
        if (interleaving == null || queue.isEmpty()) {
            consequence.run();
        } else {
            after.computeIfAbsent(queue.get(queue.size() - 1), piece -> new ArrayList<>())
                    .add(consequence);
        }
    }

    /** Takes back a piece that must wait: it will be the first to go. */
    public void putBack(Piece piece) {
        queue.add(0, piece);
    }

    /** Lets held replies go. */
    public void release() {
        held = false;
        pump();
    }

    /** Nothing is printed any more: the UART's ring waits for ever. */
    public void mute() {
        mute = true;
    }

    private void add(Piece piece) {
        if (mute) {
            return;
        }
        if (queue.isEmpty() && !held && (interleaving == null || piece.kind == Kind.EVENT)) {
            held = gate.pass(piece);
            return;
        }
        if (piece.kind != Kind.EVENT) {
            queue.add(piece);
        } else if (held) {
            int at = firstPlaceFor(piece, queue.size());
            if (at == 0) {
                // Replies are held back for just this.
                gate.pass(piece);
            } else {
                queue.add(at, piece);
            }
        } else {
            int first = firstPlaceFor(piece, queue.size());
            queue.add(
                    first
                            + (interleaving == null
                                    ? queue.size() - first
                                    : interleaving.nextInt(queue.size() - first + 1)),
                    piece);
        }
        if (!held && !pumping) {
            pumping = true;
            lane.post(this::turn);
        }
    }

    /** Behind which of the first pieces of the queue an event must stay. */
    private int firstPlaceFor(Piece event, int pieces) {
        for (int i = pieces; i > 0; i--) {
            Piece before = queue.get(i - 1);
            boolean ofTheLink = before.link >= 0 && before.link == event.link;
            if (before.kind == Kind.EVENT || ofTheLink && !(before.data && event.data)) {
                return i;
            }
        }
        return 0;
    }

    private void turn() {
        pumping = false;
        if (held || queue.isEmpty()) {
            return;
        }
        if (interleaving != null && dawdles < MOST_DAWDLES && interleaving.nextInt(3) == 0) {
            dawdles++;
        } else {
            dawdles = 0;
            Piece first = queue.remove(0);
            held = gate.pass(first);
            letEventsPass();
            boolean takenBack = !queue.isEmpty() && queue.get(0) == first;
            if (!takenBack) {
                causedBy(first);
            }
        }
        pump();
    }

    private void causedBy(Piece piece) {
        List<Runnable> consequences = after.remove(piece);
        if (consequences != null) {
            consequences.forEach(Runnable::run);
        }
    }

    /** Replies are held for the sake of an event: those that were queued behind them go ahead. */
    private void letEventsPass() {
        for (int i = 0; held && i < queue.size(); ) {
            Piece piece = queue.get(i);
            if (piece.kind == Kind.EVENT && firstPlaceFor(piece, i) == 0) {
                queue.remove(i);
                gate.pass(piece);
                causedBy(piece);
            } else {
                i++;
            }
        }
    }

    private void pump() {
        if (held || queue.isEmpty() || pumping) {
            return;
        }
        pumping = true;
        if (dawdles > 1) {
            lane.after(Duration.ofNanos(200_000), this::turn);
        } else {
            lane.post(this::turn);
        }
    }
}
