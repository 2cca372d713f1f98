package io.github.wroom4j.hal.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real counterpart that runs beside a test: found or skipped ({@link Require}), its output kept, its readiness
 * observed, and ended with everything it started. {@link Counterparts} knows the ones in use.
 */
public final class ExternalProgram implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final Thread logger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition logged = lock.newCondition();
    private final StringBuilder log = new StringBuilder();
    private final List<AutoCloseable> companions = new ArrayList<>();
    private boolean ended;

    private ExternalProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        this.logger = new Thread(this::readLog, "wroom4j-log " + name);
        logger.setDaemon(true);
        logger.start();
    }

    /** Starts a program in a folder; skips the test where it is not installed. */
    public static ExternalProgram start(Path folder, String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Require.program(program).toString());
        command.addAll(List.of(arguments));
        try {
            return new ExternalProgram(
                    program,
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
        }
    }

    /** Runs a program to its end and gives what it printed; fails the test unless it exits 0. */
    public static String run(Path folder, String program, String... arguments) {
        try (ExternalProgram running = start(folder, program, arguments)) {
            if (!running.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(running.said("did not end"));
            }
            running.logger.join();
            if (running.process.exitValue() != 0) {
                throw new AssertionError(running.said("exited with " + running.process.exitValue()));
            }
            return running.log();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + program + " ran", e);
        }
    }

    /** A TCP port of the loopback interface that nobody listens on now. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readLog() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = reader.readLine()) != null; ) {
                append(line + "\n");
            }
        } catch (IOException e) {
            append("(log ends: " + e.getMessage() + ")\n");
        } finally {
            lock.lock();
            ended = true;
            logged.signalAll();
            lock.unlock();
        }
    }

    private void append(String text) {
        lock.lock();
        try {
            log.append(text);
            logged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the output matches; fails the test if it ends before or takes half a minute. */
    public Matcher awaitLog(String regex) {
        Pattern pattern = Pattern.compile(regex);
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (true) {
                Matcher matcher = pattern.matcher(log.toString());
                if (matcher.find()) {
                    return matcher;
                }
                if (ended || left <= 0) {
                    throw new AssertionError(said("never said " + regex));
                }
                left = logged.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(said("was waited for by an interrupted thread"), e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something listens on a port of this machine. Looked up in the kernel's table rather than by
     * connecting, which some of these programs would count as a client.
     */
    public ExternalProgram awaitListening(int port) {
        String entry = String.format(Locale.ROOT, ":%04X ", port);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!listens(entry)) {
            try {
                if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    logger.join(1000);
                    throw new AssertionError(said("does not listen on port " + port));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(said("was waited for by an interrupted thread"), e);
            }
        }
        return this;
    }

    private static boolean listens(String entry) {
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            if (!Files.exists(table)) {
                continue; // a kernel without IPv6
            }
            try {
                // "sl local_address rem_address st": the local address first, state 0A is LISTEN.
                if (Files.readAllLines(table).stream()
                        .map(String::strip)
                        .anyMatch(line -> line.matches("\\d+: [0-9A-F]+" + entry + "[0-9A-F:]+ 0A .*"))) {
                    return true;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot see who listens: " + table, e);
            }
        }
        return false;
    }

    /** What it has printed so far. */
    public String log() {
        lock.lock();
        try {
            return log.toString();
        } finally {
            lock.unlock();
        }
    }

    private String said(String trouble) {
        return name + " " + trouble + "; it printed:\n" + log();
    }

    /** The process, for a test that stops, continues or kills it. */
    public Process process() {
        return process;
    }

    /** What the program reads. */
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    /** Closes that too when the program ends. */
    ExternalProgram with(AutoCloseable companion) {
        companions.add(companion);
        return this;
    }

    /** Ends it and what it started; kills after five seconds. */
    @Override
    public void close() {
        var family = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            family.forEach(ProcessHandle::destroyForcibly);
            logger.join(TimeUnit.SECONDS.toMillis(5));
            for (AutoCloseable companion : companions) {
                companion.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new AssertionError("cannot end what stood beside " + name, e);
        }
    }
}
