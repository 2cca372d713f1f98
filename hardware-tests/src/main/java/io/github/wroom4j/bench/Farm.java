package io.github.wroom4j.bench;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Many benches, and many programs that want one: whoever asks first for a bench gets it first.
 *
 * <p>A waiter draws a ticket, a locked file that names the benches it would take, and takes a free bench only when no
 * older living ticket wants that bench. A killed waiter's ticket loses its lock and is swept away by the next. Nothing
 * is scheduled centrally; the files are the queue.
 */
public final class Farm {
    /** How often a waiter looks: locks of an operating system cannot be waited for several at a time. */
    private static final Duration LOOK = Duration.ofMillis(50);

    /** How often a waiter reports that it still waits. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    private static final AtomicLong TICKETS = new AtomicLong();

    private final List<BenchDescription> benches;
    private final Path directory;
    private final Clock clock;

    /** A farm of the benches of a file, with the lock files in {@link BenchLock#defaultDirectory()}. */
    public Farm(List<BenchDescription> benches) {
        this(benches, BenchLock.defaultDirectory(), Clock.system());
    }

    /** A farm with its lock files elsewhere. */
    public Farm(List<BenchDescription> benches, Path directory, Clock clock) {
        this.benches = List.copyOf(benches);
        this.directory = directory;
        this.clock = clock;
    }

    /** How soon a port is tried again that another machine has: each attempt is a connection to its server. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    /**
     * A bench that is ours until closed.
     *
     * @param lock the right to use it on this machine; a bench that is made anew for everyone, as a mock is, has none
     * @param board its board, where it was opened with the taking: no other machine has it either
     */
    public record Lease(BenchDescription bench, Optional<BenchLock> lock, Optional<Board> board)
            implements AutoCloseable {
        @Override
        public void close() {
            try {
                board.ifPresent(Board::close);
            } finally {
                lock.ifPresent(BenchLock::close);
            }
        }
    }

    /** No bench could be had. */
    public static final class NoBenchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoBenchException(String message) {
            super(message);
        }
    }

    /**
     * Takes a bench that has all the fixtures, waiting in turn for one until the deadline.
     *
     * @param fixtures what must be wired to it
     * @param purpose what it is wanted for, shown to others who wait
     * @param progress called with who has the benches while this waits: at once, then every five seconds
     * @throws NoBenchException at once if no bench has the fixtures, saying what each lacks; at the deadline otherwise,
     *     saying who has them
     */
    public Lease take(Set<String> fixtures, String purpose, Deadline deadline, Consumer<String> progress) {
        return take(fixtures, purpose, deadline, progress, false);
    }

    /**
     * As {@link #take}, and opens the bench's board: a bench whose port is in use on another machine, which no lock file
     * here can show, is passed over for a second, so that the next free one is taken or this one awaited.
     * A board that cannot be opened for any other reason is left to whoever brings the bench up.
     */
    public Lease takeOpen(Set<String> fixtures, String purpose, Deadline deadline, Consumer<String> progress) {
        return take(fixtures, purpose, deadline, progress, true);
    }

    private Lease take(
            Set<String> fixtures, String purpose, Deadline deadline, Consumer<String> progress, boolean open) {
        List<BenchDescription> suitable = benches.stream()
                .filter(bench -> bench.missing(fixtures).isEmpty())
                .toList();
        if (suitable.isEmpty()) {
            throw new NoBenchException("no bench has " + String.join(", ", fixtures) + ": "
                    + benches.stream()
                            .map(bench -> bench.id() + " lacks " + String.join(", ", bench.missing(fixtures)))
                            .collect(Collectors.joining("; ")));
        }
        for (BenchDescription bench : suitable) {
            if (bench.madeAnew()) {
                return new Lease(bench, Optional.empty(), Optional.empty());
            }
        }
        var elsewhere = new HashMap<String, Elsewhere>();
        try (Ticket ticket = Ticket.draw(directory, suitable)) {
            // A bench that is only being passed on is not worth a word.
            long reportAt = clock.nanos() + LOOK.toNanos();
            while (true) {
                Set<String> wantedBefore = ticket.wantedByOlder();
                for (BenchDescription bench : suitable) {
                    Elsewhere away = elsewhere.get(bench.id());
                    boolean worthATry = away == null || clock.nanos() - away.againAt() >= 0;
                    if (worthATry && !wantedBefore.contains(bench.id())) {
                        var lock = BenchLock.tryTake(directory, bench, purpose);
                        if (lock.isPresent()) {
                            var lease = leased(bench, lock, open, elsewhere);
                            if (lease.isPresent()) {
                                return lease.get();
                            }
                        }
                    }
                }
                if (deadline.expired()) {
                    throw new NoBenchException("no bench became free in time: " + owners(suitable, elsewhere));
                }
                if (clock.nanos() - reportAt >= 0) {
                    progress.accept("waiting for a bench: " + owners(suitable, elsewhere));
                    reportAt = clock.nanos() + REPORT_EVERY.toNanos();
                }
                clock.sleepUntil(Math.min(deadline.atNanos(), clock.nanos() + LOOK.toNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoBenchException("interrupted while waiting for a bench");
        } catch (IOException e) {
            throw new NoBenchException("cannot queue for a bench in " + directory + ": " + e.getMessage());
        }
    }

    /** A port that another machine had when it was tried. */
    private record Elsewhere(String user, long againAt) {}

    private Optional<Lease> leased(
            BenchDescription bench, Optional<BenchLock> lock, boolean open, Map<String, Elsewhere> elsewhere) {
        if (!open) {
            return Optional.of(new Lease(bench, lock, Optional.empty()));
        }
        try {
            return Optional.of(new Lease(bench, lock, Optional.of(Boards.open(bench.address()))));
        } catch (BoardException e) {
            if (e.kind() != BoardException.Kind.BUSY) {
                // The bench is broken, and the error comes when it is brought up.
                return Optional.of(new Lease(bench, lock, Optional.empty()));
            }
            lock.ifPresent(BenchLock::close);
            elsewhere.put(bench.id(), new Elsewhere(e.getMessage(), clock.nanos() + TRY_AGAIN.toNanos()));
            return Optional.empty();
        }
    }

    private String owners(List<BenchDescription> suitable, Map<String, Elsewhere> elsewhere) {
        return suitable.stream()
                .map(bench -> bench.id()
                        + BenchLock.owner(directory, bench)
                                .map(owner -> " is used by " + owner)
                                .or(() -> Optional.ofNullable(elsewhere.get(bench.id()))
                                        .map(away -> " is used on another machine (" + away.user() + ")"))
                                .orElse(" is free, and others wait for it"))
                .collect(Collectors.joining("; "));
    }

    /** A place in the queue. Its name sorts by time; its text lists the benches it would take. */
    private record Ticket(LockedFile file) implements AutoCloseable {

        static Ticket draw(Path directory, List<BenchDescription> suitable) throws IOException {
            LockedFile.makeDirectory(directory);
            String ids = suitable.stream().map(BenchDescription::id).collect(Collectors.joining(" "));
            while (true) {
                String name = String.format(
                        "%020d-%010d-%06d.ticket",
                        System.currentTimeMillis(), ProcessHandle.current().pid(), TICKETS.incrementAndGet());
                var file = LockedFile.tryLock(directory.resolve(name), ids);
                if (file.isPresent()) {
                    return new Ticket(file.get());
                }
                // Another waiter looked at the new file before it was locked; the next number is still free.
            }
        }

        Set<String> wantedByOlder() throws IOException {
            var wanted = new HashSet<String>();
            String own = file.file().getFileName().toString();
            try (var tickets = Files.newDirectoryStream(file.file().getParent(), "*.ticket")) {
                for (Path other : tickets) {
                    if (other.getFileName().toString().compareTo(own) < 0) {
                        var ids = LockedFile.textIfLocked(other);
                        if (ids.isPresent()) {
                            wanted.addAll(Arrays.asList(ids.get().split(" ")));
                        } else {
                            Files.deleteIfExists(other); // its owner was killed while it waited
                        }
                    }
                }
            }
            return wanted;
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file.file());
            file.close();
        }
    }
}
