package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.Recording.Script;
import io.github.wroom4j.mock.Recording.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A seed permutes only what the firmware could: whatever a print causes comes behind it. Recorded scripts, which type
 * every command there is, are played with and without seeds; where nobody outside acts, both say the same bytes, and
 * where a peer answers, its data alone may stand elsewhere.
 */
class SeedCausalityTest {
    private static final int SEEDS = Boolean.getBoolean("wroom4j.full") ? 10 : 2;
    /** Scripts of the sequences that use links, servers, restarts and joins. */
    private static final Set<String> SEQUENCES = Set.of(
            "echo-basic",
            "send-single",
            "send-echo-on",
            "send-mux",
            "dinfo",
            "peer-close",
            "refused",
            "dns-single",
            "udp",
            "mux-rules",
            "transparent",
            "passive",
            "close-mode",
            "wifi",
            "wifi-link",
            "modes",
            "server",
            "server-full",
            "sendbuf",
            "rst",
            "sysmsg");

    private static final Pattern DATA = Pattern.compile("\\r\\n\\+IPD,(?:\\d,)?(\\d+)((?:,[^:\\r]*)?:|\\r\\n)");
    private static final Pattern PORT = Pattern.compile(",\\d{3,5}(?=,[01]\\r|\\r)");

    static List<String> profiles() {
        // The SDK's debug text on klab's AT port is nobody's answer and keeps no order.
        return Profile.names().stream().filter(name -> !name.endsWith("klab")).toList();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void nothing_comes_before_what_caused_it(String profile) {
        var clock = new ManualClock();
        boolean nonOs = profile.startsWith("at-");
        boolean espAt = profile.startsWith("esp-at-2") && !profile.endsWith("2.0");
        var scripts = new ArrayList<>(Recording.read(nonOs ? "at-1.7.4.seq" : "esp-at-2.2.seq").scripts().stream()
                .filter(script -> SEQUENCES.contains(script.name()))
                .toList());
        Recording.read(nonOs ? "at-1.7.4.sta2" : "esp-at-2.2.sta2").scripts().stream()
                .limit(12)
                .forEach(scripts::add);
        var wrong = new ArrayList<String>();
        try (MockWroom02 keeper = MockWroom02.builder().clock(clock).build()) {
            for (Script script : scripts) {
                List<String> plain = play(clock, script, MockWroom02.builder().profile(profile));
                for (long seed = 1; seed <= SEEDS; seed++) {
                    List<String> seeded = play(
                            clock,
                            script,
                            MockWroom02.builder().profile(profile).seed(seed));
                    for (int i = 0; i < plain.size(); i++) {
                        boolean hangsUp = script.steps().get(i).send().contains("{bye}");
                        // 2.0 announces what a passive link has with the same colon, and no data (at-recorded-esp-at
                        // E3).
                        boolean announced =
                                profile.endsWith("2.0") && script.name().startsWith("passive");
                        String one = withoutData(plain.get(i), espAt, announced);
                        String other = withoutData(seeded.get(i), espAt, announced);
                        if (!hangsUp && !one.equals(other)) {
                            wrong.add(script.name() + " "
                                    + Terminal.visible(script.steps().get(i).send()) + " seed " + seed + ": "
                                    + Terminal.visible(plain.get(i)) + " became " + Terminal.visible(seeded.get(i)));
                        }
                    }
                }
            }
            assertEquals("", wrong.stream().limit(12).collect(Collectors.joining("\n")), keeper + ": " + wrong.size());
        }
    }

    private static List<String> play(ManualClock clock, Script script, MockBuilder builder) {
        try (var replay = new Replay(clock, builder)) {
            var replies = new ArrayList<String>();
            for (Step step : script.steps()) {
                replies.add(replay.play(step));
            }
            return replies;
        }
    }

    /** Without what a peer sent, whose moment is its own, and without local ports, which are drawn by lot. */
    private static String withoutData(String reply, boolean espAt, boolean announced) {
        var rest = new StringBuilder(reply);
        for (Matcher data; (data = DATA.matcher(rest)).find(); ) {
            boolean follows = data.group(2).endsWith(":") && !announced;
            int end = data.end() + (follows ? Integer.parseInt(data.group(1)) : 0);
            boolean lineEnd = espAt && data.group(2).endsWith(":") && rest.indexOf("\r\n", end) == end;
            rest.delete(data.start(), Math.min(lineEnd ? end + 2 : end, rest.length()));
        }
        return PORT.matcher(rest).replaceAll(",PORT");
    }
}
