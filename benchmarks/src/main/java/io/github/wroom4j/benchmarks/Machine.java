package io.github.wroom4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where and when a run was made, and of which commit.
 *
 * @param processor its model
 * @param cores how many of them this JVM may use
 * @param system kind and version of the operating system
 * @param jvm version and maker of the JVM
 * @param date the day, UTC
 * @param commit short hash, with a + if the tree was changed; empty outside a checkout
 */
public record Machine(String processor, int cores, String system, String jvm, String date, String commit) {
    static Machine here() throws IOException, InterruptedException {
        return new Machine(
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"),
                LocalDate.now(ZoneOffset.UTC).toString(),
                git("rev-parse", "--short", "HEAD")
                        + (git("status", "--porcelain", "-uno").isEmpty() ? "" : "+"));
    }

    /** What others do with it, in words. */
    public static String load() {
        return String.format(
                Locale.ROOT,
                "load %.1f on %d cores",
                average(),
                Runtime.getRuntime().availableProcessors());
    }

    /** Whether others keep more than half a core: a figure would be theirs as much as ours. */
    static boolean busy() {
        return average() > 0.5;
    }

    /** Over the last minute; negative where the system does not tell. */
    private static double average() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processorModel() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return "unknown processor";
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("[^:]*:\\s*", ""))
                    .findFirst()
                    .orElse("unknown processor");
        }
    }

    private static String git(String... words) throws InterruptedException {
        var command = new ArrayList<String>();
        command.add("git");
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0 ? out.strip() : "";
        } catch (IOException noGit) {
            return "";
        }
    }
}
