package io.github.wroom4j.hal.testing;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.pty.Pty;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A pseudo-terminal for one test: {@code @RegisterExtension final PtyFixture pty = new PtyFixture();}. Opened at first
 * use, closed after the test. Skips where there are no pseudo-terminals.
 */
public final class PtyFixture implements AfterEachCallback {
    private Pty pty;
    private Thread echo;

    /** The master side. */
    public Pty master() {
        if (pty == null) {
            Require.that(
                    "pty", System.getProperty("os.name").startsWith("Linux"), "pseudo-terminals are made on Linux");
            pty = Pty.open();
        }
        return pty;
    }

    /** The path of the serial port. */
    public String path() {
        return master().slavePath();
    }

    /** Lets a thread send back what the slave's user writes, until the fixture is closed. */
    public PtyFixture echo() {
        Pty master = master();
        echo = new Thread(
                () -> {
                    byte[] buffer = new byte[4096];
                    try {
                        while (true) {
                            int count = master.read(buffer, 0, buffer.length, Deadline.in(Duration.ofDays(1)));
                            master.write(buffer, 0, count, Deadline.in(Duration.ofDays(1)));
                        }
                    } catch (BoardException e) {
                        // The only way out: the fixture was closed.
                        if (e.kind() != BoardException.Kind.CLOSED) {
                            throw e;
                        }
                    }
                },
                "wroom4j-pty-echo");
        echo.start();
        return this;
    }

    /** Closes it early, as a device that is unplugged. */
    public void unplug() {
        if (pty != null) {
            pty.close();
            pty = null;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        unplug();
        if (echo != null) {
            echo.join();
            echo = null;
        }
    }
}
