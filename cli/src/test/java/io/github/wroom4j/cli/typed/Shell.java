package io.github.wroom4j.cli.typed;

import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Somebody at a terminal in a folder: each command is typed into one shell, so that {@code cd}, {@code export} and {@code &} mean
 * what they mean there; another terminal has the same folder and variables. Without a person's keyboard: programs read nothing.
 */
final class Shell implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Reads the names of files from descriptor 9 and runs each; its exit code follows between two record separators. */
    private static final String LOOP = "exec 9<&0 </dev/null\n"
            + "while IFS= read -r typed <&9; do . \"$typed\" 9<&-; printf '\\036%s\\036' \"$?\"; done\n";

    private static final String CODE = "\u001e(\\d+)\u001e";

    private final Path notes;
    private final String program;
    private final Map<String, String> environment;
    private final Process process;
    private final Output output;
    private final List<Terminal> terminals = new ArrayList<>();
    private int count;
    private int seen;

    /**
     * What came of a command.
     *
     * @param code its exit code
     * @param output what it printed, standard error among it
     */
    record Result(int code, String output) {}

    /** A command in a terminal of its own, which goes on until Ctrl-C. */
    record Terminal(Process process, Output output) {
        /** Ctrl-C; the exit code. */
        int interrupted() throws IOException, InterruptedException {
            // The shell's own: a program of that name is not on every Debian.
            new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        }
    }

    /** The folder for notes is none that the commands see. */
    Shell(Path folder, Path notes, Map<String, String> environment) throws IOException {
        this.notes = notes;
        this.environment = environment;
        // What people sit at; and /dev/tcp is bash's.
        program = Require.find("bash").map(Path::toString).orElse("sh");
        var builder = new ProcessBuilder(program, "-c", LOOP)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
        output = new Output(process);
    }

    /** Types a command and waits for its end; behind one that goes to the background, until that has printed a line. */
    Result type(String command) throws IOException, InterruptedException {
        Path file =
                Files.writeString(notes.resolve("typed-" + count++), command.endsWith("\n") ? command : command + "\n");
        OutputStream keys = process.getOutputStream();
        keys.write((file + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
        boolean background = command.strip().endsWith("&");
        String all = output.await(
                text -> text.substring(seen).matches("(?s).*" + CODE + (background ? ".*\n.*|.*\n.*" + CODE : "")),
                PATIENCE);
        String printed = all.substring(seen);
        seen = all.length();
        var code = java.util.regex.Pattern.compile(CODE).matcher(printed);
        if (!code.find()) {
            throw new AssertionError((process.isAlive() ? "does not end: " : "ended the shell: ") + command + printed);
        }
        return new Result(Integer.parseInt(code.group(1)), printed.replaceAll(CODE, ""));
    }

    /** Types a command into another terminal of the same folder. */
    Terminal keep(String command) throws IOException, InterruptedException {
        Path here = notes.resolve("here");
        type("{ export -p; printf 'cd \"%s\"\\n' \"$PWD\"; } > " + here);
        // A build that runs in a shell's background ignores SIGINT, and so would every program it starts: GNU env
        // undoes that.
        var builder = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        program,
                        "-c",
                        ". " + here + "; exec " + command.replaceFirst(" +#.*", ""))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process started = builder.start();
        started.getOutputStream().close();
        var terminal = new Terminal(started, new Output(started));
        terminals.add(terminal);
        return terminal;
    }

    /** Leaves every terminal, and ends what was sent to the background. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> left = new ArrayList<>();
        terminals.forEach(terminal -> left.addAll(family(terminal.process().toHandle())));
        left.addAll(family(process.toHandle()));
        process.getOutputStream().close();
        left.forEach(ProcessHandle::destroy);
        for (ProcessHandle each : left) {
            try {
                each.onExit().get(20, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                each.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        output.close();
        terminals.forEach(terminal -> terminal.output().close());
    }

    private static List<ProcessHandle> family(ProcessHandle parent) {
        var family = new ArrayList<>(parent.descendants().toList());
        family.add(parent);
        return family;
    }
}
