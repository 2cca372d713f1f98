package io.github.wroom4j.bench.recording;

import io.github.wroom4j.doctor.page.SequenceDrawing;
import io.github.wroom4j.doctor.page.SequenceDrawing.Event;
import io.github.wroom4j.doctor.page.SequenceDrawing.Kind;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A recording as one HTML page without scripts or outside resources: who said what when, troubles in red. */
public final class Timeline {
    /** A page with more arrows is not read; the end is where a failure is. */
    private static final int MOST = 400;

    private static final Pattern TROUBLE =
            Pattern.compile("(?s).*(?:ERROR|FAIL|busy [ps]|CLOSED|WIFI DISCONNECT|(?:^|\\n)ready\\r).*");

    private static final String STYLE = "body{font:15px/1.45 system-ui,sans-serif;margin:1em auto;max-width:44em;"
            + "padding:0 1em;color:#1b1f24;background:#fff}h1{font-size:1.25em}dt{font-weight:600}"
            + "dd{margin:0 0 .5em 0;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#f4f5f7;padding:.6em}"
            + "svg{width:100%;height:auto}svg text{font:11px ui-monospace,monospace;fill:#1b1f24}"
            + "svg .who{font-weight:600}svg .time{fill:#5b6470;font-size:9px}svg line{stroke:#5b6470}"
            + "svg .life{stroke:#c4c9d0}svg .trouble{fill:#b3261e;stroke:#b3261e}svg text.trouble{stroke:none}"
            + "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}pre{background:#21262c}"
            + "svg text{fill:#e6e8eb}svg .trouble{fill:#ff8a80;stroke:#ff8a80}}";

    private Timeline() {}

    /**
     * The page.
     *
     * @param title what ran, as a test's name
     * @param facts label and text, in turn: bench, firmware, seed, the failure …
     * @param recording with its secrets hidden already
     */
    public static String html(String title, List<String> facts, List<WireLog.Entry> recording) {
        List<Event> events = events(recording);
        int from = Math.max(0, events.size() - MOST);
        var out = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
        out.append(escape(title)).append("</title><style>").append(STYLE).append("</style></head><body><h1>");
        out.append(escape(title)).append("</h1><dl>");
        for (int i = 0; i + 1 < facts.size(); i += 2) {
            out.append("<dt>").append(escape(facts.get(i))).append("</dt><dd>");
            out.append(escape(facts.get(i + 1))).append("</dd>");
        }
        out.append("</dl>");
        if (from > 0) {
            out.append("<p>").append(from).append(" earlier events are not drawn.</p>");
        }
        out.append(new SequenceDrawing("this machine", "module", events.subList(from, events.size())).svg());
        return out.append("</body></html>\n").toString();
    }

    /** Bytes that went the same way without a pause of more than 20 ms are one event. */
    private static List<Event> events(List<WireLog.Entry> recording) {
        var events = new ArrayList<Event>();
        var text = new StringBuilder();
        WireLog.Entry first = null;
        long last = 0;
        for (WireLog.Entry entry : recording) {
            boolean goesOn = first != null && first.direction() == entry.direction() && entry.micros() - last < 20_000;
            if (!goesOn && first != null) {
                events.add(event(first, text.toString()));
                text.setLength(0);
            }
            if (!goesOn) {
                first = entry;
            }
            for (int i = 0; i < entry.length(); i++) {
                text.append((char) entry.at(i));
            }
            last = entry.micros();
        }
        if (first != null) {
            events.add(event(first, text.toString()));
        }
        return events;
    }

    private static Event event(WireLog.Entry first, String text) {
        boolean toModule = first.direction() == Direction.TO_MODULE;
        var label = new StringBuilder();
        text.strip()
                .chars()
                .limit(76)
                .forEach(c -> label.append(c == '\n' ? ' ' : c < ' ' || c > '~' ? '.' : (char) c));
        Kind kind = !toModule && TROUBLE.matcher(text).matches() ? Kind.TROUBLE : Kind.MESSAGE;
        String words = label.toString().strip();
        // Every byte is one character here, so the length is the number of bytes.
        return new Event(
                Duration.ofNanos(first.micros() * 1000),
                toModule,
                words.isEmpty() ? "(no text)" : words,
                text.length() + " bytes",
                kind);
    }

    private static String escape(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(c < ' ' && c != '\n' ? '.' : c);
            }
        });
        return out.toString();
    }
}
