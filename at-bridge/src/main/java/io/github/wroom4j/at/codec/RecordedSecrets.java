package io.github.wroom4j.at.codec;

import io.github.wroom4j.hal.wirelog.WireLog;
import java.util.ArrayList;
import java.util.List;

/** Hides the secrets of a whole conversation before it is written down: what {@link Secrets} says of each line. */
public final class RecordedSecrets {
    /** What a recording's head says of itself, a line each: what is hidden, and what is not. */
    public static final List<String> NOTICE = List.of(
            "hidden (*n): Wi-Fi and TLS secrets of AT commands, and the values of Authorization, Proxy-Authorization,",
            "Cookie and Set-Cookie. Not hidden: everything else that was sent or received, as tokens in URLs and bodies,",
            "and the rest of a header that two packets share. Look before you give this file away.");

    private RecordedSecrets() {}

    /** The entries with their secrets hidden, fit to be replayed. */
    public static List<WireLog.Entry> hide(List<WireLog.Entry> log) {
        var entries = new ArrayList<>(log);
        for (WireLog.Direction direction : WireLog.Direction.values()) {
            hide(entries, direction);
        }
        return entries;
    }

    /** A line may be spread over many reads, so each direction is looked at as one text. */
    private static void hide(List<WireLog.Entry> entries, WireLog.Direction direction) {
        var text = new StringBuilder();
        for (WireLog.Entry entry : entries) {
            if (entry.direction() == direction) {
                text.append(new String(entry.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        int begin = 0;
        for (String line : text.toString().split("\n", -1)) {
            String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            for (Secrets.Span span : Secrets.spans(bare)) {
                hide(entries, direction, begin + span.from(), begin + span.to());
            }
            begin += line.length() + 1;
        }
    }

    private static void hide(List<WireLog.Entry> entries, WireLog.Direction direction, int from, int to) {
        int at = 0;
        for (int i = 0; i < entries.size(); i++) {
            WireLog.Entry entry = entries.get(i);
            if (entry.direction() != direction) {
                continue;
            }
            int first = Math.max(from - at, 0);
            int last = Math.min(to - at, entry.length());
            if (first < last) {
                entries.set(i, entry.hide(first, last));
            }
            at += entry.length();
        }
    }
}
