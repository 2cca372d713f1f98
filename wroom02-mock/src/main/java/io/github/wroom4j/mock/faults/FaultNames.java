package io.github.wroom4j.mock.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The catalogue of faults by their names, made when a plan first names one. */
final class FaultNames {
    private static final Map<String, BiFunction<Long, When, Fault>> NAMES = new LinkedHashMap<>();

    private static final String IPD = "^\r\n\\+IPD,";
    private static final String CLOSED = "^(\\d,)?CLOSED\r\n\\z";
    /** Of CIPSEND, and of a segment of CIPSENDBUF. */
    private static final String SEND_OK = "^\r\n(\\d+,)*SEND OK\r\n\\z";

    private FaultNames() {}

    private static Duration millis(Long amount, Duration otherwise) {
        return amount == null ? otherwise : Duration.ofMillis(amount);
    }

    private static Pattern p(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static void name(String name, BiFunction<Long, When, Fault> maker) {
        NAMES.put(name, maker);
    }

    static {
        // The catalogue of faults reported of real firmwares (peers.md §1.5). Each pattern spells a whole piece, or its
        // beginning: words in the middle of one are a user's (an SSID, a name) and mean nothing.
        name("F1", (n, w) -> new Fault.Held(p("^=\\z"), p("^(\\d,)?CONNECT\r\n\\z"), millis(n, Fault.PATIENCE), w));
        name("F2", (n, w) -> new Fault.Held(p("^\r\nRecv \\d+ bytes\r\n\\z"), p(IPD), millis(n, Fault.PATIENCE), w));
        name("F3", (n, w) -> new Fault.Inserted(p(IPD + "[^:]*:\\z"), 1, "\r\nSEND OK\r\n", w));
        name("F4", (n, w) -> new Fault.Busy(w));
        name("F5", (n, w) -> new Fault.Fact("ipd-crlf-after", "no"));
        name("F6", (n, w) -> new Fault.Overtaken(p(IPD), p(CLOSED), millis(n, Fault.PATIENCE), w));
        name("F7", (n, w) -> new Fault.Lost(p(SEND_OK), w));
        name("F8", (n, w) -> new Fault.Fact("ssl-size-max", "4096"));
        name(
                "F9",
                (n, w) -> w.nth() > 0
                        ? new Fault.Reset(Fault.Cause.WATCHDOG, w)
                        : new Fault.ResetOnLine(p("(?i)^\\+CIPSTART(EX)?=(\\d,)?\"SSL\""), w));
        name("F10", (n, w) -> new Fault.Late(p(SEND_OK), millis(n, Duration.ofMillis(20)), w));
        name(
                "F11",
                (n, w) ->
                        new Fault.Inserted(p("^(?=\r\nready\r\n\\z)"), 0, "\0\u00ff\r\nready\u00fe\r\nr\u0080ady", w));
        name("F12", (n, w) -> new Fault.Fact("sto-needs-server", "yes"));
        name("F13", (n, w) -> new Fault.WrongFirstByte(w));
        name("F14", (n, w) -> new Fault.Fact("keeps-old-data", "no"));
        // Single bytes.
        for (Fault.Kind kind : Fault.Kind.values()) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            name(word + "-to-module", (n, w) -> new Fault.Wire(Fault.Direction.TO_MODULE, kind, w));
            name(word + "-to-host", (n, w) -> new Fault.Wire(Fault.Direction.TO_HOST, kind, w));
        }
        name("overrun", (n, w) -> new Fault.Overrun(w));
        // Pieces.
        name("stuck-prompt", (n, w) -> new Fault.Lost(p("^(> |\r\n>|>)\\z"), w));
        name("lost-ipd", (n, w) -> new Fault.Lost(p(IPD), w));
        name("late-closed", (n, w) -> new Fault.Late(p(CLOSED), millis(n, Duration.ofMillis(500)), w));
        // The chip and its surroundings.
        name("watchdog", (n, w) -> new Fault.Reset(Fault.Cause.WATCHDOG, w));
        name("brown-out", (n, w) -> new Fault.Reset(Fault.Cause.BROWN_OUT, w));
        name("ap-loss", (n, w) -> new Fault.AccessPointsGone(w));
        for (Fault.Trouble trouble : Fault.Trouble.values()) {
            String word = trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
            name(word, (n, w) -> new Fault.Network(trouble, n == null ? 1 : n));
        }
    }

    /** The names that {@link #parse} knows. */
    static List<String> all() {
        return List.copyOf(NAMES.keySet());
    }

    /** What a name asks for; {@link Faults#parse} has the rules. */
    static Fault parse(String text) {
        int at = text.indexOf('@');
        String head = at < 0 ? text : text.substring(0, at);
        int equals = head.indexOf('=');
        BiFunction<Long, When, Fault> maker = NAMES.get(equals < 0 ? head : head.substring(0, equals));
        if (maker == null) {
            throw new IllegalArgumentException(
                    "no fault is called \"" + head + "\"; there are " + String.join(", ", NAMES.keySet()));
        }
        Long amount = null;
        if (equals >= 0) {
            try {
                amount = Long.parseLong(head.substring(equals + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("fault " + head + ": the amount is a number", e);
            }
        }
        return maker.apply(amount, When.parse(at < 0 ? "" : text.substring(at + 1)));
    }
}
