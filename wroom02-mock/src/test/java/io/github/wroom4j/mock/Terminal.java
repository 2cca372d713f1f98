package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.fail;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A person at a terminal: types bytes, reads what comes, each byte as one character. */
final class Terminal {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Uart uart;
    private final StringBuilder unread = new StringBuilder();

    Terminal(Uart uart) {
        this.uart = uart;
    }

    /** A terminal at a mock that has booted, its boot text read. */
    static Terminal at(MockWroom02 mock) {
        var terminal = new Terminal(mock.uart());
        terminal.awaitReady();
        return terminal;
    }

    /** Reads the boot text; a firmware with a stored access point may have joined it before anyone looks. */
    void awaitReady() {
        String ready = "\r\nready\r\n";
        String text = until(all -> all.contains(ready));
        unread.append(text, text.indexOf(ready) + ready.length(), text.length());
    }

    void type(String text) {
        type(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void type(byte[] bytes) {
        uart.write(bytes, 0, bytes.length, Deadline.in(PATIENCE));
    }

    /** Reads until what has come satisfies the test; gives all of it. */
    String until(Predicate<String> enough) {
        Deadline deadline = Deadline.in(PATIENCE);
        while (!enough.test(unread.toString())) {
            if (!readSome(deadline)) {
                fail("within " + PATIENCE + " only this came: " + visible(unread.toString()));
            }
        }
        return takeAll();
    }

    private boolean readSome(Deadline deadline) {
        var buffer = new byte[4096];
        int n = uart.read(buffer, 0, buffer.length, deadline);
        unread.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        return n > 0;
    }

    private String takeAll() {
        String text = unread.toString();
        unread.setLength(0);
        return text;
    }

    /** Reads exactly these characters. */
    void expect(String text) {
        Deadline deadline = Deadline.in(PATIENCE);
        while (unread.length() < text.length() && text.startsWith(unread.toString())) {
            if (!readSome(deadline)) {
                break;
            }
        }
        if (!unread.toString().startsWith(text)) {
            fail("expected " + visible(text) + "\n but came " + visible(unread.toString()));
        }
        unread.delete(0, text.length());
    }

    /** Reads until the pattern matches what has come from its beginning; gives and removes the match. */
    String expectPattern(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        Deadline deadline = Deadline.in(PATIENCE);
        while (true) {
            var matcher = pattern.matcher(unread);
            if (matcher.lookingAt()) {
                String match = matcher.group();
                unread.delete(0, match.length());
                return match;
            }
            if (!readSome(deadline)) {
                fail("expected /" + regex + "/\n but came " + visible(unread.toString()));
            }
        }
    }

    /** Types a line and reads up to the final result; what follows that stays unread. */
    String command(String line) {
        type(line + "\r\n");
        return expectPattern(".*?(?<![A-Za-z] )(OK|ERROR|FAIL)\\r\\n");
    }

    /** What is there without waiting longer than that. */
    String rest(Duration atMost) {
        Deadline deadline = Deadline.in(atMost);
        while (readSome(deadline)) {
            continue;
        }
        return takeAll();
    }

    byte[] bytes(int count) {
        var bytes = new ByteArrayOutputStream();
        Deadline deadline = Deadline.in(PATIENCE);
        while (unread.length() < count) {
            if (!readSome(deadline)) {
                fail("expected " + count + " bytes, " + unread.length() + " came");
            }
        }
        bytes.writeBytes(unread.substring(0, count).getBytes(StandardCharsets.ISO_8859_1));
        unread.delete(0, count);
        return bytes.toByteArray();
    }

    static String visible(String text) {
        return "\"" + text.replace("\r", "\\r").replace("\n", "\\n") + "\"";
    }
}
