package io.github.wroom4j.cli;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.UartConfig.Flow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knocks at a port before any driver does: finds the speed at which an AT firmware answers, else what is wrong with the
 * wires. Nothing that it sends changes a setting, with one exception: a board with a reset line is reset when nothing
 * answers. Used once, by one thread; takes at most some ten seconds and what {@code listen} adds.
 */
final class LineExamination {
    /** The boot speed first, then as users leave them; 74880 is the ROM's (at-protocol §2.2). */
    private static final List<Integer> SPEEDS =
            List.of(115_200, 9_600, 74_880, 57_600, 38_400, 19_200, 230_400, 460_800, 921_600);

    private static final int ROM_BAUD = 74_880;
    private static final Duration WRITE = Duration.ofSeconds(1);
    private static final Pattern FINAL = Pattern.compile("(^|[\\r\\n])(OK|ERROR|busy [ps]\\.\\.\\.)\\s*[\\r\\n]");
    private static final Pattern ROM = Pattern.compile("boot mode:\\((\\d+),");
    private static final Pattern FIRMWARE = Pattern.compile("ready\\r?\\n|WIFI (CONNECTED|GOT IP|DISCONNECT)");

    private final Board board;
    private final Uart uart;
    private final UartConfig asked;
    private final Duration listen;
    private final Patience patience;
    private final Consumer<String> progress;
    private final StringBuilder heard = new StringBuilder();
    private boolean stuck;

    /**
     * How long it waits.
     *
     * @param answer for what follows a command
     * @param dataMode before and after {@code +++}: data mode is left between two silences (at-protocol §10)
     * @param boot for what follows a reset: ready comes after at most 600 ms (at-protocol §2.2)
     */
    record Patience(Duration answer, Duration dataMode, Duration boot) {
        static final Patience DEFAULT =
                new Patience(Duration.ofMillis(400), Duration.ofSeconds(1), Duration.ofMillis(1500));
    }

    /**
     * What was found.
     *
     * @param finding which case
     * @param baud the speed at which the port is left: where it answers that of the module
     * @param heard the last bytes that came, one char a byte; empty if none came
     */
    record Result(LineFinding finding, int baud, String heard) {}

    /** An examination of an open board; {@code listen} is how long to wait for a reset by hand, zero for not at all. */
    LineExamination(Board board, Duration listen, Consumer<String> progress) {
        this(board, listen, Patience.DEFAULT, progress);
    }

    LineExamination(Board board, Duration listen, Patience patience, Consumer<String> progress) {
        this.board = board;
        this.uart = board.uart();
        this.asked = uart.config();
        this.listen = listen;
        this.patience = patience;
        this.progress = progress;
    }

    /** Finds out; leaves the port open, at the speed that answers or as it was. */
    Result run() {
        if (knock(asked) || knock(asked)) {
            return result(LineFinding.ANSWERS);
        }
        if (isEcho()) {
            use(asked);
            return result(LineFinding.ECHO_ONLY);
        }
        if (asked.flow() != Flow.NONE && knock(asked.withFlow(Flow.NONE))) {
            return result(LineFinding.FLOW_STALLED);
        }
        for (int baud : otherSpeeds()) {
            progress.accept("nothing yet; trying " + baud + " baud …");
            if (knock(asked.withBaud(baud).withFlow(Flow.NONE))) {
                return result(LineFinding.ANSWERS);
            }
        }
        if (leaveDataMode() || knock(asked)) {
            return result(LineFinding.ANSWERS);
        }
        boolean reset = listenToBoot();
        if (reset && knock(asked)) {
            return result(LineFinding.ANSWERS);
        }
        use(asked);
        return result(judge());
    }

    private LinkedHashSet<Integer> otherSpeeds() {
        var speeds = new LinkedHashSet<>(SPEEDS);
        speeds.remove(asked.baud());
        return speeds;
    }

    /** Says AT at that format; whether a firmware answered. A junk line's ERROR is an answer too. */
    private boolean knock(UartConfig format) {
        if (!use(format)) {
            return false;
        }
        hear(Duration.ZERO);
        return say("AT\r\n") && FINAL.matcher(hear(patience.answer())).find();
    }

    /** A line that no firmware would answer with itself and nothing else. */
    private boolean isEcho() {
        String nonce = "AT+WROOM4J?\r\n";
        hear(Duration.ZERO);
        return say(nonce) && hear(patience.answer()).equals(nonce);
    }

    /** A module left in the middle of a transfer takes commands for data. */
    private boolean leaveDataMode() {
        use(asked);
        hear(patience.dataMode());
        if (!say("+++")) {
            return false;
        }
        hear(patience.dataMode());
        return knock(asked);
    }

    /** Listens to what a reset brings, by the line or by hand; whether there may have been one. */
    private boolean listenToBoot() {
        if (board.canReset()) {
            progress.accept("resetting it, and listening to its ROM at 74880 baud …");
            resetAt(asked.withBaud(ROM_BAUD));
            resetAt(asked);
            return true;
        }
        if (!listen.isZero()) {
            progress.accept("reset the module now: listening at 74880 baud for " + listen.toSeconds() + " s …");
            use(asked.withBaud(ROM_BAUD).withFlow(Flow.NONE));
            hear(listen);
            return true;
        }
        return false;
    }

    private void resetAt(UartConfig format) {
        use(format.withFlow(Flow.NONE));
        board.reset();
        hear(patience.boot());
    }

    private LineFinding judge() {
        if (heard.isEmpty()) {
            return stuck ? LineFinding.FLOW_STALLED : LineFinding.SILENCE;
        }
        Matcher rom = ROM.matcher(heard);
        int boots = 0;
        int mode = -1;
        while (rom.find()) {
            boots++;
            mode = Integer.parseInt(rom.group(1));
        }
        if (FIRMWARE.matcher(heard).find()) {
            return LineFinding.ONE_WAY;
        }
        if (boots > 2) {
            return LineFinding.RESTARTS;
        }
        return switch (mode) {
            case -1 -> LineFinding.GARBAGE;
            // boot mode 1: UART download, 3: flash; the rest are SDIO and its kin (GPIO15 high)
            case 1 -> LineFinding.BOOTLOADER;
            case 3 -> LineFinding.ROM_ONLY;
            default -> LineFinding.WRONG_STRAPS;
        };
    }

    private boolean use(UartConfig format) {
        try {
            if (!uart.config().equals(format)) {
                uart.configure(format);
            }
            return true;
        } catch (BoardException e) {
            if (e.kind() == BoardException.Kind.UNSUPPORTED) {
                return false; // a tcp: port has one speed
            }
            throw e;
        }
    }

    private boolean say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            uart.write(bytes, 0, bytes.length, Deadline.in(WRITE));
            return true;
        } catch (BoardException e) {
            if (e.kind() == BoardException.Kind.TIMEOUT) {
                stuck = true;
                return false;
            }
            throw e;
        }
    }

    /** Everything that comes until a final line or until nothing more came for that long. */
    private String hear(Duration time) {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        Deadline end = Deadline.in(time);
        do {
            int count = uart.read(buffer, 0, buffer.length, end);
            text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        } while (!end.expired() && !FINAL.matcher(text).find());
        heard.append(text);
        return text.toString();
    }

    private Result result(LineFinding finding) {
        int from = Math.max(0, heard.length() - 400);
        return new Result(finding, uart.config().baud(), heard.substring(from));
    }
}
