package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every bundled sketch by {@code run NAME} of the executable jar, each in a process of its own: on a mock in that process, on
 * one behind a pseudo-terminal, and on one behind a real ser2net. All three print the same and have the
 * same {@link Conversation} with the module; a sketch that needs pins is told so where there are none.
 */
@Timeout(900)
class EverySketchIT {
    @TempDir
    Path folder;

    private record Row(List<String> words, int code, Pattern prints) {
        static Row of(String line) {
            String[] cells = line.split(" \\| ");
            return new Row(
                    List.of(cells[0].trim().split(" ")), Integer.parseInt(cells[1].trim()), Pattern.compile(cells[2]));
        }
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = EverySketchIT.class.getResourceAsStream("/every-sketch.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    @Test
    void the_table_has_every_sketch_of_the_catalogue() throws IOException {
        var listed = rows().stream().map(row -> row.words().get(0)).collect(Collectors.toCollection(TreeSet::new));
        var bundled = SketchCatalog.bundled().stream()
                .map(SketchCatalog.Entry::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(bundled, listed);
    }

    @Test
    void each_runs_by_its_name() throws Exception {
        assumeTrue(Seeds.full(), "it starts a program for each of them, so it runs with -Pfull");
        Require.program("ser2net");
        var workers = Executors.newFixedThreadPool(3);
        try {
            var jobs = new ArrayList<Callable<String>>();
            for (Row row : rows()) {
                jobs.add(() -> wrong(row));
            }
            var wrong = new ArrayList<String>();
            for (Future<String> done : workers.invokeAll(jobs)) {
                wrong.add(done.get());
            }
            wrong.removeIf(String::isEmpty);
            assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
        } finally {
            workers.shutdownNow();
            assertTrue(workers.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    /** What is wrong with a sketch; empty if nothing is. */
    private String wrong(Row row) throws IOException, InterruptedException {
        Run inProcess = run(row, "memory", List.of());
        if (!inProcess.fits(row)) {
            return row.words() + ": " + inProcess;
        }
        // The story of 2015 brings a module of its own.
        if (row.words().get(0).equals("EspconnSslClient")) {
            return "";
        }
        for (boolean throughSer2net : new boolean[] {false, true}) {
            String how = throughSer2net ? "rfc2217" : "serial";
            Path place = Files.createDirectory(folder.resolve(row.words().get(0) + "-" + how));
            try (var mock = MockWroom02.builder().build();
                    var device = PtyDevice.start(mock, place.resolve("wroom"));
                    var server =
                            throughSer2net ? Counterparts.ser2net(place, "telnet(rfc2217),tcp", device.path()) : null) {
                String address = server == null ? "serial:" + device.path() : "rfc2217://127.0.0.1:" + server.port();
                Run run = run(row, how, List.of("--board", address, "--demo"));
                boolean needsPins = run.code() == 1 && run.output().contains(" has no pins, so no pin ");
                if (needsPins) {
                    continue;
                }
                if (!(run.fits(row) && run.said().equals(inProcess.said()))) {
                    return row.words() + " over " + how + ": " + run + "\nin process: " + inProcess;
                }
                if (!run.conversation().equals(inProcess.conversation())) {
                    return row.words() + " over " + how + " says to the module:\n" + run.conversation()
                            + "\nin process:\n" + inProcess.conversation();
                }
            }
        }
        return "";
    }

    /** What a program of its own did and said. */
    private record Run(boolean ended, int code, String output, Path recording) {
        boolean fits(Row row) {
            return ended && code == row.code() && row.prints().matcher(output).find();
        }

        /** Its different lines without numbers: what is told how often within a time is chance, and so are ports. */
        TreeSet<String> said() {
            return output.lines()
                    .filter(line -> !line.startsWith("board ") && !line.startsWith("warning: "))
                    // Told by the process that the mock is in.
                    .filter(line -> !line.matches("port \\d+ of the mock is .*"))
                    .map(line -> line.replaceAll("/\\S+-data/", "FOLDER/")
                            .replaceAll("\\b[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5,}\\b", "HEX")
                            .replaceAll("nonce=\"[0-9a-f]+\"", "nonce=\"HEX\"")
                            .replaceAll("[0-9]+([.,][0-9]+)*", "N")
                            .replaceAll("FOLDER/\\w+/", "FOLDER/"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Line for line, and in order. */
        String conversation() {
            return String.join("\n", Conversation.inOrder(WireLogFile.read(recording)));
        }

        @Override
        public String toString() {
            return (ended ? "code " + code : "did not end") + "\n" + output;
        }
    }

    private Run run(Row row, String how, List<String> more) throws IOException, InterruptedException {
        String name = row.words().get(0) + "-" + how;
        Path output = folder.resolve(name + ".txt");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m"));
        command.addAll(List.of("-jar", System.getProperty("wroom4j.jar"), "run"));
        command.addAll(row.words());
        command.addAll(more);
        Path recording = folder.resolve(name + ".wirelog");
        command.addAll(List.of("--record", recording.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("WROOM4J_BOARD");
        builder.environment().put("WROOM4J_DATA", folder.resolve(name + "-data").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return new Run(ended, process.exitValue(), Files.readString(output), recording);
    }
}
