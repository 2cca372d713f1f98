package io.github.wroom4j.hal.wirelog;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import io.github.wroom4j.hal.wirelog.WireLog.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A module that answers as it once answered: what the recording shows after a host's bytes is given once the host has
 * sent those bytes again. Pauses are not repeated. A hidden span matches anything of its length. A host that deviates
 * gets an error that names the entry and the byte; so is one that writes past the end. A read past the end waits for its deadline.
 *
 * <p>{@code AT} alone asks nothing and changes nothing; how often a host says it depends on how quick the module was. One
 * more than recorded is answered with OK, one that the host leaves out is passed over.
 */
public final class ReplayBoard implements Board {
    private final String address;
    private final ReplayUart uart;

    /** A board that replays a recording; {@code name} is what errors call it. */
    public ReplayBoard(String name, List<Entry> recording) {
        this.address = "replay:" + name;
        this.uart = new ReplayUart(name, List.copyOf(recording));
    }

    @Override
    public Uart uart() {
        return uart;
    }

    @Override
    public void reset() {
        throw new BoardException(Kind.UNSUPPORTED, "a recording has no reset line; begin it anew by opening it again");
    }

    @Override
    public String address() {
        return address;
    }

    /** Whether all that was recorded has been sent and read. */
    public boolean finished() {
        return uart.finished();
    }

    @Override
    public void close() {
        uart.close();
    }

    private static final class ReplayUart implements Uart {
        private static final byte[] PROBE = "AT\r\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] OK = "\r\nOK\r\n".getBytes(StandardCharsets.US_ASCII);

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition moved = lock.newCondition();
        private final String name;
        private final List<Entry> recording;
        /** The entry that is read from or matched next, and how much of it is done. */
        private int entry;

        private int done;
        /** What is read before the recording goes on: answers to probes that were not recorded. */
        private final ArrayDeque<Byte> spare = new ArrayDeque<>();

        private UartConfig config = UartConfig.DEFAULT;
        private boolean closed;

        ReplayUart(String name, List<Entry> recording) {
            this.name = name;
            this.recording = recording;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            lock.lock();
            try {
                while (true) {
                    requireOpen();
                    if (!spare.isEmpty()) {
                        int count = 0;
                        while (count < length && !spare.isEmpty()) {
                            buffer[offset + count++] = spare.poll();
                        }
                        return count;
                    }
                    if (turnOf(Direction.FROM_MODULE)) {
                        Entry now = recording.get(entry);
                        int count = Math.min(length, now.length() - done);
                        System.arraycopy(now.bytes(), done, buffer, offset, count);
                        step(count);
                        return count;
                    }
                    boolean woken = deadline.await(lock, moved);
                    if (!woken && !closed && spare.isEmpty() && !turnOf(Direction.FROM_MODULE)) {
                        return 0;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BoardException(Kind.INTERRUPTED, "interrupted while it waited for " + name, e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            lock.lock();
            try {
                awaitOwnTurn(deadline);
                if (done == 0 && entry < recording.size() && isProbe(buffer, offset, length)) {
                    if (!isProbe(entry)) {
                        for (byte b : OK) {
                            spare.add(b);
                        }
                        moved.signalAll();
                        return;
                    }
                } else {
                    while (done == 0 && isProbe(entry) && isAnsweredByOkAlone(entry + 1)) {
                        skipProbe();
                    }
                }
                for (int i = 0; i < length; i++) {
                    awaitOwnTurn(deadline);
                    match(buffer[offset + i] & 0xff, buffer, offset + i, offset + length);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BoardException(Kind.INTERRUPTED, "interrupted while it waited for " + name, e);
            } finally {
                lock.unlock();
            }
        }

        /** A host need not have read the answer to speak again; the reader catches up meanwhile. */
        private void awaitOwnTurn(Deadline deadline) throws InterruptedException {
            requireOpen();
            while (turnOf(Direction.FROM_MODULE)) {
                if (!deadline.await(lock, moved) && turnOf(Direction.FROM_MODULE)) {
                    throw deviates("the module speaks here, and was not read by the deadline");
                }
                requireOpen();
            }
        }

        private boolean isProbe(int index) {
            return index < recording.size()
                    && recording.get(index).direction() == Direction.TO_MODULE
                    && isProbe(
                            recording.get(index).bytes(),
                            0,
                            recording.get(index).length());
        }

        private static boolean isProbe(byte[] bytes, int from, int length) {
            return Arrays.equals(bytes, from, from + length, PROBE, 0, PROBE.length);
        }

        /** Whether nothing but OK, and perhaps the echo, comes from there to the host's next entry. */
        private boolean isAnsweredByOkAlone(int from) {
            var said = new StringBuilder();
            int index = from;
            for (; index < recording.size() && recording.get(index).direction() == Direction.FROM_MODULE; index++) {
                said.append(new String(recording.get(index).bytes(), StandardCharsets.ISO_8859_1));
            }
            return index < recording.size() && said.toString().matches("(AT[\\r\\n]+)?[\\r\\n]+OK\\r\\n");
        }

        private void skipProbe() {
            do {
                entry++;
            } while (turnOf(Direction.FROM_MODULE));
            moved.signalAll();
        }

        private void match(int sent, byte[] buffer, int from, int to) {
            if (entry == recording.size()) {
                throw new BoardException(
                        Kind.IO, name + " ends here, but the host goes on with " + quoted(buffer, from, to));
            }
            Entry now = recording.get(entry);
            if (!now.isHidden(done) && now.at(done) != sent) {
                throw deviates("recorded was " + quoted(now.bytes(), done, now.length()) + ", but the host sent "
                        + quoted(buffer, from, to));
            }
            step(1);
        }

        private BoardException deviates(String how) {
            return new BoardException(
                    Kind.IO,
                    String.format(
                            Locale.ROOT,
                            "the host deviates from %s at entry %d (%.6f s), byte %d: %s",
                            name,
                            entry + 1,
                            recording.get(entry).micros() / 1e6,
                            done + 1,
                            how));
        }

        private static String quoted(byte[] bytes, int from, int to) {
            int end = Math.min(to, from + 40);
            var text = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
            return "\"" + text.replace("\r", "\\r").replace("\n", "\\n") + (end < to ? "…\"" : "\"");
        }

        private boolean turnOf(Direction direction) {
            return entry < recording.size() && recording.get(entry).direction() == direction;
        }

        private void step(int count) {
            done += count;
            while (entry < recording.size() && done == recording.get(entry).length()) {
                entry++;
                done = 0;
            }
            moved.signalAll();
        }

        boolean finished() {
            lock.lock();
            try {
                return entry == recording.size();
            } finally {
                lock.unlock();
            }
        }

        private void requireOpen() {
            if (closed) {
                throw new BoardException(Kind.CLOSED, "the replay of " + name + " has been closed");
            }
        }

        @Override
        public UartConfig config() {
            return config;
        }

        @Override
        public void configure(UartConfig newConfig) {
            config = Objects.requireNonNull(newConfig);
        }

        @Override
        public void line(ModemLine line, boolean asserted) {
            throw new BoardException(Kind.UNSUPPORTED, "a recording has no " + line + " line");
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
