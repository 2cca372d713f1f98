package io.github.wroom4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Exclusive use of one bench between the JVMs of a machine: an operating system's lock on a small file whose text names
 * the owner. A killed JVM's lock is freed by the operating system; the text it leaves behind does not lock.
 *
 * <p>Within one JVM a second attempt is refused like any other. Between machines, the bench's own server (ser2net)
 * admits one client.
 */
public final class BenchLock implements AutoCloseable {
    private final LockedFile file;

    private BenchLock(LockedFile file) {
        this.file = file;
    }

    /** Where this user's lock files are: a directory of their own below the machine's temporary one. */
    public static Path defaultDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "wroom4j-benches-" + System.getProperty("user.name"));
    }

    /**
     * Takes the lock of a bench if it is free.
     *
     * @param directory where the lock files are; made if absent, for this user alone
     * @param bench what is locked: two benches on one port are one bench
     * @param purpose what it is wanted for, for whoever finds it taken
     * @return the lock, or empty if someone has it
     */
    public static Optional<BenchLock> tryTake(Path directory, BenchDescription bench, String purpose) {
        String owner = "pid " + ProcessHandle.current().pid() + " of " + System.getProperty("user.name") + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " for " + purpose.replaceAll("\\p{Cntrl}", " ");
        try {
            LockedFile.makeDirectory(directory);
            return LockedFile.tryLock(file(directory, bench), owner).map(BenchLock::new);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock bench " + bench.id() + " in " + directory, e);
        }
    }

    /** Who has the bench now, in words; empty if it is free. */
    public static Optional<String> owner(Path directory, BenchDescription bench) {
        try {
            return LockedFile.textIfLocked(file(directory, bench));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot see who has bench " + bench.id(), e);
        }
    }

    private static Path file(Path directory, BenchDescription bench) {
        // The same port at another speed is the same bench: what follows the question mark does not count.
        String port = bench.address().replaceAll("\\?.*", "");
        String plain = port.replaceAll("[^A-Za-z0-9._-]", "_");
        return directory.resolve(plain + "-" + Integer.toHexString(port.hashCode()) + ".lock");
    }

    /** Gives the bench back. The file stays: deleting it would let two owners lock two files of one name. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + file.file(), e);
        }
    }
}
