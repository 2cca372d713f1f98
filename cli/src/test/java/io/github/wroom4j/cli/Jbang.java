package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.LocalRepository;
import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** JBang itself, offline, with this house's artifacts as they were just compiled. */
final class Jbang {
    /** Copied there by the build. */
    private static final Path JAR = Path.of("target", "jbang", "jbang-cli-all.jar");

    private Jbang() {}

    /** What a script or an alias prints; its errors too. The folder is JBang's home, and where it is called. */
    static String run(Path folder, String... words) throws IOException, InterruptedException {
        Require.that("jbang", Files.exists(JAR), "JBang is fetched by -Pfull only");
        try (var repository = new LocalRepository(Path.of("").toAbsolutePath().getParent(), "cli")) {
            var jbang = new ProcessBuilder(java(), "-cp", JAR.toAbsolutePath().toString(), "dev.jbang.Main");
            jbang.command().addAll(List.of("--offline", "run"));
            jbang.command().addAll(List.of(words));
            jbang.directory(folder.toFile());
            jbang.environment().put("HOME", folder.toString());
            jbang.environment().put("JBANG_DIR", folder.resolve("jbang").toString());
            jbang.environment().put("JBANG_REPO", repository.path().toString());
            jbang.environment().put("JBANG_NO_VERSION_CHECK", "true");
            jbang.redirectError(folder.resolve("jbang.err").toFile());

            // Code 255 asks JBang's start script to run what was printed, in its place.
            String line = output(jbang, 255);
            assertTrue(line.contains("wroom4j-cli-"), line);
            return output(new ProcessBuilder("sh", "-c", "exec " + line).redirectErrorStream(true), 0);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What a program prints that must end with a code. */
    static String output(ProcessBuilder command, int code) throws IOException, InterruptedException {
        Process process = command.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(code, process.exitValue(), out);
        return out;
    }
}
