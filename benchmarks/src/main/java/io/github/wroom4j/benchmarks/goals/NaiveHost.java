package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockWroom02;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The field's usual way to talk to a module, to measure ours beside it: look, sleep a millisecond, look again; collect
 * everything in a string and search it.
 */
final class NaiveHost implements AutoCloseable {
    private static final Pattern FINAL = Pattern.compile("(OK|ERROR|FAIL)\r\n");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Board board;
    private final byte[] buffer = new byte[256];

    NaiveHost(String profile) throws InterruptedException {
        board = MockWroom02.builder()
                .profile(profile)
                .pace(115_200)
                .clock(new PunctualClock())
                .build();
        command("AT");
        command("ATE0");
    }

    String command(String text) throws InterruptedException {
        byte[] line = (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
        Deadline deadline = Deadline.in(PATIENCE);
        board.uart().write(line, 0, line.length, deadline);
        var reply = new StringBuilder();
        while (!deadline.expired()) {
            int n = board.uart().read(buffer, 0, buffer.length, Deadline.in(Duration.ZERO));
            reply.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            Matcher end = FINAL.matcher(reply);
            if (end.find()) {
                return reply.toString();
            }
            Thread.sleep(1); // this is the manner that is measured
        }
        throw new IllegalStateException("no answer to " + text);
    }

    @Override
    public void close() {
        board.close();
    }
}
