package io.github.wroom4j.hal.pty;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The master side of a pseudo-terminal in raw mode; {@link #slavePath()} is the serial port that it makes.
 *
 * <p>One slave is kept open here, because Linux lets the master's reads fail with EIO once the last one has closed
 * (java-ecosystem §2.5): programs may come and go. One thread may read while another writes; {@link #close()} from any
 * thread frees both with {@link Kind#CLOSED}. A slave that never reads costs a writer its deadline, after the some
 * 20 KB that the kernel buffers. A deadline on another clock than the machine's is looked at every 10 ms.
 */
public final class Pty implements AutoCloseable {
    /** Most bytes for one system call; JNA copies the array. */
    private static final int CHUNK = 4096;

    private final String slavePath;
    private final int master;
    private final int slave;
    private final int wakeOut;
    private final int wakeIn;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int inside;
    private boolean closed;
    private Path link;

    /**
     * The few functions of the C library. Loaded at first use, so that {@code Pty} itself links without JNA. Its size_t, ssize_t
     * and nfds_t are as long as a C long: a Java long in their place shifts what follows it on a 32-bit ARM, where poll took
     * the count of descriptors for its time.
     */
    private interface LibC extends Library {
        LibC INSTANCE = Native.load("c", LibC.class);

        int O_RDWR = 0x2;
        int O_NOCTTY = 0x100;
        int O_NONBLOCK = 0x800;
        int O_CLOEXEC = 0x80000;
        short POLLIN = 1;
        short POLLOUT = 4;
        int EINTR = 4;
        int EAGAIN = 11;

        int posix_openpt(int flags);

        int grantpt(int fd);

        int unlockpt(int fd);

        int ptsname_r(int fd, byte[] name, NativeLong size);

        int open(String path, int flags);

        int close(int fd);

        int pipe2(int[] fds, int flags);

        NativeLong read(int fd, byte[] buffer, NativeLong count);

        NativeLong write(int fd, byte[] buffer, NativeLong count);

        int poll(int[] fds, NativeLong count, int millis);

        int tcgetattr(int fd, byte[] termios);

        int tcsetattr(int fd, int when, byte[] termios);

        void cfmakeraw(byte[] termios);
    }

    private Pty() {
        LibC c = LibC.INSTANCE;
        master = check("posix_openpt", c.posix_openpt(LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_NONBLOCK | LibC.O_CLOEXEC));
        int opened = -1;
        try {
            check("grantpt", c.grantpt(master));
            check("unlockpt", c.unlockpt(master));
            byte[] name = new byte[128];
            check("ptsname_r", -c.ptsname_r(master, name, new NativeLong(name.length)));
            slavePath = Native.toString(name, StandardCharsets.US_ASCII);
            opened = check("open " + slavePath, c.open(slavePath, LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC));
            // struct termios is 60 bytes on Linux; the rest is slack.
            byte[] termios = new byte[256];
            check("tcgetattr", c.tcgetattr(opened, termios));
            c.cfmakeraw(termios);
            check("tcsetattr", c.tcsetattr(opened, 0, termios));
            int[] pipe = new int[2];
            check("pipe2", c.pipe2(pipe, LibC.O_NONBLOCK | LibC.O_CLOEXEC));
            wakeOut = pipe[0];
            wakeIn = pipe[1];
            slave = opened;
        } catch (BoardException e) {
            c.close(master);
            if (opened >= 0) {
                c.close(opened);
            }
            throw e;
        }
    }

    /**
     * Makes a pseudo-terminal.
     *
     * @throws BoardException of kind {@link Kind#LIBRARY_MISSING} without JNA, {@link Kind#UNSUPPORTED} off Linux,
     *     {@link Kind#IO} if the system refuses
     */
    public static Pty open() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            throw new BoardException(
                    Kind.UNSUPPORTED,
                    "pseudo-terminals are made on Linux only, not on " + System.getProperty("os.name")
                            + "; serve the module over TCP instead");
        }
        try {
            return new Pty();
        } catch (LinkageError e) {
            throw new BoardException(
                    Kind.LIBRARY_MISSING, "a pseudo-terminal needs JNA: add the artifact net.java.dev.jna:jna", e);
        }
    }

    /** The serial port that this makes, for example {@code /dev/pts/4}. */
    public String slavePath() {
        return slavePath;
    }

    /**
     * Makes a symbolic link to the slave, removed again by {@link #close()}. A link left by a killed program, whose
     * terminal is gone, is replaced; anything else in the way is not touched.
     *
     * @throws BoardException of kind {@link Kind#BUSY} if something is in the way, {@link Kind#IO} if it cannot be made
     */
    public void link(Path path) {
        try {
            if (Files.isSymbolicLink(path)
                    && Files.readSymbolicLink(path).startsWith("/dev/pts")
                    && Files.notExists(path)) {
                Files.delete(path);
            }
            Files.createSymbolicLink(path, Path.of(slavePath));
            link = path;
        } catch (FileAlreadyExistsException e) {
            throw new BoardException(
                    Kind.BUSY,
                    path + " is there already" + pointsTo(path)
                            + "; choose another name, or remove it if it is not in use",
                    e);
        } catch (IOException e) {
            throw new BoardException(Kind.IO, "cannot make the link " + path + ": " + e.getMessage(), e);
        }
    }

    private static String pointsTo(Path path) {
        try {
            return Files.isSymbolicLink(path) ? " and points to " + Files.readSymbolicLink(path) : "";
        } catch (IOException e) {
            return " and cannot be read (" + e.getMessage() + ")";
        }
    }

    /**
     * Reads what the slave's user wrote, waiting for the first byte.
     *
     * @return at least 1, or 0 if the deadline passed
     * @throws BoardException of kind {@link Kind#CLOSED} once closed
     */
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        byte[] chunk = new byte[Math.min(CHUNK, length)];
        enter();
        try {
            while (await(LibC.POLLIN, deadline)) {
                int count = LibC.INSTANCE
                        .read(master, chunk, new NativeLong(chunk.length))
                        .intValue();
                if (count > 0) {
                    System.arraycopy(chunk, 0, buffer, offset, count);
                    return count;
                }
                retryOrThrow("read", count);
            }
            return 0;
        } finally {
            exit();
        }
    }

    /**
     * Writes all bytes to the slave's user.
     *
     * @throws BoardException of kind {@link Kind#TIMEOUT} at the deadline; bytes written by then stay written
     * @throws BoardException of kind {@link Kind#CLOSED} once closed, also for a writer that waits
     */
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        byte[] chunk = new byte[Math.min(CHUNK, length)];
        enter();
        try {
            for (int done = 0; done < length; ) {
                if (!await(LibC.POLLOUT, deadline)) {
                    throw new BoardException(
                            Kind.TIMEOUT,
                            "whoever has " + slavePath + " open does not read: " + done + " of " + length
                                    + " bytes were written by the deadline");
                }
                int wanted = Math.min(CHUNK, length - done);
                System.arraycopy(buffer, offset + done, chunk, 0, wanted);
                int count = LibC.INSTANCE
                        .write(master, chunk, new NativeLong(wanted))
                        .intValue();
                if (count > 0) {
                    done += count;
                } else {
                    retryOrThrow("write", count);
                }
            }
        } finally {
            exit();
        }
    }

    /** Whether the master is ready before the deadline. */
    private boolean await(short events, Deadline deadline) {
        while (true) {
            long nanos = deadline.remainingNanos();
            // Rounded up: a deadline half a millisecond away must not make this loop spin.
            long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos) + (nanos > 0 ? 1 : 0));
            long slice = deadline.clock() == Clock.system() ? 60_000 : 10;
            // struct pollfd { int fd; short events, revents; }, twice, on a little-endian machine.
            int[] fds = {master, events, wakeOut, LibC.POLLIN};
            int ready = LibC.INSTANCE.poll(fds, new NativeLong(2), (int) Math.min(millis, slice));
            if (fds[3] >>> 16 != 0) {
                throw closed();
            }
            if (ready < 0 && Native.getLastError() != LibC.EINTR) {
                throw failed("poll", Native.getLastError());
            }
            if (ready > 0) {
                return true;
            }
            if (nanos <= 0) {
                return false;
            }
        }
    }

    private static void retryOrThrow(String call, int result) {
        int errno = Native.getLastError();
        if (result == 0 || errno != LibC.EAGAIN && errno != LibC.EINTR) {
            throw failed(call, errno);
        }
    }

    private void enter() {
        lock.lock();
        try {
            if (closed) {
                throw closed();
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    private void exit() {
        lock.lock();
        try {
            inside--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private BoardException closed() {
        return new BoardException(Kind.CLOSED, "the pseudo-terminal " + slavePath + " has been closed");
    }

    private static int check(String call, int result) {
        if (result < 0) {
            throw failed(call, Native.getLastError());
        }
        return result;
    }

    private static BoardException failed(String call, int errno) {
        return new BoardException(Kind.IO, "a pseudo-terminal failed: " + call + " gave errno " + errno);
    }

    /** Closes both sides, frees blocked threads and removes the link; closing twice is harmless. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            LibC.INSTANCE.write(wakeIn, new byte[1], new NativeLong(1));
            while (inside > 0) {
                // Not interruptible: a descriptor closed under a poll would be someone else's by the next call.
                left.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        for (int fd : new int[] {master, slave, wakeIn, wakeOut}) {
            LibC.INSTANCE.close(fd);
        }
        removeLink();
    }

    private void removeLink() {
        try {
            if (link != null
                    && Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                    && Files.readSymbolicLink(link).equals(Path.of(slavePath))) {
                Files.delete(link);
            }
        } catch (IOException e) {
            System.getLogger(Pty.class.getName())
                    .log(System.Logger.Level.WARNING, "the link " + link + " stays behind: " + e.getMessage());
        }
    }
}
