package io.github.wroom4j.cli;

import io.github.wroom4j.at.codec.RecordedSecrets;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.wirelog.LoggedUart;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j monitor}: a terminal on the module's port, with times. */
final class MonitorCommand implements Callable<Integer> {
    private static final Duration WRITE = Duration.ofSeconds(5);
    /** How long a line may stay unfinished before it is shown as it is: a prompt never ends its line. */
    private static final Duration PAUSE = Duration.ofMillis(150);
    /** After the end of piped input, what is still to be answered. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();

    private Path record;

    private Duration time;

    /** What ends an answer, or asks for the next line (at-protocol §3, §7.4). */
    private static final Pattern FINAL =
            Pattern.compile("OK|ERROR|FAIL|SEND (OK|FAIL|Canceled)|no change|busy [ps]\\.\\.\\.|> ?");
    /** What ends the answer to a line that restarts the module. */
    private static final Pattern RESTARTED = Pattern.compile("ERROR|busy [ps]\\.\\.\\.|ready");

    private static final Pattern RESTARTING = Pattern.compile("(?i)AT\\+(RST|RESTORE)\\b.*");

    /** Scans and joins take the longest. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** What ends the answer to the line typed last. */
    private volatile Pattern last = FINAL;

    private final Semaphore finals = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch inputOrPortEnded = new CountDownLatch(1);
    private long began;
    private volatile RuntimeException broken;

    MonitorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        FileToCome.check("--record", record);
        var log = new WireLog();
        Board open = Boards.open(board.address(terminal));
        // Ctrl-C must not lose the recording.
        try (var onInterrupt = new AtExit(() -> finish(open, log), terminal.err())) {
            try {
                watch(new LoggedUart(open.uart(), log));
            } finally {
                if (!onInterrupt.running()) {
                    finish(open, log);
                }
            }
        }
        if (broken != null) {
            throw broken;
        }
        return ExitCodes.DONE;
    }

    private void watch(Uart uart) throws InterruptedException {
        began = Clock.system().nanos();
        terminal.progress("Ctrl-C ends it");
        var reader = new Thread(() -> read(uart), "monitor-reader");
        reader.setDaemon(true);
        reader.start();
        var typist = new Thread(
                () -> {
                    type(uart);
                    inputOrPortEnded.countDown();
                },
                "monitor-typist");
        typist.setDaemon(true);
        typist.start();
        if (time != null) {
            ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        inputOrPortEnded.await();
        if (terminal.interactive()) {
            ended.await();
        } else {
            ended.await(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void finish(Board open, WireLog log) {
        open.close();
        if (record != null) {
            WireLogFile.write(record, log.started(), RecordedSecrets.NOTICE, RecordedSecrets.hide(log.entries()));
        }
    }

    private void type(Uart uart) {
        var lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
                // A line that was typed while the module boots is answered after `ready`, which does not answer it.
                last = RESTARTING.matcher(line).matches() ? RESTARTED : FINAL;
                finals.drainPermits();
                uart.write(bytes, 0, bytes.length, Deadline.in(WRITE));
                if (!terminal.interactive()) {
                    // A pipe has all its lines at once; the module answers "busy p..." to one that comes too soon.
                    finals.tryAcquire(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BoardException e) {
            end(e);
        }
    }

    private void read(Uart uart) {
        byte[] buffer = new byte[4096];
        var line = new StringBuilder();
        try {
            while (true) {
                int count =
                        uart.read(buffer, 0, buffer.length, Deadline.in(line.isEmpty() ? Duration.ofHours(1) : PAUSE));
                if (count == 0) {
                    show(line);
                }
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        show(line);
                    } else {
                        line.append((char) (buffer[i] & 0xff));
                    }
                }
            }
        } catch (BoardException e) {
            showLast(line);
            end(e);
        } catch (OutputLost e) {
            fail(e);
        }
    }

    private void showLast(StringBuilder line) {
        try {
            show(line);
        } catch (OutputLost e) {
            fail(e);
        }
    }

    private void show(StringBuilder line) {
        int length = line.length();
        while (length > 0 && line.charAt(length - 1) == '\r') {
            length--;
        }
        if (last.matcher(line.substring(0, length)).matches()) {
            finals.release();
        }
        if (length > 0) {
            String text = line.substring(0, length);
            boolean noise = !common.verbose && BootNoise.is(text);
            terminal.out()
                    .printf(
                            "%9.3f  %s%n",
                            (Clock.system().nanos() - began) / 1e9,
                            noise ? BootNoise.summary(length) : ShownBytes.text(text));
        }
        line.setLength(0);
    }

    private void end(BoardException e) {
        // Closing the port is how it ends; anything else is worth reporting.
        if (e.kind() != BoardException.Kind.CLOSED && e.kind() != BoardException.Kind.INTERRUPTED) {
            broken = e;
        }
        over();
    }

    private void fail(RuntimeException e) {
        broken = e;
        over();
    }

    private void over() {
        ended.countDown();
        inputOrPortEnded.countDown();
        finals.release();
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "monitor");
        spec.usageMessage()
                .description(
                        "Shows every line of the module with its time, and sends what is typed, each line with CR LF.");
        spec.usageMessage()
                .footer(
                        "",
                        "Nothing stands between you and the port: no driver, no echo switched off. Of piped input the next line is"
                                + " sent when the answer to the last is complete.",
                        "A recording hides passwords and keys, and its head says what it does not hide; replay:FILE answers as it"
                                + " answered.",
                        "",
                        "Examples:",
                        "  wroom4j monitor --board serial:/dev/ttyUSB0",
                        "  printf 'AT\\nAT+GMR\\n' | wroom4j monitor --for 2s --record gmr.wirelog");
        common.addTo(spec);
        board.addTo(spec);
        spec.add(Model.option(this, "record", Path.class, "--record")
                .paramLabel("FILE")
                .description("Write a wire log when it ends.")
                .build());
        spec.add(Model.time(this, "time", "--for")
                .description("End after 10s, 2m … Default: at the end of the input, or at Ctrl-C.")
                .build());
        return spec;
    }
}
