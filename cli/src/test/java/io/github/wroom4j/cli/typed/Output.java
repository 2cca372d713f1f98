package io.github.wroom4j.cli.typed;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What a process prints, standard error among it, as it comes; whoever waits for something in it is woken. */
final class Output implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    Output(Process process) {
        this.process = process;
        reader = new Thread(this::read, "wroom4j-typed " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        char[] buffer = new char[4096];
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count; (count = in.read(buffer)) >= 0; ) {
                add(new String(buffer, 0, count), false);
            }
            add("", true);
        } catch (IOException e) {
            add("", true); // the process was ended
        }
    }

    private void add(String piece, boolean last) {
        lock.lock();
        try {
            text.append(piece);
            ended = last;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Until the text is as wanted, the process has ended, or the time is over; what it printed by then. */
    String await(Predicate<String> wanted, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!wanted.test(text.toString()) && !ended && left > 0) {
                left = more.awaitNanos(left);
            }
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Until nothing was printed for that long. */
    String awaitSilence(Duration silence) throws InterruptedException {
        lock.lock();
        try {
            int before;
            do {
                before = text.length();
                long left = silence.toNanos();
                while (left > 0 && !ended && text.length() == before) {
                    left = more.awaitNanos(left);
                }
            } while (text.length() != before && !ended);
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the reader; the process must have ended, and whatever inherited its output. */
    @Override
    public void close() {
        try {
            reader.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
