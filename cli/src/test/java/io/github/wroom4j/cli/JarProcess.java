package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The executable jar, run by a shell to its end.
 *
 * @param code the exit code of the whole line
 * @param out what came out
 * @param err what was said
 */
record JarProcess(int code, String out, String err) {

    /**
     * Runs a line of Bash in which {@code wroom4j} is the jar, with the folder as its place and home.
     *
     * @param environment {@code NAME=VALUE}, or {@code NAME} alone to take one away
     */
    static JarProcess shell(Path folder, String line, String... environment) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m", "-jar").stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "))
                + " '" + System.getProperty("wroom4j.jar") + "'";
        return run(folder, List.of("bash", "-c", "wroom4j() { " + command + " \"$@\"; }\n" + line), environment);
    }

    /** Runs a program. */
    static JarProcess run(Path folder, List<String> command, String... environment)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        var builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("WROOM4J_BOARD");
        for (String variable : environment) {
            String[] pair = variable.split("=", 2);
            if (pair.length == 1) {
                builder.environment().remove(pair[0]);
            } else {
                builder.environment().put(pair[0], pair[1]);
            }
        }
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "it does not end: " + command);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new JarProcess(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
