package io.github.wroom4j.arduino;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The wall clock of a sketch (rules TI-1 … TI-5): this computer's where that is plausible, else the module's own SNTP
 * client, so that a board computer without a clock can check certificates.
 *
 * <p>Safe for use by several threads. {@link #now()} may block for one command while the module is being asked.
 */
public final class SketchTime {
    /** A clock before this has never been set: this program is younger. */
    private static final Instant PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

    private static final long DEFAULT_UPDATE_MS = 3_600_000;
    private static final long SHORTEST_UPDATE_MS = 15_000;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    private final SketchContext context;
    private PosixZone zone = PosixZone.UTC;
    private boolean byModule;
    private Instant setTo;
    private long setAtNanos;
    private long nextQuestion;
    private long updateMs = DEFAULT_UPDATE_MS;
    private Consumer<Boolean> onSet = fromSntp -> {};
    private ClientError zoneError = ClientError.NONE;
    private ClientError moduleError = ClientError.NONE;

    private SketchTime(SketchContext context) {
        this.context = context;
    }

    /** The clock of a sketch. */
    public static SketchTime of(SketchContext context) {
        return context.part(SketchTime.class, SketchTime::new);
    }

    synchronized void zone(PosixZone newZone) {
        zone = newZone;
        zoneError = ClientError.NONE;
    }

    /** A zone that cannot be read is UTC, as it is to newlib; {@link #getLastError()} says so. */
    synchronized void zone(String text) {
        try {
            zone(PosixZone.of(text));
        } catch (IllegalArgumentException unreadable) {
            zone = PosixZone.UTC;
            zoneError = new ClientError(
                    ClientError.Stage.SETTINGS, unreadable.getMessage() + "; it is taken for UTC", unreadable);
        }
    }

    synchronized PosixZone zone() {
        return zone;
    }

    /** Wording after each setting of the clock, and whether SNTP did it (TI-4). */
    synchronized void onSet(Consumer<Boolean> listener) {
        onSet = listener;
    }

    /** How long the module's time counts before it is asked again; at least 15 s (TI-5). */
    public synchronized void updateEvery(long milliseconds) {
        updateMs = Math.max(SHORTEST_UPDATE_MS, milliseconds);
    }

    /**
     * Why the module gave no time, or that the zone could not be read; {@link ClientError#NONE} if neither. What is wrong
     * with the zone stays until another zone is set, as the clock may be right all the while.
     */
    public synchronized ClientError getLastError() {
        return zoneError.isError() ? zoneError : moduleError;
    }

    /** Whether this clock differs from the computer's: set by the sketch, or the module's. */
    public synchronized boolean wasSet() {
        return byModule || setTo != null;
    }

    /** Whether this computer's clock can be right. */
    public boolean plausible() {
        return context.clock().now().isAfter(PLAUSIBLE);
    }

    /** Starts SNTP: nothing to do where the clock is right already (TI-1). */
    void start(List<String> servers) {
        Consumer<Boolean> listener;
        synchronized (this) {
            byModule = !plausible();
            nextQuestion = context.clock().nanos();
            setTo = byModule ? setTo : null;
            listener = onSet;
        }
        if (!byModule) {
            listener.accept(true);
            return;
        }
        try {
            context.module().time().start(servers, deadline());
            failed(ClientError.NONE);
        } catch (AtException refused) {
            failed(new ClientError(ClientError.Stage.MODULE, "the module's SNTP: " + refused.getMessage(), refused));
        } catch (IllegalArgumentException unusable) {
            failed(new ClientError(ClientError.Stage.SETTINGS, unusable.getMessage(), unusable));
        }
    }

    private synchronized void failed(ClientError error) {
        moduleError = error;
    }

    private Deadline deadline() {
        return Deadline.in(context.clock(), context.module().timeouts().command());
    }

    /** What time it is; before the module has a time, counted from 1970 at the sketch's boot (TI-2). */
    public Instant now() {
        askIfDue();
        synchronized (this) {
            if (setTo != null) {
                return setTo.plusNanos(context.clock().nanos() - setAtNanos);
            }
            return plausible() && !byModule ? context.clock().now() : Instant.EPOCH.plusNanos(context.uptimeNanos());
        }
    }

    private void askIfDue() {
        synchronized (this) {
            long now = context.clock().nanos();
            if (!byModule || now - nextQuestion < 0) {
                return;
            }
            nextQuestion = now + BETWEEN_QUESTIONS.toNanos();
        }
        Optional<Instant> reported;
        try {
            reported = context.module().time().now(deadline());
            failed(ClientError.NONE);
        } catch (AtException silent) {
            failed(new ClientError(ClientError.Stage.MODULE, "the module's SNTP: " + silent.getMessage(), silent));
            return;
        }
        // A module that has not synchronised yet reports 1970; nonsense from a time server does not count either.
        reported.filter(instant -> instant.isAfter(PLAUSIBLE)).ifPresent(instant -> {
            set(instant, true);
            synchronized (this) {
                nextQuestion =
                        context.clock().nanos() + Duration.ofMillis(updateMs).toNanos();
            }
        });
    }

    /** Sets the sketch's clock, not the computer's (TI-4). */
    void set(Instant time, boolean fromSntp) {
        Consumer<Boolean> listener;
        synchronized (this) {
            setTo = time;
            setAtNanos = context.clock().nanos();
            listener = onSet;
        }
        listener.accept(fromSntp);
    }

    /** Whole seconds since 1970. */
    long seconds() {
        return now().truncatedTo(ChronoUnit.SECONDS).getEpochSecond();
    }
}
