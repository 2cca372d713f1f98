package io.github.wroom4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
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

    /** What is written into one is a line. */
    private static final int MOST_TEXT = 4096;

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
            // A link in this place could name any file of this user's: it is not followed.
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            lock = channel.tryLock();
            if (lock == null) {
                return Optional.empty();
            }
            if (!holdsOnlyAnOwner(channel)) {
                lock.release();
                lock = null;
                throw new IOException(file + " is not a lock file of a bench: it is left as it is");
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

    /** Whether a file is empty or says who held the lock last, and nothing else. */
    private static boolean holdsOnlyAnOwner(FileChannel channel) throws IOException {
        if (channel.size() > MOST_TEXT) {
            return false;
        }
        var bytes = ByteBuffer.allocate((int) channel.size());
        channel.read(bytes, 0);
        String text = new String(bytes.array(), StandardCharsets.UTF_8);
        return text.isEmpty() || text.matches("pid \\d+ of [^\\n]*");
    }

    /** The text of a file that someone has locked; empty if it is not locked, or if it is gone. */
    static Optional<String> textIfLocked(Path path) throws IOException {
        Path file = path.toAbsolutePath().normalize();
        String ours = HELD.get(file);
        if (ours != null) {
            return Optional.of(ours);
        }
        try (FileChannel probe =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            FileLock free = probe.tryLock();
            if (free != null) {
                return Optional.empty();
            }
            var bytes = ByteBuffer.allocate(MOST_TEXT);
            int length = Math.max(0, probe.read(bytes, 0));
            return Optional.of(new String(bytes.array(), 0, length, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes a directory for lock files that only this user can enter, or makes sure that one is so.
     *
     * @throws IOException if it belongs to another, is a link, or lets others write: who could plant a file there
     */
    static void makeDirectory(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            requireOurs(directory);
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static void requireOurs(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory: remove it");
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return; // no permissions on this file system
        }
        PosixFileAttributes known = view.readAttributes();
        // The user that the system knows: an environment may claim any name.
        String self;
        Path probe = Files.createTempFile("wroom4j", ".owner");
        try {
            self = Files.getOwner(probe).getName();
        } finally {
            Files.delete(probe);
        }
        if (!known.owner().getName().equals(self)) {
            throw new IOException(directory + " belongs to " + known.owner().getName() + ", not to " + self
                    + ": remove it or name another directory");
        }
        if (known.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || known.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(directory + " lets others write: chmod 700 " + directory);
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
