package io.github.wroom4j.testing;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A link that is a loopback socket. As with the driver, a reader thread files what arrives, and writes are kept back
 * until a flush, a read, 2048 bytes or a few milliseconds.
 */
final class SocketLink implements Link {
    private static final int SEND_LIMIT = 2048;
    private static final Duration FLUSH_DELAY = Duration.ofMillis(5);
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(FLUSH_DELAY.toMillis(), TimeUnit.MILLISECONDS);

    private final SocketModule module;
    private final LinkRequest request;
    private final Socket socket;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private final byte[] kept = new byte[SEND_LIMIT];
    private int keptLength;
    private int headOffset;
    private int inboxBytes;
    private boolean peerClosed;
    private boolean closed;
    private AtException whyClosed;

    SocketLink(SocketModule module, LinkRequest request, Socket socket) {
        this.module = module;
        this.request = request;
        this.socket = socket;
        var reader = new Thread(this::readUntilEnd, "socket-link-" + request.port());
        reader.setDaemon(true);
        reader.start();
    }

    private void readUntilEnd() {
        byte[] buffer = new byte[SEND_LIMIT];
        AtException why;
        try {
            for (int got; (got = socket.getInputStream().read(buffer)) >= 0; ) {
                put(java.util.Arrays.copyOf(buffer, got));
            }
            why = new AtException(AtException.Kind.LINK_CLOSED, "the peer closed", "0,CLOSED");
        } catch (IOException broken) {
            why = new AtException(AtException.Kind.LINK_CLOSED, broken.getMessage(), "0,CLOSED", broken);
        }
        lock.lock();
        try {
            peerClosed = true;
            whyClosed = closed ? null : why;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        module.freed(this);
    }

    private void put(byte[] bytes) {
        lock.lock();
        try {
            inbox.add(bytes);
            inboxBytes += bytes.length;
            module.received(bytes.length);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LinkRequest request() {
        return request;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        try {
            flush(deadline);
        } catch (AtException unsent) {
            if (isOpen()) {
                throw unsent;
            }
            // It has ended, perhaps this moment: what came before the end is still read.
        }
        lock.lock();
        try {
            while (inboxBytes == 0) {
                if (closed || peerClosed) {
                    return -1;
                }
                if (!deadline.await(lock, arrived)) {
                    return 0;
                }
            }
            byte[] head = inbox.peek();
            int take = Math.min(length, head.length - headOffset);
            System.arraycopy(head, headOffset, buffer, offset, take);
            headOffset += take;
            inboxBytes -= take;
            if (headOffset == head.length) {
                inbox.remove();
                headOffset = 0;
            }
            return take;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AtException(AtException.Kind.INTERRUPTED, "interrupted while reading", "", interrupted);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        sending.lock();
        try {
            for (int done = 0; done < length; ) {
                requireOpen();
                int take = Math.min(length - done, SEND_LIMIT - keptLength);
                System.arraycopy(buffer, offset + done, kept, keptLength, take);
                keptLength += take;
                done += take;
                if (keptLength == SEND_LIMIT) {
                    flush(deadline);
                }
            }
            if (keptLength > 0) {
                LATER.execute(this::flushWhatIsKept);
            }
        } finally {
            sending.unlock();
        }
    }

    /** As the driver's keeper does for whoever writes and then neither reads nor flushes. */
    private void flushWhatIsKept() {
        sending.lock();
        try {
            if (isOpen()) {
                flush(Deadline.in(Duration.ofSeconds(10)));
            }
        } catch (AtException gone) {
            module.note("flushing: " + gone.getMessage());
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void flush(Deadline deadline) {
        sending.lock();
        try {
            requireOpen();
            if (keptLength == 0) {
                return;
            }
            int length = keptLength;
            keptLength = 0;
            socket.getOutputStream().write(kept, 0, length);
            module.sent(length);
        } catch (IOException broken) {
            throw new AtException(AtException.Kind.LINK_CLOSED, "sending: " + broken.getMessage(), "", broken);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return inboxBytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return !closed && !peerClosed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<AtException> whyClosed() {
        lock.lock();
        try {
            return Optional.ofNullable(whyClosed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        boolean free = sending.tryLock(); // closing frees whoever is stuck in a send
        try {
            if (free && keptLength > 0) {
                socket.getOutputStream().write(kept, 0, keptLength);
                module.sent(keptLength);
            }
        } catch (IOException peerWasFirst) {
            module.note("last bytes were not sent: " + peerWasFirst.getMessage());
        } finally {
            if (free) {
                sending.unlock();
            }
        }
        try {
            socket.close();
        } catch (IOException late) {
            module.note("closing: " + late.getMessage());
        }
        module.freed(this);
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new AtException(AtException.Kind.LINK_CLOSED, "link to " + request.host() + " is closed", "");
        }
    }
}
