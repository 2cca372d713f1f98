package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.benchmarks.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** G13: how soon the command is done, and how much memory it takes, beside a Java program that only says OK. */
final class CommandStart implements Goal {
    /** What the launcher gives the JVM; the archive of classes of the one is the JDK's, of the other our own. */
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms6m", "-Xmx192m", "-Xshare:auto");

    @Override
    public String id() {
        return "G13";
    }

    @Override
    public String title() {
        return "a command's start and memory ÷ those of a Java program that only says OK";
    }

    @Override
    public String definition() {
        return "`./wroom4j at --board mock: AT`, `./wroom4j run HttpsRequest --board mock:` and `Hello` with the same flags of the JVM, by turns, each built"
                + " and run before: from the start of the process to its end, median ÷ median; the most memory that it was resident with, likewise."
                + " The last row is a module in a process that has opened others before."
                + " Processor time is that of the process and its children, all rounds together.";
    }

    /** One of the things that are run by turns. */
    private static final class Runner {
        final String name;
        final List<String> command;
        final List<Double> seconds = new ArrayList<>();
        final List<Double> megabytes = new ArrayList<>();
        long ticks;

        Runner(String name, List<String> command) {
            this.name = name;
            this.command = command;
        }

        void once(boolean counts) throws IOException, InterruptedException {
            long spent = ticksOfChildren();
            long begun = System.nanoTime();
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            double resident = Double.NaN;
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    // While it lives; the last line that finds it alive counts.
                    double now = residentMegabytes(process.pid());
                    resident = Double.isNaN(now) ? resident : now;
                    process.getOutputStream().close(); // whoever stays may go
                }
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(name + " ended with " + code);
            }
            if (counts) {
                seconds.add((System.nanoTime() - begun) / 1e9);
                ticks += ticksOfChildren() - spent;
                megabytes.add(resident);
            }
        }

        double seconds() {
            return median(seconds);
        }

        double megabytes() {
            return median(megabytes);
        }

        String spread() {
            return String.format(
                    Locale.ROOT,
                    "%.3f … %.3f s, median %.3f; %.3f s of processor time",
                    seconds.stream().min(Double::compare).orElseThrow(),
                    seconds.stream().max(Double::compare).orElseThrow(),
                    seconds(),
                    ticks / 100.0 / seconds.size());
        }
    }

    @Override
    public List<Row> measure(Effort effort) throws IOException, InterruptedException {
        String launcher = launcher().toString();
        var hello = new Runner("Hello", hello());
        var at = new Runner("at AT", List.of(launcher, "at", "--board", "mock:", "AT"));
        var stays = new Runner("Hello that stays", hello("stay"));
        var run = new Runner("run HttpsRequest", List.of(launcher, "run", "HttpsRequest", "--board", "mock:"));
        List<Runner> all = List.of(hello, at, run, stays);
        int rounds = effort.pick(15, 5);
        for (int i = -1; i < rounds; i++) {
            for (Runner each : all) {
                each.once(i >= 0); // the first start of a build makes the archive of classes
            }
        }
        boolean cache = Runtime.version().feature() >= 25;
        String load = "; " + Machine.load();
        return List.of(
                Row.atMost(cache ? 2.5 : 3.5, "G13", "at AT ÷ Hello, wall", at.seconds() / hello.seconds(), "")
                        .note(at.spread() + load),
                Row.atMost(8, "G13", "run HttpsRequest ÷ Hello, wall", run.seconds() / hello.seconds(), "")
                        .note(run.spread()),
                Row.atMost(1.5, "G13", "at AT ÷ Hello, resident", at.megabytes() / stays.megabytes(), "")
                        .note(String.format(Locale.ROOT, "%.0f MB ÷ %.0f MB", at.megabytes(), stays.megabytes())),
                Row.beside("G13", "at AT ÷ Hello, processor time", at.ticks / (double) hello.ticks, ""),
                Row.beside("G13", "run HttpsRequest ÷ Hello, processor time", run.ticks / (double) hello.ticks, ""),
                Row.beside("G13", "Hello", hello.seconds(), "s").note(hello.spread()),
                opened(effort));
    }

    /** A mock made, opened and joined in this process, which has done it before; nothing waits for a UART. */
    private static Row opened(Effort effort) {
        int rounds = effort.pick(60, 20);
        var seconds = new ArrayList<Double>();
        for (int i = -rounds; i < rounds; i++) {
            long begun = System.nanoTime();
            var setup = new Setup(Setup.PASSIVE, 0);
            double took = (System.nanoTime() - begun) / 1e9;
            setup.close();
            if (i >= 0) {
                seconds.add(took);
            }
        }
        return Row.atMost(0.05, "G13", "a mock made, opened and joined, warm, unpaced", median(seconds), "s");
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static List<String> hello(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        try {
            Path classes = Path.of(Hello.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            command.addAll(List.of("-cp", classes.toString(), Hello.class.getName()));
            command.addAll(List.of(arguments));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        return command;
    }

    private static Path launcher() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("wroom4j"))) {
                return folder.resolve("wroom4j");
            }
        }
        throw new IOException("no ./wroom4j here or above: start this in the project");
    }

    /** Processor time of all children that have ended, in hundredths of a second: fields 16 and 17 of proc(5). */
    private static long ticksOfChildren() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }

    /** The most that it was resident with so far; NaN once it has gone, or where proc(5) is not. */
    private static double residentMegabytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return Double.NaN;
        }
    }
}
