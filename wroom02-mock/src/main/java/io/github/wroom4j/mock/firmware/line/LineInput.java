package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The receiving half of the AT core: libat's {@code at_recvTask} with its parser states 0 to 7 (at-protocol §3.1),
 * fed one UART batch at a time (§3.8). ESP-AT and ESP_ATMod differ in how a line begins, what is echoed and what
 * answers busy; {@link AtVersion} says how.
 *
 * <p>Runs in the module's task only.
 */
public final class LineInput {
    private static final byte[] RESTART = "AT+RST\r\n".getBytes(StandardCharsets.US_ASCII);
    /** What ESP_ATMod's serial driver holds back while a command blocks its loop (at-protocol §14). */
    private static final int ATMOD_SERIAL_BUFFER = 256;

    private final AtVersion version;
    private final OutputQueue out;
    private final Lane lane;
    private final Upper upper;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final Passthrough passthrough;
    private State state = State.IDLE;
    private boolean echo = true;
    private boolean joining;
    private boolean deaf;
    private int window;
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

    public LineInput(AtVersion version, OutputQueue out, Lane lane, Upper upper) {
        this.version = version;
        this.out = out;
        this.lane = lane;
        this.upper = upper;
        this.passthrough = new Passthrough(lane, version.number("transparent-packet"), this::packet);
    }

    /** The state it is in. */
    public State state() {
        return state;
    }

    /** Switches echo; on again after every reset. */
    public void echo(boolean on) {
        echo = on;
    }

    /** Whether the command in process is a join: the one that ESP_ATMod answers busy in. */
    public void joining(boolean on) {
        joining = on;
    }

    /** A restart is on its way: what still comes is lost. */
    public void deaf() {
        deaf = true;
    }

    /** The command is done: back to state 0. */
    public void idle() {
        state = State.IDLE;
        window = 0;
        joining = false;
        collector = null;
        line.reset();
        if (waiting.size() > 0) {
            byte[] held = waiting.toByteArray();
            waiting.reset();
            lane.post(() -> feed(held));
        }
    }

    /**
     * Enters data entry.
     *
     * @param length how many bytes to collect
     * @param escapes whether {@code \0} ends it early ({@code CIPSENDEX})
     */
    public void collect(int length, boolean escapes) {
        collector = new Collector(length, escapes, version.is("sendex-keeps-backslash"));
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
        if (state == State.DATA && version.is("plus-cancels") && isPlusPlusPlus(batch)) {
            // Exactly three bytes, wherever in the data entry they come (at-protocol §3.6).
            idle();
            upper.cancelled();
            return;
        }
        switch (version.family()) {
            case NONOS -> feedNonOs(batch);
            case ESP_AT -> feedEspAt(batch);
            case ATMOD -> feedAtMod(batch);
        }
    }

    static boolean isPlusPlusPlus(byte[] batch) {
        return batch.length == 3 && batch[0] == '+' && batch[1] == '+' && batch[2] == '+';
    }

    private void feedNonOs(byte[] batch) {
        if (state == State.SENDING && Arrays.equals(batch, RESTART)) {
            upper.forceRestart();
            return;
        }
        boolean told = false;
        for (int i = 0; i < batch.length; i++) {
            byte b = batch[i];
            switch (state) {
                case IDLE -> idleByte(b);
                case RECEIVING -> lineByte(b);
                case PROCESSING -> processingByte(b);
                case DATA -> told |= dataByte(b, i + 1 < batch.length, "busy s...");
                case SENDING -> {
                    echo(b);
                    if (!told) {
                        told = true;
                        out.reply("\r\nbusy s...\r\n");
                    }
                }
                case TRANSPARENT -> {
                    passthrough.feed(batch, i);
                    return;
                }
                case LEAVING, LEAVING_SENT -> {
                    // libat drops what comes while it leaves transparent transmission.
                    return;
                }
            }
        }
    }

    private void idleByte(byte b) {
        echo(b);
        window = window << 8 & 0xff00 | b & 0xff;
        if (window == ('A' << 8 | 'T') || window == ('a' << 8 | 't')) {
            state = State.RECEIVING;
            line.reset();
        } else if (b == '\n') {
            out.reply("\r\nERROR\r\n");
        }
    }

    private void lineByte(byte b) {
        line.write(b);
        if (b == '\n') {
            if (version.text("echo").equals("stepped")) {
                // Up to 1.3.0 LF is not echoed, but CR LF follows a complete line (at-protocol §3.3).
                if (echo) {
                    out.echo(new byte[] {'\r', '\n'});
                }
            } else {
                echo(b);
            }
            complete();
            return;
        }
        echo(b);
        // The window's two bytes count as well.
        if (line.size() + 2 >= version.number("line-limit")) {
            line.reset();
            window = 0;
            state = State.IDLE;
        }
    }

    private void complete() {
        byte[] whole = line.toByteArray();
        line.reset();
        state = State.PROCESSING;
        // at_recvTask posts the line to at_procTask: what follows in the same batch finds the core busy.
        lane.post(() -> {
            if (state == State.PROCESSING) {
                upper.command(whole);
            }
        });
    }

    private void processingByte(byte b) {
        echo(b);
        line.write(b);
        if (b != '\n') {
            if (line.size() > version.number("line-limit")) {
                line.reset();
            }
            return;
        }
        boolean restart = Arrays.equals(line.toByteArray(), RESTART);
        line.reset();
        if (restart) {
            upper.forceRestart();
        } else {
            out.reply("\r\nbusy p...\r\n");
        }
    }

    /** One byte of payload; true if the bytes after it had to be refused. */
    private boolean dataByte(byte b, boolean more, String busy) {
        if (!collector.take(b)) {
            return false;
        }
        finishCollecting();
        if (more && busy != null) {
            out.reply("\r\n" + busy + "\r\n");
            return true;
        }
        return false;
    }

    private void finishCollecting() {
        Collector full = collector;
        collector = null;
        state = State.SENDING;
        full.deliver(upper::payload);
    }

    private void feedEspAt(byte[] chunk) {
        if (state == State.PROCESSING || state == State.SENDING) {
            echoChunk(chunk, 0);
            if (contains(chunk, RESTART)) {
                upper.forceRestart();
            } else {
                out.reply("\r\nbusy p...\r\n");
            }
            return;
        }
        if (state == State.TRANSPARENT) {
            passthrough.feed(chunk, 0);
            return;
        }
        if (state != State.DATA) {
            echoChunk(chunk, 0);
        }
        for (int i = 0; i < chunk.length; i++) {
            if (state == State.DATA) {
                if (dataByte(chunk[i], i + 1 < chunk.length, "busy p...")) {
                    return;
                }
            } else if (state == State.PROCESSING || state == State.SENDING) {
                out.reply("\r\nbusy p...\r\n");
                return;
            } else {
                espAtByte(chunk[i]);
            }
        }
    }

    private void espAtByte(byte b) {
        line.write(b);
        if (b == '\n' && lineEndsInCrLf()) {
            byte[] soFar = line.toByteArray();
            int n = soFar.length;
            line.reset();
            boolean begins = n >= 4 && (soFar[0] | 0x20) == 'a' && (soFar[1] | 0x20) == 't';
            if (begins) {
                line.write(soFar, 2, n - 2);
                complete();
            } else {
                upper.command(null);
            }
        } else if (line.size() >= version.number("line-limit")) {
            line.reset();
        }
    }

    private boolean lineEndsInCrLf() {
        byte[] soFar = line.toByteArray();
        return soFar.length >= 2 && soFar[soFar.length - 2] == '\r';
    }

    private void feedAtMod(byte[] chunk) {
        for (int i = 0; i < chunk.length; i++) {
            byte b = chunk[i];
            switch (state) {
                case DATA -> dataByte(b, false, null);
                case PROCESSING, SENDING -> {
                    if (joining) {
                        // The one command during which its loop still reads (at-protocol §3.4).
                        processingByte(b);
                    } else if (waiting.size() < ATMOD_SERIAL_BUFFER) {
                        waiting.write(b);
                    }
                }
                default -> atModByte(b);
            }
        }
    }

    private void atModByte(byte b) {
        if (line.size() == 0 && (b == '\r' || b == '\n') && window == 0) {
            // After each command everything up to the next A is flushed.
            return;
        }
        echo(b);
        line.write(b);
        window = 1;
        if (b == '\n') {
            byte[] whole = line.toByteArray();
            line.reset();
            window = 0;
            if (whole.length >= 4 && whole[0] == 'A' && whole[1] == 'T' && whole[whole.length - 2] == '\r') {
                line.write(whole, 2, whole.length - 2);
                complete();
            } else {
                out.reply("\r\nERROR\r\n");
            }
        } else if (line.size() >= version.number("line-limit")) {
            line.reset();
            out.reply("\r\nERROR\r\n");
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

    private void echo(byte b) {
        if (echo && !(b == '\n' && version.text("echo").equals("stepped"))) {
            out.echo(new byte[] {b});
        }
    }

    private void echoChunk(byte[] chunk, int from) {
        if (echo) {
            out.echo(Arrays.copyOfRange(chunk, from, chunk.length));
        }
    }

    private static boolean contains(byte[] haystack, byte[] needle) {
        for (int i = 0; i + needle.length <= haystack.length; i++) {
            if (Arrays.equals(haystack, i, i + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }
}
