package io.github.wroom4j.testing;

import io.github.wroom4j.arduino.HardwareSerial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A sketch's console that a test can read and type into. */
public final class Console {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final HardwareSerial serial;

    public Console() {
        this("");
    }

    public Console(String typed) {
        serial = new HardwareSerial(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), printed);
    }

    public HardwareSerial serial() {
        return serial;
    }

    public String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
