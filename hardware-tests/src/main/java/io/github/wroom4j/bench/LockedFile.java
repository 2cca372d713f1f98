package io.github.wroom4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A file that this JVM holds an operating system's lock on, with a text for whoever finds it locked. The lock dies with
 * the process.
 *
 * <p>POSIX drops all of a process's locks on a file as soon as the process closes <em>any</em> descriptor of it
 * (fcntl(2)). So a JVM must never open a file that it has locked: the table of held files is one for the process, as
 * the rule is, and is asked before every opening.
 */
final class LockedFile implements AutoCloseable {
    private static final ConcurrentMap<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private LockedFile(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /** Locks a file, making it if absent, and writes the text into it; empty if another holds it. */
    static Optional<LockedFile> tryLock(Path path, String text) throws IOException {
        Path file = path.toAbsolutePath().normalize();
        if (HELD.putIfAbsent(file, text) != null) {
            return Optional.empty();
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock == null) {
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            return Optional.of(new LockedFile(file, channel, lock));
        } finally {
            if (lock == null) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(file);
            }
        }
    }

    /** The text of a file that someone has locked; empty if nobody has, or if it is gone. */
    static Optional<String> textIfLocked(Path path) throws IOException {
        Path file = path.toAbsolutePath().normalize();
        String ours = HELD.get(file);
        if (ours != null) {
            return Optional.of(ours);
        }
        try (FileChannel probe = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileLock free = probe.tryLock();
            if (free != null) {
                return Optional.empty();
            }
            var bytes = ByteBuffer.allocate(4096);
            int length = Math.max(0, probe.read(bytes, 0));
            return Optional.of(new String(bytes.array(), 0, length, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes a directory for lock files that only this user can enter. */
    static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    /** Where it is. */
    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        try {
            if (lock.isValid()) {
                lock.release();
            }
        } finally {
            channel.close();
            HELD.remove(file);
        }
    }
}
