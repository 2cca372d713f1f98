package io.github.wroom4j.cli;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the demo's servers were when a sketch was recorded, in the recording's comments. Their ports are others in each run, and a
 * replay answers only who asks for the same ones.
 */
final class RecordedDemo {
    private static final String MARK = "demo: ";

    private RecordedDemo() {}

    /** The comments that keep those addresses, by the sketch's option. */
    static List<String> comments(Map<String, String> addresses) {
        var comments = new ArrayList<String>();
        addresses.forEach((option, address) -> comments.add(MARK + "--" + option + " " + address));
        return comments;
    }

    /** Gives a replayed sketch the addresses that it asked for when it was recorded, unless it was given others. */
    static void offer(BoardAddress replay, Set<String> known, Map<String, String> options) {
        if (replay.target().isEmpty()) {
            return; // opening it says what is missing
        }
        Map<String, String> recorded = addresses(Path.of(replay.target()));
        recorded.keySet().retainAll(known);
        if (options.containsKey("server") || options.containsKey("host")) {
            recorded.remove("port"); // it belongs to the recorded host
        }
        recorded.forEach(options::putIfAbsent);
    }

    /** The addresses in a recording, by the sketch's option; none if it was made without a demo. */
    private static Map<String, String> addresses(Path recording) {
        var addresses = new LinkedHashMap<String, String>();
        for (String comment : WireLogFile.comments(recording)) {
            String[] words = comment.split(" ");
            if (comment.startsWith(MARK + "--") && words.length == 3) {
                addresses.put(words[1].substring(2), words[2]);
            }
        }
        return addresses;
    }
}
