package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.AllowedDifferences.Verdict;
import io.github.wroom4j.mock.Recording.Script;
import io.github.wroom4j.mock.Recording.Step;
import io.github.wroom4j.mock.lwip.HostPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every reply of the mock against what Espressif's own code printed (docs/facts/recordings.md). Each run leaves its
 * figures and the most frequent differences in {@code target/replay-*.txt}; {@code -Dwroom4j.recording=at-1.7.4.seq}
 * plays one file alone.
 */
class RecordedReplayTest {
    /** Says where each of the module's servers can be reached: some hundred of them here. */
    private static final Logger PORTS = Logger.getLogger(HostPorts.class.getName());

    private static final Path PAGE = Path.of("..", "docs", "facts", "recordings.md");

    /** A pattern of the files to play, for whoever works on one; empty for all. */
    private static final String ONLY = System.getProperty("wroom4j.recording", "");

    private static final List<String> NONOS = List.of(
            "at-0.40.seq",
            "at-1.3.seq",
            "at-1.6.2.seq",
            "at-1.7.4.seq",
            "at-1.7.6.seq",
            "at-0.40.boot",
            "at-0.40.sta",
            "at-0.40.sta2",
            "at-0.40.apsta",
            "at-0.40.single",
            "at-0.40.mux",
            "at-1.3.sta",
            "at-1.6.2.sta",
            "at-1.7.4.boot",
            "at-1.7.4.sta",
            "at-1.7.4.sta2",
            "at-1.7.4.apsta",
            "at-1.7.4.single",
            "at-1.7.4.mux",
            "at-1.7.6.sta");
    private static final List<String> ESP_AT = List.of(
            "esp-at-2.0.seq",
            "esp-at-2.2.seq",
            "esp-at-2.3.seq",
            "esp-at-2.2.ssl",
            "esp-at-2.0.sta",
            "esp-at-2.2.boot",
            "esp-at-2.2.sta",
            "esp-at-2.2.sta2",
            "esp-at-2.2.apsta",
            "esp-at-2.2.apsta2",
            "esp-at-2.2.single",
            "esp-at-2.2.mux");

    @Test
    void nonos_firmwares_answer_as_recorded() throws IOException {
        new Run("nonos").play(NONOS);
    }

    @Test
    void esp_at_answers_as_recorded() throws IOException {
        new Run("esp-at").play(ESP_AT);
    }

    @BeforeAll
    static void ports_are_not_news_here() {
        PORTS.setLevel(Level.WARNING);
    }

    @AfterAll
    static void ports_are_news_elsewhere() {
        PORTS.setLevel(null);
    }

    /** The replay of one family. */
    private static final class Run {
        private final AllowedDifferences allowed;
        private final String name;
        private final Map<String, int[]> figures = new TreeMap<>();
        private final Map<String, Group> groups = new LinkedHashMap<>();
        private final List<String> unexplained = new ArrayList<>();

        static final class Group {
            int count;
            int explained;
            final List<String> examples = new ArrayList<>();
        }

        Run(String name) {
            this.name = name;
            this.allowed = AllowedDifferences.read("allowed-" + name + ".txt");
        }

        void play(List<String> files) throws IOException {
            var clock = new ManualClock();
            // One that is never used keeps the loop between scripts.
            try (MockWroom02 keeper = MockWroom02.builder().clock(clock).build()) {
                for (String file : files) {
                    if (ONLY.isEmpty() || file.matches(ONLY)) {
                        for (Script script : Recording.read(file).scripts()) {
                            play(clock, file, script);
                        }
                    }
                }
                assertTrue(!figures.isEmpty(), "nothing was played by " + keeper);
            }
            report();
            if (ONLY.isEmpty()) {
                holdThePage();
            }
            unexplained.addAll(allowed.complaints(ONLY.isEmpty()));
            assertEquals(
                    "",
                    String.join("\n", unexplained.subList(0, Math.min(30, unexplained.size()))),
                    unexplained.size() + " differences that no line of allowed-" + name + ".txt explains");
        }

        private void play(ManualClock clock, String file, Script script) {
            try (var replay = new Replay(clock, script)) {
                for (Step step : script.steps()) {
                    String reply = replay.play(step);
                    if (!StubMask.leavesOut(step.stubFields())) {
                        compare(file, script, step, reply);
                    }
                }
            }
        }

        private void compare(String file, Script script, Step step, String reply) {
            String expected = StubMask.mask(Replay.withPorts(step.reply()), step.stubFields());
            String got = StubMask.mask(reply, step.stubFields());
            int[] figure = figures.computeIfAbsent(file, f -> new int[4]);
            figure[0]++;
            if (expected.equals(got)) {
                figure[1]++;
                return;
            }
            String version = script.version().replaceFirst("\\.0$", "").replaceFirst("\\.0$", "");
            String where = script.context() + "/" + script.name() + "/" + Terminal.visible(step.send());
            String how = Terminal.visible(expected) + " → " + Terminal.visible(got);
            Verdict verdict = allowed.judge(script.version(), where, how);
            boolean explained = verdict != Verdict.UNEXPLAINED;
            figure[2] += explained ? 1 : 0;
            figure[3] += verdict == Verdict.REPLACED_PARTS ? 1 : 0;
            if (!explained) {
                unexplained.add(file + "/" + where + " #" + step.number() + ": " + how);
            }
            Group group = groups.computeIfAbsent(shape(step.send()) + " " + shorter(how), g -> new Group());
            group.count++;
            group.explained += explained ? 1 : 0;
            group.examples.add(version + " " + where + " #" + step.number() + ": " + how);
        }

        /** The command without what was asked of it. */
        private static String shape(String send) {
            String line = send.strip();
            return line.startsWith("AT+") ? line.replaceFirst("^AT\\+([A-Z]+(?:_[A-Z]+)?).*", "$1") : shorter(line);
        }

        private static String shorter(String text) {
            return text.length() > 160 ? text.substring(0, 160) : text;
        }

        /** The figures of the facts page are those of this run; {@code -Dwroom4j.recordings.write} writes them there. */
        private void holdThePage() throws IOException {
            holdThePage("figures", table());
            var text = new StringBuilder("| Replies | Why they differ |\n|---|---|\n");
            allowed.reasons()
                    .forEach((reason, count) -> text.append("| ")
                            .append(count)
                            .append(" | ")
                            .append(reason)
                            .append(" |\n"));
            holdThePage("remainder", text.toString());
        }

        private void holdThePage(String what, String table) throws IOException {
            String begin = "<!-- " + what + " " + name + " -->\n";
            String end = "<!-- end -->";
            String page = Files.readString(PAGE);
            int from = page.indexOf(begin) + begin.length();
            int to = page.indexOf(end, from);
            if (Boolean.getBoolean("wroom4j.recordings.write")) {
                Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
            } else if (!page.substring(from, to).equals(table)) {
                unexplained.add(PAGE + " has other " + what + " than this run:\n" + table);
            }
        }

        private String table() {
            var text = new StringBuilder(
                    "| Version | Context | Replies | Identical | Allowed to differ | by replaced parts | Share |\n"
                            + "|---|---|---|---|---|---|---|\n");
            var sum = new int[4];
            var versions = new TreeMap<String, int[]>();
            figures.forEach((file, figure) -> {
                int dot = file.lastIndexOf('.');
                text.append(row(file.substring(0, dot), file.substring(dot + 1), figure));
                int[] ofVersion = versions.computeIfAbsent(file.substring(0, dot), v -> new int[4]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += figure[i];
                    ofVersion[i] += figure[i];
                }
            });
            versions.forEach((version, figure) -> text.append(row(version, "all", figure)));
            return text.append(row("all", "all", sum)).toString();
        }

        /** The share is that of the replies in which the replaced parts had no say. */
        private static String row(String version, String context, int[] figure) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %d | %d | %d | %.2f %% |%n",
                    version,
                    context,
                    figure[0],
                    figure[1],
                    figure[2],
                    figure[3],
                    100.0 * figure[1] / (figure[0] - figure[3]));
        }

        private void report() throws IOException {
            var text = new StringBuilder("rows identical allowed file\n");
            int[] sum = new int[3];
            figures.forEach((file, figure) -> {
                text.append(String.format(
                        Locale.ROOT,
                        "%6d %7.3f%% %5d %s%n",
                        figure[0],
                        100.0 * figure[1] / figure[0],
                        figure[2],
                        file));
                for (int i = 0; i < 3; i++) {
                    sum[i] += figure[i];
                }
            });
            text.append(String.format(
                    Locale.ROOT, "%6d %7.3f%% %5d all%n%n", sum[0], 100.0 * sum[1] / Math.max(1, sum[0]), sum[2]));
            groups.entrySet().stream()
                    .sorted((a, b) -> b.getValue().count - a.getValue().count)
                    .forEach(entry -> {
                        Group group = entry.getValue();
                        text.append(group.count)
                                .append(group.explained == group.count ? " (allowed) " : " ")
                                .append(entry.getKey())
                                .append('\n');
                        group.examples.stream()
                                .limit(4)
                                .forEach(each ->
                                        text.append("      ").append(each).append('\n'));
                    });
            Files.writeString(Path.of("target", "replay-" + name + ".txt"), text);
        }
    }
}
