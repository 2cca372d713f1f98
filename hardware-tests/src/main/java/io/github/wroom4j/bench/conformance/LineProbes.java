package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.bench.conformance.BareLine.Heard;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import io.github.wroom4j.hal.Board;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Boot, echo and the wire itself, before any network: bytes lost, doubled or changed between host and module. */
final class LineProbes {
    static final Pattern READY = Pattern.compile("\\r\\nready\\r\\n");

    /** A query that every firmware has and that changes nothing; its echo is long enough to show damage. */
    private static final String QUERY = "AT+CWMODE?";

    private static final int ROUNDS = 60;
    static final Duration BOOT = Duration.ofSeconds(6);
    private static final Duration ANSWER = Duration.ofMillis(700);
    private static final Duration SETTLED = Duration.ofMillis(60);
    private static final String BUSY = "busy p...";

    private final Board board;
    private final BareLine line;
    private final Findings findings;

    LineProbes(Board board, BareLine line, Findings findings) {
        this.board = board;
        this.line = line;
        this.findings = findings;
    }

    void run() throws InterruptedException {
        findings.check("boot", this::boot);
        echoAlone();
        findings.check("GMR", this::gmr);
    }

    void echoAlone() throws InterruptedException {
        findings.check("echo", this::echo);
    }

    private String boot() {
        Heard heard = line.booting(() -> {
            line.drain();
            if (board.canReset()) {
                board.reset();
            } else {
                line.send("\r\nAT+RST\r\n");
            }
            Heard first = line.until(READY, BOOT);
            Heard more = line.quiet(Duration.ofMillis(250));
            return new Heard(first.text() + more.text(), first.complete(), first.began(), first.marks());
        });
        if (!heard.complete()) {
            throw new Wrong("no \"ready\" within " + line.scaled(BOOT).toMillis() + " ms of a reset; it said "
                    + words(heard.text()));
        }
        long garbage = heard.text().chars().filter(c -> c > 0x7e || c == 0).count();
        findings.measured("boot-garbage", garbage, "bytes", "Q8");
        long millis = heard.after("\r\nready\r\n").orElse(0) / 1_000_000;
        findings.measured("boot", millis, "ms", "Q8");
        int readies = heard.text().split("ready", -1).length - 1;
        if (readies > 1) {
            findings.fault("F11", "\"ready\" stands " + readies + " times in the boot output, once inside garbage");
        }
        return "ready after " + millis + " ms, " + garbage + " bytes of boot garbage before it";
    }

    /** What one round showed, byte by byte: a line end that was changed is as long as before. */
    private record Round(String text) {
        /** Without its line ends. */
        String answer() {
            return bare(text);
        }
    }

    /**
     * The same query again and again with echo on. A damaged echo before ERROR means that the module received damage;
     * a damaged answer to a command that was understood means damage on the way back.
     */
    private String echo() {
        line.drain();
        line.ask("ATE1", ANSWER);
        var rounds = new ArrayList<Round>();
        int silent = 0;
        for (int i = 0; i < ROUNDS && silent < 8; i++) {
            Heard heard = line.ask(QUERY, ANSWER);
            if (heard.has(BUSY)) {
                // What it is busy with is answered behind that: left there, it would be taken for the next answer.
                heard = heard.and(line.quiet(SETTLED));
            }
            rounds.add(new Round(heard.text()));
            if (!heard.complete()) {
                silent++;
                line.send("\r\n");
                line.drain();
            }
        }
        line.ask("ATE0", ANSWER);
        line.drain();
        if (rounds.stream().noneMatch(round -> round.answer().endsWith("OK"))) {
            judge(rounds, QUERY + "\r\r\n\r\nOK\r\n");
            throw new Wrong(
                    "no query was answered; it said " + words(rounds.get(0).answer()));
        }
        String healthy = mostFrequent(rounds);
        findings.fact("echo", healthy.startsWith(QUERY) ? "on after boot" : "none", "Q6");
        int damaged = judge(rounds, healthy);
        if (damaged > 0) {
            throw new Wrong(damaged + " of " + rounds.size() + " answers to " + QUERY + " were damaged");
        }
        return rounds.size() + " queries echoed and answered alike";
    }

    private int judge(List<Round> rounds, String healthy) {
        var times = new HashMap<String, Integer>();
        var evidence = new HashMap<String, String>();
        int damaged = 0;
        for (Round round : rounds) {
            if (round.text.equals(healthy)) {
                continue;
            }
            damaged++;
            String name = name(round, healthy);
            times.merge(name, 1, Integer::sum);
            evidence.putIfAbsent(name, words(round.text) + " instead of " + words(healthy));
        }
        // Two kinds of damage at once can imitate a third kind: the most frequent one is reported.
        times.entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .max(Map.Entry.comparingByValue())
                .ifPresent(entry -> findings.fault(
                        entry.getKey(), evidence.get(entry.getKey()) + ", " + entry.getValue() + " times"));
        return damaged;
    }

    private static String name(Round round, String healthy) {
        String answer = round.answer();
        if (answer.contains(BUSY)) {
            // Busy with the query itself: a line end that came twice is a second, empty line. Busy with nothing is F4.
            return answer.replace(BUSY, "").endsWith("OK") || answer.endsWith("ERROR") ? "duplicated-to-module" : "F4";
        }
        if (answer.endsWith("ERROR")) {
            // The module understood something else; the echo shows what it received.
            return kind(answer.length() - "ERROR".length(), QUERY.length()) + "-to-module";
        }
        if (answer.isEmpty() || answer.equals(QUERY)) {
            return ""; // the line end was hurt, on either way
        }
        int answered = healthy.startsWith(QUERY) ? healthy.indexOf('\n') + 1 : 0;
        if (round.text.length() > healthy.length() && round.text.endsWith(healthy.substring(answered))) {
            return ""; // in the echo alone: NonOS takes AAT for AT, so that it may have come twice on either way
        }
        return kind(round.text.length(), healthy.length()) + "-to-host";
    }

    private static String kind(int length, int healthy) {
        return length < healthy ? "dropped" : length > healthy ? "duplicated" : "corrupted";
    }

    private static String mostFrequent(List<Round> rounds) {
        var counts = new HashMap<String, Integer>();
        rounds.forEach(round -> counts.merge(round.text, 1, Integer::sum));
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("OK\r\n"))
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private String gmr() {
        Heard heard = line.ask("AT+GMR", Duration.ofSeconds(2));
        String text = heard.text().replaceAll("\\r\\n\\r\\nOK\\r\\n$|\\r\\nOK\\r\\n$", "");
        if (!heard.complete() || !text.startsWith("AT version:")) {
            throw new Wrong("AT+GMR was answered by " + words(heard.text()));
        }
        findings.fact("gmr", String.join("; ", text.strip().split("(\\r?\\n)+")), "Q6");
        return text.lines().findFirst().orElse("");
    }

    private static String bare(String text) {
        return text.replaceAll("[\\r\\n]", "");
    }

    /** Text for a page, not too long. */
    static String words(String text) {
        String shown = text.length() > 90 ? text.substring(0, 90) + " …" : text;
        return "\"" + shown.replace("\r", "\\r").replace("\n", "\\n") + "\"";
    }
}
