package io.github.wroom4j.sketches;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What a sketch printed and how it ended. */
record Ran(String printed, int exitCode, String firmware) {

    static Ran on(String board, Supplier<Sketch> sketch, Map<String, String> options) {
        return on(board, sketch, options, Duration.ofSeconds(90));
    }

    static Ran on(String board, Supplier<Sketch> sketch, Map<String, String> options, Duration limit) {
        var out = new ByteArrayOutputStream();
        var console = new HardwareSerial(new ByteArrayInputStream(new byte[0]), out);
        Esp8266 esp = Esp8266.open(board, console);
        String firmware = esp.module().version().firstLine();
        int code = SketchRunner.of(sketch)
                .board(esp)
                .options(SketchOptions.of(options))
                .runFor(limit)
                .run();
        return new Ran(out.toString(StandardCharsets.UTF_8), code, firmware);
    }
}
