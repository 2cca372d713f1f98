package io.github.wroom4j.mock.serve;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Two threads that carry bytes between a UART and an outlet, until either ends. */
final class UartPump {
    private static final System.Logger LOG = System.getLogger(UartPump.class.getName());
    /** A module that does not take bytes for so long has crashed; what comes is lost, as on a wire. */
    private static final Duration STUCK = Duration.ofSeconds(5);

    private static final long JOIN_MS = 10_000;

    private final Uart uart;
    private final Outlet outlet;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread up;
    private final Thread down;

    UartPump(String name, Uart uart, Outlet outlet) {
        this.uart = uart;
        this.outlet = outlet;
        up = thread(name + "-up", this::up);
        down = thread(name + "-down", this::down);
    }

    private static Thread thread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void up() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                int count = uart.read(buffer, 0, buffer.length, Deadline.never(Clock.system()));
                outlet.fromModule(buffer, count);
            }
        } catch (BoardException | IOException e) {
            end(e);
        }
    }

    private void down() {
        byte[] buffer = new byte[4096];
        try {
            for (int count = outlet.toModule(buffer); count > 0; count = outlet.toModule(buffer)) {
                try {
                    uart.write(buffer, 0, count, Deadline.in(STUCK));
                } catch (BoardException e) {
                    if (e.kind() != BoardException.Kind.TIMEOUT) {
                        throw e;
                    }
                    LOG.log(System.Logger.Level.WARNING, "the module takes no bytes; some were lost");
                }
            }
            ended.countDown();
        } catch (BoardException | IOException e) {
            end(e);
        }
    }

    private void end(Exception e) {
        boolean inPeace = e instanceof BoardException board && board.kind() == BoardException.Kind.CLOSED;
        if (!inPeace) {
            failure.compareAndSet(null, e);
        }
        ended.countDown();
    }

    /** Waits until the UART or the outlet ends; returns what broke, if something did. */
    Optional<Exception> await() throws InterruptedException {
        ended.await();
        return Optional.ofNullable(failure.get());
    }

    /** Waits for both threads; the UART and the outlet are closed already. */
    void join() {
        try {
            up.join(JOIN_MS);
            down.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
