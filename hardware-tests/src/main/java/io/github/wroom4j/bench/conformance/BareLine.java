package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** AT spoken by hand: nothing is parsed, nothing is forgiven, and the time of every byte is known. One thread. */
final class BareLine {
    /** How a firmware ends its answer to a command. */
    static final Pattern FINAL =
            Pattern.compile("(?:^|\\n)(?:OK|ERROR|FAIL|SEND OK|SEND FAIL|ALREADY CONNECTED|busy [ps]\\.\\.\\.)\\r\\n");

    private final Uart uart;
    private final double multiplier;
    private boolean mayBoot;
    private int boots;
    private boolean lost;

    BareLine(Uart uart, double multiplier) {
        this.uart = uart;
        this.multiplier = multiplier;
    }

    /** When something was complete: the text so far had that length then. */
    private record Mark(int length, long nanos) {}

    /**
     * What the module said.
     *
     * @param text one character a byte
     * @param complete whether what was waited for came, before the time was up
     */
    record Heard(String text, boolean complete, long began, List<Mark> marks) {
        /** Nanoseconds from the beginning of listening until the words were whole; empty if they never came. */
        OptionalLong after(String words) {
            int at = text.indexOf(words);
            return at < 0 ? OptionalLong.empty() : OptionalLong.of(nanosAt(at + words.length()) - began);
        }

        private long nanosAt(int length) {
            return marks.stream()
                    .filter(mark -> mark.length >= length)
                    .mapToLong(Mark::nanos)
                    .findFirst()
                    .orElse(began);
        }

        /** This and what was heard next, as one. */
        Heard and(Heard next) {
            return new Heard(text + next.text, complete, began, marks);
        }

        boolean has(String words) {
            return text.contains(words);
        }
    }

    /** The usual time by the bench's multiplier. */
    Duration scaled(Duration usual) {
        return Duration.ofNanos((long) (usual.toNanos() * multiplier));
    }

    /** Sends text as it is. */
    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes as they are. */
    void send(byte[] bytes) {
        uart.write(bytes, 0, bytes.length, Deadline.in(scaled(Duration.ofSeconds(20))));
    }

    /** Sends one command and listens until its final line. */
    Heard ask(String command, Duration patience) {
        send(command + "\r\n");
        return until(FINAL, patience);
    }

    /** Listens until the pattern is found in what came since. */
    Heard until(Pattern wanted, Duration patience) {
        return listen(wanted, patience, null);
    }

    /** Listens until nothing has come for that long, at most ten times as long. */
    Heard quiet(Duration silence) {
        return listen(null, silence.multipliedBy(10), silence);
    }

    private Heard listen(Pattern wanted, Duration patience, Duration silence) {
        long began = Clock.system().nanos();
        Deadline end = Deadline.in(scaled(patience));
        var text = new StringBuilder();
        var marks = new ArrayList<Mark>();
        byte[] buffer = new byte[4096];
        boolean found = false;
        while (!found && !end.expired()) {
            int count = uart.read(buffer, 0, buffer.length, silence == null ? end : end.orIn(scaled(silence)));
            if (count == 0) {
                break;
            }
            text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            marks.add(new Mark(text.length(), Clock.system().nanos()));
            found = wanted != null && wanted.matcher(text).find();
        }
        if (!mayBoot && text.indexOf("\r\nready\r\n") >= 0) {
            boots++;
        }
        lost |= text.indexOf("WIFI DISCONNECT\r\n") >= 0;
        return new Heard(text.toString(), found || silence != null, began, marks);
    }

    /** Runs something during which the module boots on purpose. */
    <T> T booting(java.util.function.Supplier<T> body) {
        mayBoot = true;
        try {
            return body.get();
        } finally {
            mayBoot = false;
        }
    }

    /** How often the module has booted without being asked. */
    int ownBoots() {
        return boots;
    }

    /** Whether the module has reported that its access point is gone. */
    boolean lostNetwork() {
        return lost;
    }

    /** Throws away what has come. */
    void drain() {
        quiet(Duration.ofMillis(60));
    }
}
