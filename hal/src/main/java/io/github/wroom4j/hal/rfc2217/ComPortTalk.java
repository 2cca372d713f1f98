package io.github.wroom4j.hal.rfc2217;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The COM-PORT subnegotiations of one connection: which requests are still open, and what the server says unasked. */
final class ComPortTalk {
    private static final System.Logger LOG = System.getLogger(ComPortTalk.class.getName());

    private final Endpoint endpoint;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** At most one of each subject: what a server never answers does not pile up. */
    private final List<ComPort.Request> unanswered = new ArrayList<>();

    private boolean suspended;
    private boolean ended;

    ComPortTalk(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Notes what is about to be asked; it takes the place of what was asked before on the same subject. */
    void asking(List<ComPort.Request> requests) {
        lock.lock();
        try {
            unanswered.removeIf(old -> requests.stream().anyMatch(old::isAboutTheSameAs));
            unanswered.addAll(requests);
        } finally {
            lock.unlock();
        }
    }

    /** Whether all were answered, each with the value that was asked for, in time. */
    boolean settled(List<ComPort.Request> requests, Duration time) {
        Deadline deadline = Deadline.in(Clock.system(), time);
        lock.lock();
        try {
            while (unanswered.stream().anyMatch(requests::contains)) {
                if (ended || deadline.expired()) {
                    unanswered.removeAll(requests);
                    return false;
                }
                deadline.await(lock, changed);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BoardException(Kind.INTERRUPTED, "interrupted while it waited for " + endpoint, e);
        } finally {
            lock.unlock();
        }
    }

    /** How many requests the server still owes an answer. */
    int open() {
        lock.lock();
        try {
            return unanswered.size();
        } finally {
            lock.unlock();
        }
    }

    /** Called by the library's reader for each COM-PORT subnegotiation, from the option's number on. */
    void heard(int[] data, int length) {
        if (length < 2) {
            return;
        }
        lock.lock();
        try {
            switch (data[1] - ComPort.ANSWER) {
                case ComPort.FLOWCONTROL_SUSPEND -> suspended = true;
                case ComPort.FLOWCONTROL_RESUME -> suspended = false;
                case ComPort.NOTIFY_LINESTATE -> {
                    String trouble = length > 2 ? ComPort.trouble(data[2]) : "";
                    if (!trouble.isEmpty()) {
                        LOG.log(System.Logger.Level.WARNING, () -> "on the wire at " + endpoint + ": " + trouble);
                    }
                }
                // Anything else, such as a modem state, answers no request.
                default -> unanswered.removeIf(request -> request.isAnsweredBy(data, length));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the server takes bytes; at once when the connection has ended. */
    void awaitResume() {
        lock.lock();
        try {
            while (suspended && !ended) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the connection's last byte has been read, or for that long. */
    void awaitEnd(Duration time) {
        Deadline deadline = Deadline.in(Clock.system(), time);
        lock.lock();
        try {
            while (!ended && !deadline.expired()) {
                deadline.await(lock, changed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Frees whoever waits. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
