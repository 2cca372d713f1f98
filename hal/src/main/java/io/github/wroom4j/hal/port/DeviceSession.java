package io.github.wroom4j.hal.port;

import io.github.wroom4j.hal.memory.ByteRing;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One life of a device, and the two threads that serve it: one blocks in its reads, one in its writes. Whatever the
 * device does, no other thread waits inside it. The lock, its conditions and the rings are the {@link PortUart}'s.
 */
final class DeviceSession {
    /** Bytes of one device write: what a stuck peer can leave the writer thread with. */
    private static final int WRITE_CHUNK = 512;

    private final Device device;
    private final ReentrantLock lock;
    private final Condition changed;
    private final Condition workToSend;
    private final ByteRing in;
    private final ByteRing out;
    private final Ending lost;
    private final Thread reader;
    private final Thread writer;
    private boolean ended;
    private int inHand;

    /** Wording when the device has vanished; without a cause if it just ended. */
    interface Ending {
        void lost(DeviceSession session, IOException cause);
    }

    DeviceSession(
            Device device, String name, ReentrantLock lock, Condition changed, ByteRing in, ByteRing out, Ending lost) {
        this.device = device;
        this.lock = lock;
        this.changed = changed;
        this.workToSend = lock.newCondition();
        this.in = in;
        this.out = out;
        this.lost = lost;
        this.reader = thread(this::readOn, "wroom4j-read " + name);
        this.writer = thread(this::writeOn, "wroom4j-write " + name);
    }

    private static Thread thread(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        reader.start();
        writer.start();
    }

    Device device() {
        return device;
    }

    /** Bytes that the writer thread has taken and the device has not; under the lock. */
    int inHand() {
        return inHand;
    }

    /** Signals the writer that there are bytes; under the lock. */
    void wakeWriter() {
        workToSend.signalAll();
    }

    /** Both threads end as soon as the device lets them go; under the lock. */
    void end() {
        ended = true;
        changed.signalAll();
        workToSend.signalAll();
    }

    /** Frees threads that are blocked in the device; not under the lock. */
    void closeDevice() {
        device.close();
    }

    private void readOn() {
        byte[] chunk = new byte[4096];
        try {
            for (int count; (count = device.read(chunk)) >= 0; ) {
                if (!deliver(chunk, count)) {
                    return;
                }
            }
            lost.lost(this, null);
        } catch (IOException e) {
            lost.lost(this, e);
        }
    }

    private boolean deliver(byte[] chunk, int count) {
        lock.lock();
        try {
            while (in.room() < count && !ended) {
                changed.awaitUninterruptibly();
            }
            if (ended) {
                return false;
            }
            in.put(chunk, 0, count);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void writeOn() {
        byte[] chunk = new byte[WRITE_CHUNK];
        try {
            for (int count; (count = nextToSend(chunk)) > 0; ) {
                device.write(chunk, 0, count);
                sent();
            }
        } catch (IOException e) {
            lost.lost(this, e);
        }
    }

    private int nextToSend(byte[] chunk) {
        lock.lock();
        try {
            while (out.size() == 0 && !ended) {
                workToSend.awaitUninterruptibly();
            }
            inHand = ended ? 0 : out.take(chunk, 0, chunk.length);
            return inHand;
        } finally {
            lock.unlock();
        }
    }

    private void sent() {
        lock.lock();
        try {
            inHand = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** They end within milliseconds of the device's closing; bounded all the same, for close() must not hang. */
    void join() {
        join(reader);
        join(writer);
    }

    private static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
