package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.watch.Watch;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j watch}: the live page of a board without a sketch, or of a recording. */
final class WatchCommand implements Callable<Integer> {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Terminal terminal;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();
    private final WatchOptions where = new WatchOptions();

    private int port;

    private Duration time;

    WatchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        BoardAddress address = board.address(terminal);
        boolean replay = address.scheme().equals("replay") && !address.target().isEmpty();
        List<WireLog.Entry> recording = replay ? WireLogFile.read(Path.of(address.target())) : List.of();
        var onInterrupt = new AtExit(this::interrupt, terminal.err());
        try (var page = LivePage.open(address.toString(), where.bind(), port, terminal)) {
            page.links().forEach(link -> terminal.out().println("watch    " + link));
            terminal.out().flush();
            if (replay) {
                page.watch().play(recording);
                page.watch().ended("the recording has ended");
                await();
            } else {
                try (Esp8266 esp = page.board(
                        board.text(terminal),
                        new HardwareSerial(InputStream.nullInputStream(), OutputStream.nullOutputStream()))) {
                    look(esp.module(), page.watch());
                    await();
                }
            }
        } finally {
            ended.countDown();
            onInterrupt.close();
        }
        return ExitCodes.DONE;
    }

    /** What the module reports about itself once; afterwards only what is typed is asked. */
    private static void look(AtModule module, Watch watch) {
        watch.commands(line -> answer(module, watch, line));
        LivePage.ask(module);
    }

    private static void answer(AtModule module, Watch watch, String line) {
        watch.print("> " + line);
        try {
            module.raw(line, Deadline.in(module.clock(), ANSWER)).forEach(watch::print);
            watch.print("OK");
        } catch (AtException | IllegalArgumentException e) {
            watch.print(ExitCodes.line(e));
        }
    }

    private void await() throws InterruptedException {
        terminal.progress("Ctrl-C ends it");
        if (time == null) {
            interrupted.await();
        } else {
            interrupted.await(time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Ctrl-C: the program's end waits until the board is closed. */
    private void interrupt() {
        interrupted.countDown();
        try {
            ended.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "watch");
        spec.usageMessage()
                .description(
                        "Serves a live page of a board: its links, its addresses, its conversation; lines typed there are AT"
                                + " commands. run NAME --watch shows a sketch's board with its pins and what it prints.");
        spec.usageMessage()
                .footer(
                        "",
                        "replay:FILE plays a recording on the page, in its own pace.",
                        "",
                        "Examples:",
                        "  wroom4j watch --board serial:/dev/ttyUSB0",
                        "  wroom4j watch --board replay:recording.wirelog",
                        "  wroom4j run Blink --watch");
        common.addTo(spec);
        board.addTo(spec);
        where.addTo(spec);
        spec.add(Model.option(this, "port", int.class, "--port")
                .paramLabel("PORT")
                .defaultValue("0")
                .description("Default: any that is free.")
                .build());
        spec.add(Model.time(this, "time", "--for")
                .description("End after 10s, 2m … Default: at Ctrl-C.")
                .build());
        return spec;
    }
}
