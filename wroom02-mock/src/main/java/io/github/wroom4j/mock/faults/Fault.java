package io.github.wroom4j.mock.faults;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Something that goes wrong. Pieces are the prints of the firmware. Patterns see the firmware's own words in one piece
 * and never the bytes of users that follow them (payload of {@code +IPD} and {@code CIPRECVDATA}, raw data of transparent
 * transmission); they look for a match anywhere in those words.
 */
public sealed interface Fault {

    /** When it strikes. */
    When when();

    /** A piece of output never leaves. */
    record Lost(Pattern piece, When when) implements Fault {}

    /** A piece of output leaves late. */
    record Late(Pattern piece, Duration by, When when) implements Fault {}

    /**
     * Bytes appear inside a piece that no length counts.
     *
     * @param after what stands before them, in the firmware's own words
     * @param further how many bytes of the piece more; it does not strike a piece that is shorter
     */
    record Inserted(Pattern after, int further, String text, When when) implements Fault {}

    /**
     * A reply, or the echo, waits until an event has been printed: how events get between any two pieces.
     *
     * @param atMost how long it waits for such an event; then it goes without one
     */
    record Held(Pattern piece, Pattern until, Duration atMost, When when) implements Fault {
        /** With {@link #PATIENCE}. */
        public Held(Pattern piece, Pattern until, When when) {
            this(piece, until, PATIENCE, when);
        }
    }

    /**
     * An event of a link, and those like it that follow, are overtaken by a later event of the same link; among
     * themselves they keep their order.
     *
     * @param atMost how long they wait for it; then they go
     */
    record Overtaken(Pattern event, Pattern by, Duration atMost, When when) implements Fault {
        /** With {@link #PATIENCE}. */
        public Overtaken(Pattern event, Pattern by, When when) {
            this(event, by, PATIENCE, when);
        }
    }

    /** How long something waits for an event that may never come, unless a fault says otherwise. */
    Duration PATIENCE = Duration.ofSeconds(2);

    /** A complete command is answered busy although nothing is in process. */
    record Busy(When when) implements Fault {}

    /** The first byte of a send's payload is wrong. */
    record WrongFirstByte(When when) implements Fault {}

    /** A fact of the AT version is another. */
    record Fact(String name, String value) implements Fault {
        @Override
        public When when() {
            return When.ALWAYS;
        }
    }

    /** What happens to single bytes on the wire. */
    record Wire(Direction direction, Kind kind, When when) implements Fault {}

    /** Which way bytes go. */
    enum Direction {
        TO_MODULE,
        TO_HOST
    }

    /** What becomes of a byte. */
    enum Kind {
        DROPPED,
        DUPLICATED,
        CORRUPTED
    }

    /** The receive FIFO of 128 bytes overflows: what comes in one burst beyond it is lost. */
    record Overrun(When when) implements Fault {}

    /** The chip resets; counted in bytes of output. */
    record Reset(Cause cause, When when) implements Fault {}

    /** The chip resets when it receives a line like this. */
    record ResetOnLine(Pattern line, When when) implements Fault {}

    /** Why the chip resets. */
    enum Cause {
        WATCHDOG,
        BROWN_OUT
    }

    /** All access points vanish; counted in bytes of output. */
    record AccessPointsGone(When when) implements Fault {}

    /** The network misbehaves towards every connection. */
    record Network(Trouble trouble, long amount) implements Fault {
        @Override
        public When when() {
            return When.ALWAYS;
        }
    }

    /** How the network misbehaves, and what the amount means. */
    enum Trouble {
        /** Milliseconds until received bytes arrive. */
        LATENCY,
        /** Bytes per second. */
        BANDWIDTH,
        /** Most bytes in a segment. */
        SLICER,
        /** Bytes after which the connection is reset. */
        LIMIT,
        /** Milliseconds after which a connection is reset. */
        RESET,
        /** Milliseconds that the exchange of FINs takes. */
        SLOW_CLOSE,
        /** Milliseconds until an acknowledgement. */
        SLOW_ACK,
        /** Connection attempts stay unanswered. */
        SYN_LOST,
        /** Sent data is never acknowledged. */
        ACKS_LOST,
        /** The name server is silent. */
        DNS_SILENT
    }
}
