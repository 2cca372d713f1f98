package io.github.wroom4j.hal.rfc2217;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.net.telnet.TelnetNotificationHandler;
import org.apache.commons.net.telnet.TelnetOption;

/** What an access server has agreed to, or refused, of the three options without which no byte may pass. */
final class Agreement implements TelnetNotificationHandler {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** True or false once the server has said so. */
    private Boolean sendsBinary;

    private Boolean takesBinary;
    private Boolean comPort;

    /** Called by the library's reader for each of the server's WILL, WONT, DO, DONT. */
    @Override
    public void receivedNegotiation(int code, int option) {
        lock.lock();
        try {
            boolean yes = code == RECEIVED_DO || code == RECEIVED_WILL;
            boolean ofUs = code == RECEIVED_DO || code == RECEIVED_DONT;
            if (option == TelnetOption.BINARY && ofUs) {
                takesBinary = yes;
            } else if (option == TelnetOption.BINARY) {
                sendsBinary = yes;
            } else if (option == ComPort.OPTION && ofUs) {
                comPort = yes;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isComplete() {
        lock.lock();
        try {
            return sendsBinary == Boolean.TRUE && takesBinary == Boolean.TRUE && comPort == Boolean.TRUE;
        } finally {
            lock.unlock();
        }
    }

    /** The option that the server refuses; null if none. */
    String refusal() {
        lock.lock();
        try {
            return comPort == Boolean.FALSE
                    ? "COM-PORT-OPTION"
                    : sendsBinary == Boolean.FALSE || takesBinary == Boolean.FALSE ? "BINARY" : null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the server to say more, or for that long: a hang-up is seen elsewhere. */
    void awaitMore(Duration time) throws InterruptedException {
        lock.lock();
        try {
            changed.awaitNanos(time.toNanos());
        } finally {
            lock.unlock();
        }
    }
}
