package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.LocalRepository;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/examples/sketch-project compiles, and a copy of it builds, passes its test and runs as a stranger's would. */
@Timeout(600)
class SketchProjectTest {
    private static final Path HOUSE = Path.of("").toAbsolutePath().getParent();
    private static final Path PROJECT = HOUSE.resolve("docs/examples/sketch-project");

    @TempDir
    Path folder;

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(PROJECT)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }

    @Test
    void it_compiles() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var errors = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjectsFromPaths(files().stream()
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList());
            List<String> options = List.of(
                    "-d",
                    folder.toString(),
                    "-proc:none",
                    "-Xlint:all,-classfile,-path",
                    "-Werror",
                    "-classpath",
                    System.getProperty("java.class.path"));
            assertTrue(
                    compiler.getTask(errors, manager, null, options, null, sources)
                            .call(),
                    errors::toString);
        }
    }

    @Test
    void a_copy_of_it_builds_and_runs_from_locally_installed_artifacts_alone() throws Exception {
        assumeTrue(Seeds.full(), "it takes half a minute, so it runs with -Pfull");
        for (Path file : files()) {
            Path copy = folder.resolve(PROJECT.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        try (var repository = new LocalRepository(HOUSE, "wificlientsecure", "wroom02-mock")) {
            String tested = maven(repository, "package");
            assertTrue(tested.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0"), tested);
        }
        // The repository is gone: what was built stands by itself.
        Process sketch = new ProcessBuilder(
                        Jbang.java(), "-jar", "target/thermometer.jar", "--board", "mock:", "--for", "60s")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(sketch.getInputStream(), StandardCharsets.UTF_8))) {
            var said = new StringBuilder();
            // Its loop goes on for ever: it is ended as soon as it has told a reading, or by its own limit.
            for (String line; said.indexOf("not posted") < 0 && (line = lines.readLine()) != null; ) {
                said.append(line).append('\n');
            }
            assertTrue(said.indexOf("joined as 192.168.") >= 0 && said.indexOf("not posted") >= 0, said::toString);
        } finally {
            sketch.destroyForcibly().waitFor();
        }
    }

    private String maven(LocalRepository repository, String... goals) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Require.program("mvn").toString(), "-o", "-B", "-Dmaven.repo.local=" + repository.path()));
        command.addAll(List.of(goals));
        Path log = folder.resolve("maven.log");
        Process maven = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = maven.waitFor(5, TimeUnit.MINUTES);
        maven.destroyForcibly().waitFor();
        String said = Files.readString(log);
        assertTrue(ended, said);
        assertEquals(0, maven.exitValue(), said);
        return said;
    }
}
