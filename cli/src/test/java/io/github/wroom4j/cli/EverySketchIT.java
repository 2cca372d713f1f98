package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Seeds;
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

/** Every bundled sketch by {@code run NAME} of the executable jar, each in a process of its own. */
@Timeout(400)
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
        String name = row.words().get(0);
        Path output = folder.resolve(name + ".txt");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m"));
        command.addAll(List.of("-jar", System.getProperty("wroom4j.jar"), "run"));
        command.addAll(row.words());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("WROOM4J_BOARD");
        builder.environment().put("WROOM4J_DATA", folder.resolve(name).toString());
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        String said = Files.readString(output);
        return ended
                        && process.exitValue() == row.code()
                        && row.prints().matcher(said).find()
                ? ""
                : row.words() + (ended ? ": code " + process.exitValue() : " did not end") + "\n" + said;
    }
}
