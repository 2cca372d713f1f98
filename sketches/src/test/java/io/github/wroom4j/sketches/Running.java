package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A sketch that goes on until the test has seen enough. */
final class Running implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final MockWroom02 board;
    private final SketchRunner runner;
    private final FutureTask<Integer> task;

    Running(MockBuilder board, Supplier<Sketch> sketch, Map<String, String> options) {
        this(board, sketch, options, new ByteArrayInputStream(new byte[0]), esp -> {});
    }

    /** With what is typed on its console, and a board that is set up before. */
    Running(
            MockBuilder board,
            Supplier<Sketch> sketch,
            Map<String, String> options,
            InputStream typed,
            Consumer<Esp8266> before) {
        this.board = board.build();
        var console = new HardwareSerial(typed, out);
        Esp8266 esp = Esp8266.open(this.board, console);
        before.accept(esp);
        runner = SketchRunner.of(sketch).board(esp).options(SketchOptions.of(options));
        task = new FutureTask<>(runner::run);
        new Thread(task).start();
    }

    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(!task.isDone() && System.nanoTime() < until, this::printed);
            Thread.onSpinWait();
        }
    }

    void prints(String text) {
        await(() -> printed().contains(text));
    }

    /** The sketch comes to its own end, with that code. */
    void ends(int code) {
        assertEquals(code, join(task), this::printed);
    }

    @Override
    public void close() {
        if (!task.isDone()) {
            runner.stop();
            assertEquals(0, join(task));
        }
    }

    MockWroom02 board() {
        return board;
    }

    /** Where a server of the sketch is reached from here. */
    int port(int onTheModule) {
        await(() -> board.serverPort(onTheModule).isPresent());
        return board.serverPort(onTheModule).orElseThrow();
    }

    static <T> T join(FutureTask<T> task) {
        try {
            return task.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
