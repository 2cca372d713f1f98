package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A host that does no more than write bytes and wait for others, so that what is measured is the mock. */
final class RawHost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MockWroom02 mock;
    private final Uart uart;
    private final byte[] seen = new byte[1 << 16];
    private int length;

    RawHost(String profile) {
        this(MockWroom02.builder().profile(profile));
    }

    RawHost(MockBuilder builder) {
        mock = builder.build();
        uart = mock.uart();
    }

    void join() {
        say("ATE0", "OK\r\n");
        say("AT+CWMODE=1", "OK\r\n");
        say("AT+CWJAP=\"" + MockBuilder.SSID + "\",\"" + MockBuilder.PASSWORD + "\"", "OK\r\n");
    }

    /** Sends a line and waits until what came back ends in some text; what came is forgotten. */
    void say(String line, String end) {
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        Deadline deadline = Deadline.in(PATIENCE);
        length = 0;
        uart.write(bytes, 0, bytes.length, deadline);
        while (!ends(end)) {
            more("'" + end.strip() + "'", deadline);
        }
    }

    /** Sends bytes and waits until so many have come back. */
    void send(byte[] bytes, int count) {
        Deadline deadline = Deadline.in(PATIENCE);
        length = 0;
        uart.write(bytes, 0, bytes.length, deadline);
        while (length < count) {
            more(count + " bytes", deadline);
        }
    }

    private void more(String wanted, Deadline deadline) {
        int n = length == seen.length ? 0 : uart.read(seen, length, seen.length - length, deadline);
        if (n == 0) {
            throw new IllegalStateException("no " + wanted + " within " + PATIENCE + ", but: "
                    + new String(seen, 0, length, StandardCharsets.ISO_8859_1));
        }
        length += n;
    }

    private boolean ends(String end) {
        if (length < end.length()) {
            return false;
        }
        for (int i = 0; i < end.length(); i++) {
            if (seen[length - end.length() + i] != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        mock.close();
    }
}
