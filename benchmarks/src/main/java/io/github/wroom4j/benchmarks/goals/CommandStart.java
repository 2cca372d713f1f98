package io.github.wroom4j.benchmarks.goals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** G13: how soon the command is there, and how much memory it takes. */
final class CommandStart implements Goal {
    @Override
    public String id() {
        return "G13";
    }

    @Override
    public String title() {
        return "command start to first OK; resident size";
    }

    @Override
    public String definition() {
        return "`./wroom4j at --board mock: AT`, built and run before: from the start of the process to the line `OK`, and the most memory that it was"
                + " resident with. Median.";
    }

    @Override
    public List<Row> measure(Effort effort) throws IOException, InterruptedException {
        int count = effort.pick(15, 5);
        once(0, new double[1], new double[1]); // the first start of a build makes the class archive
        double[] seconds = new double[count];
        double[] megabytes = new double[count];
        for (int i = 0; i < count; i++) {
            once(i, seconds, megabytes);
        }
        Arrays.sort(seconds);
        Arrays.sort(megabytes);
        return List.of(
                Row.atMost(0.3, "G13", "start to first OK", seconds[count / 2], "s"),
                Row.atMost(56, "G13", "resident at most", megabytes[count / 2], "MB"));
    }

    private static void once(int i, double[] seconds, double[] megabytes) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(launcher().toString(), "at", "--board", "mock:", "AT")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.strip().equals("OK")) {
                    seconds[i] = (System.nanoTime() - begun) / 1e9;
                    megabytes[i] = residentMegabytes(process.pid()).orElse(Double.NaN);
                }
            }
        }
        if (process.waitFor() != 0 || seconds[i] == 0) {
            throw new IOException("the command did not say OK");
        }
    }

    private static Path launcher() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("wroom4j"))) {
                return folder.resolve("wroom4j");
            }
        }
        throw new IOException("no ./wroom4j here or above: start this in the project");
    }

    private static Optional<Double> residentMegabytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst();
        } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}
