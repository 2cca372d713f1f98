package io.github.wroom4j.benchmarks.goals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this one's class path. */
public final class Java {
    private Java() {}

    /** The command line of another JVM. */
    public static List<String> command(List<String> options, String mainClass, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-classpath");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Runs a main class to its end and returns what it printed.
     *
     * @throws IOException if it ended with another code than 0
     */
    public static String run(List<String> options, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(options, mainClass, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(mainClass + " ended with " + code + ": " + out);
        }
        return out;
    }
}
