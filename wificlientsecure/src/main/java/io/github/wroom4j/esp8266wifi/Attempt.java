package io.github.wroom4j.esp8266wifi;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One attempt to connect, which another thread may give up (the core's own test T34: {@code stopAll()} from a timer). */
final class Attempt {
    private final ReentrantLock lock = new ReentrantLock();
    private Thread connecting;
    private boolean abandoned;

    /** Whether the attempt that {@link #make} made last was given up. */
    boolean wasAbandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Runs it so that {@link #abandon} can interrupt what it waits for, and nothing else. */
    <T> T make(Supplier<T> opening) {
        lock.lock();
        try {
            connecting = Thread.currentThread();
            abandoned = false;
        } finally {
            lock.unlock();
        }
        try {
            return opening.get();
        } finally {
            ended();
        }
    }

    private void ended() {
        lock.lock();
        try {
            connecting = null;
            if (abandoned) {
                Thread.interrupted(); // it was meant for the attempt, which is over
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives up the attempt of another thread, if there is one. */
    void abandon() {
        lock.lock();
        try {
            if (connecting != null && connecting != Thread.currentThread()) {
                abandoned = true;
                connecting.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
