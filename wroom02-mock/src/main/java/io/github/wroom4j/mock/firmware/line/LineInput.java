package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The receiving half of the AT core, fed one UART batch at a time (at-protocol §3.8): commands, data entry and
 * transparent transmission. How a line begins, what is echoed and what answers busy differs between the three lines of
 * descent: {@link NonOsLine}, {@link EspAtLine}, {@link AtModLine}.
 *
 * <p>Runs in the module's task only.
 */
public abstract class LineInput {
    static final byte[] RESTART = "AT+RST\r\n".getBytes(StandardCharsets.US_ASCII);

    final AtVersion version;
    final OutputQueue out;
    final Lane lane;
    final Upper upper;
    final Passthrough passthrough;
    /** What of a line has come. */
    final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** The longest line; what is longer is forgotten. */
    final int lineLimit;

    State state = State.IDLE;
    private boolean echo = true;
    private boolean deaf;
    private Collector collector;

    /** libat's parser states; the numbers are their ordinals. */
    public enum State {
        /** Waiting for {@code AT}. */
        IDLE,
        /** Collecting a command line. */
        RECEIVING,
        /** A command is being processed. */
        PROCESSING,
        /** Collecting the payload of a {@code CIPSEND}. */
        DATA,
        /** Waiting for the stack to have sent it. */
        SENDING,
        /** Transparent transmission. */
        TRANSPARENT,
        /** Leaving transparent transmission: what was collected is on its way. */
        LEAVING,
        /** Leaving transparent transmission: waiting for the last acknowledgment. */
        LEAVING_SENT
    }

    /** Where lines, payload and packets go. */
    public interface Upper {
        /** A complete line: the bytes after {@code AT}, up to and including LF. */
        void command(byte[] line);

        /** Something came while a command is being processed. */
        void busy();

        /** The payload that {@link #collect} asked for. */
        void payload(byte[] payload);

        /** A packet of transparent transmission. */
        void packet(byte[] packet);

        /** {@code +++} has ended transparent transmission. */
        void left();

        /** Data entry was cancelled by a lone {@code +++}. */
        void cancelled();

        /** {@code AT+RST} came while busy (at-protocol §3.5). */
        void forceRestart();
    }

    LineInput(AtVersion version, OutputQueue out, Lane lane, Upper upper) {
        this.version = version;
        this.out = out;
        this.lane = lane;
        this.upper = upper;
        this.lineLimit = version.number("line-limit");
        this.passthrough = new Passthrough(
                lane,
                version.number("transparent-packet"),
                Duration.ofMillis(version.number("gap-behind-plus-millis")),
                this::packet);
    }

    /** The state it is in. */
    public State state() {
        return state;
    }

    /** Switches echo; on again after every reset. */
    public void echo(boolean on) {
        echo = on;
    }

    final boolean echoes() {
        return echo;
    }

    /** Whether the command in process is a join: the one that ESP_ATMod answers busy in. */
    public void joining(boolean on) {}

    /** A restart is on its way: what still comes is lost. */
    public void deaf() {
        deaf = true;
    }

    /** The command is done: back to state 0. */
    public void idle() {
        state = State.IDLE;
        collector = null;
        line.reset();
    }

    /**
     * Enters data entry.
     *
     * @param length how many bytes to collect
     * @param escapes whether {@code \0} ends it early ({@code CIPSENDEX})
     */
    public void collect(int length, boolean escapes) {
        Collector.Escapes kept =
                Collector.Escapes.valueOf(version.text("sendex-keeps-backslash").toUpperCase(Locale.ROOT));
        collector = new Collector(length, escapes, kept);
        state = State.DATA;
    }

    /** Enters data entry of a text that ends where it is complete. */
    public void collectText(int most, Predicate<String> complete, Consumer<byte[]> done) {
        collector = new Collector(most, complete, done);
        state = State.DATA;
    }

    /** Enters transparent transmission. */
    public void transparent() {
        state = State.TRANSPARENT;
        passthrough.clear();
    }

    /** The last packet of transparent transmission is acknowledged. */
    public void leave() {
        if (state == State.LEAVING) {
            state = State.LEAVING_SENT;
            idle();
        }
    }

    /** Takes a batch: what sat in the FIFO at one service. */
    public void feed(byte[] batch) {
        if (deaf) {
            return;
        }
        if (state == State.DATA && !collectsText() && version.is("plus-cancels") && isPlusPlusPlus(batch)) {
            // Exactly three bytes, wherever in the data entry they come (at-protocol §3.6).
            idle();
            upper.cancelled();
            return;
        }
        take(batch);
    }

    /** Takes a batch as this family does. */
    abstract void take(byte[] batch);

    static boolean isPlusPlusPlus(byte[] batch) {
        return batch.length == 3 && batch[0] == '+' && batch[1] == '+' && batch[2] == '+';
    }

    /** The line is whole: hands it up, without its {@code AT}. */
    final void complete(byte[] whole) {
        state = State.PROCESSING;
        // at_recvTask posts the line to at_procTask: what follows in the same batch finds the core busy.
        lane.post(() -> out.whenOut(() -> {
            if (state == State.PROCESSING) {
                upper.command(whole);
            }
        }));
    }

    /** Takes what has come of the line. */
    final byte[] takeLine() {
        byte[] whole = line.toByteArray();
        line.reset();
        return whole;
    }

    /** One byte while a command is processed: a whole line is refused, but for the one that restarts. */
    final void processingByte(byte b) {
        echo(b);
        line.write(b);
        if (b != '\n') {
            if (line.size() > lineLimit) {
                line.reset();
            }
            return;
        }
        if (Arrays.equals(takeLine(), RESTART)) {
            upper.forceRestart();
        } else {
            upper.busy();
        }
    }

    /** What became of a byte during data entry. */
    enum Taken {
        /** It is part of the payload. */
        PART,
        /** It is the payload's last. */
        LAST,
        /** It ended a payload that has no room for it. */
        BEYOND
    }

    /**
     * One byte of payload. It is handed up in a task of its own: what the receiving task answers to surplus bytes of the
     * same batch comes before (at-recorded D2).
     */
    final Taken dataByte(byte b) {
        if (!collector.take(b)) {
            return Taken.PART;
        }
        Collector full = collector;
        collector = null;
        state = State.SENDING;
        if (version.isAtMod()) {
            full.deliver(upper::payload);
        } else {
            lane.post(() -> full.deliver(upper::payload));
        }
        return full.isEmpty() ? Taken.BEYOND : Taken.LAST;
    }

    /** Whether data entry collects text for a command, not a payload. */
    final boolean collectsText() {
        return collector != null && collector.isText();
    }

    /** Whether data entry is of a payload of no bytes. */
    final boolean collectsNothing() {
        return collector != null && collector.isEmpty();
    }

    /** How much of a payload has come. */
    final int collected() {
        return collector == null ? 0 : collector.size();
    }

    /** The batch is at its end: an escape that has only begun is none (at-recorded D16). */
    final void batchEnds() {
        if (collector != null && state == State.DATA && collector.batchEnds()) {
            Collector full = collector;
            collector = null;
            state = State.SENDING;
            lane.post(() -> full.deliver(upper::payload));
        }
    }

    void echo(byte b) {
        // Echo goes through a print of strings: a NUL is never seen (at-recorded D72).
        if (echo && (b != 0 || !version.isNonOs())) {
            out.echo(new byte[] {b});
        }
    }

    private void packet(byte[] packet) {
        if (isPlusPlusPlus(packet)) {
            state = State.LEAVING;
            upper.left();
        } else {
            upper.packet(packet);
        }
    }
}
