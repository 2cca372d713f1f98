package io.github.wroom4j.cli;

import io.github.wroom4j.mock.lwip.Served;
import io.github.wroom4j.words.Json;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Output of a command that goes on for a while: one JSON value a line, each written when it is known. What is written to
 * the stream itself, as a sketch's console is, becomes {@code {"serial": LINE}}.
 *
 * <p>Any thread.
 */
final class JsonLines extends OutputStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final PrintStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    JsonLines(PrintStream out) {
        this.out = out;
    }

    /** Writes one value; what the console has begun stands before it. */
    void value(Object... keysAndValues) {
        lock.lock();
        try {
            endLine();
            print(Json.object(keysAndValues));
        } finally {
            lock.unlock();
        }
    }

    /** A port of the mock's has opened. */
    void port(Served served) {
        lock.lock();
        try {
            print(Json.object(
                    "port",
                    served.port(),
                    "transport",
                    served.transport().name().toLowerCase(Locale.ROOT),
                    "where",
                    served.where()));
        } finally {
            lock.unlock();
        }
    }

    private void print(Map<String, Object> value) {
        out.println(Json.text(value));
    }

    @Override
    public void write(int octet) {
        lock.lock();
        try {
            if (octet == '\n') {
                print(Json.object("serial", text()));
            } else {
                line.write(octet);
            }
        } finally {
            lock.unlock();
        }
    }

    private void endLine() {
        if (line.size() > 0) {
            print(Json.object("serial", text()));
        }
    }

    private String text() {
        String whole = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
    }
}
