package io.github.wroom4j.arduino;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Date and time as newlib and the core give them (rules TI-1 … TI-6). */
abstract class CalendarFunctions extends TimeFunctions {
    private static final int EINVAL = 22;

    /** Years since 1900 from which on {@code getLocalTime} believes the clock (TI-3). */
    private static final int AFTER_2016 = 116;

    CalendarFunctions() {}

    private static SketchTime clock() {
        return SketchTime.of(SketchContext.required());
    }

    /**
     * Sets the zone as a distance from UTC and starts SNTP with up to three servers (TI-1). Where this computer's clock is
     * right already no server is asked; else the module's own SNTP client is started, which is one command.
     */
    public static void configTime(int timezoneSeconds, int daylightOffsetSeconds, String... servers) {
        clock().zone(PosixZone.fixed(timezoneSeconds + daylightOffsetSeconds));
        clock().start(named(servers));
    }

    /**
     * The same with a zone of POSIX's form, as in {@code TZ.h} (TI-1).
     *
     * @throws IllegalArgumentException if the zone cannot be read
     */
    public static void configTime(String zone, String... servers) {
        setTZ(zone);
        clock().start(named(servers));
    }

    /** {@link #configTime(String, String...)}. */
    public static void configTzTime(String zone, String... servers) {
        configTime(zone, servers);
    }

    private static List<String> named(String... servers) {
        var given = new ArrayList<String>();
        for (String server : servers) {
            if (server != null && !server.isEmpty() && given.size() < 3) {
                given.add(server);
            }
        }
        return given;
    }

    /**
     * Sets the zone of {@code localtime}, of POSIX's form.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public static void setTZ(String zone) {
        clock().zone(PosixZone.of(zone));
    }

    /** Whole seconds since 1970, UTC; before the clock was set, since the sketch's boot (TI-2). */
    public static long time() {
        return clock().seconds();
    }

    /** {@link #time()}: C's {@code time(nullptr)}. */
    public static long time(Object nothing) {
        return time();
    }

    /** C's {@code gettimeofday}: UTC with its fraction. */
    public static Instant gettimeofday() {
        return clock().now();
    }

    /** Sets the sketch's clock, not the computer's; a zone must be null (TI-4). Returns 0, or 22 (EINVAL). */
    public static int settimeofday(Instant time, Object zone) {
        if (zone != null || time == null) {
            return EINVAL;
        }
        clock().set(time, false);
        return 0;
    }

    /** Called after each setting of the clock (TI-4). */
    public static void settimeofday_cb(Runnable callback) {
        settimeofday_cb(fromSntp -> callback.run());
    }

    /** Called after each setting of the clock with whether SNTP did it (TI-4). */
    public static void settimeofday_cb(Consumer<Boolean> callback) {
        clock().onSet(callback);
    }

    /** The local time within five seconds; empty if the clock was not set by then (TI-3). */
    public static Optional<Tm> getLocalTime() {
        return getLocalTime(5000);
    }

    /** The local time within so many milliseconds; empty if the clock was not set by then (TI-3). */
    public static Optional<Tm> getLocalTime(long milliseconds) {
        long start = millis();
        while (true) {
            Tm now = localtime(time());
            if (now.tm_year > AFTER_2016) {
                return Optional.of(now);
            }
            if (millis() - start >= milliseconds) {
                return Optional.empty();
            }
            delay(10);
        }
    }

    public static Tm gmtime(long seconds) {
        return PosixZone.UTC.local(seconds);
    }

    /** In the zone set by {@code configTime} or {@code setTZ}; UTC before that. */
    public static Tm localtime(long seconds) {
        return clock().zone().local(seconds);
    }

    /** The second that a local time means; puts the fields into their ranges (TI-6). */
    public static long mktime(Tm tm) {
        PosixZone zone = clock().zone();
        long second = zone.second(tm);
        Tm whole = zone.local(second);
        tm.set(PosixZone.utc(second + zone.offset(second)));
        tm.tm_isdst = whole.tm_isdst;
        return second;
    }

    /** The text of a C format, in English; {@code %c} looks as {@code asctime} does. */
    public static String strftime(String format, Tm tm) {
        PosixZone zone = clock().zone();
        boolean summer = tm.tm_isdst > 0;
        int offset = (int) Duration.between(
                        Instant.ofEpochSecond(zone.second(tm)), tm.normalised().toInstant(ZoneOffset.UTC))
                .toSeconds();
        return Strftime.format(format, tm, zone.name(summer), offset);
    }

    /** {@code Sun Mar 25 02:00:00 2012} and a line feed. */
    public static String asctime(Tm tm) {
        return tm + "\n";
    }

    /** {@link #asctime} of the local time. */
    public static String ctime(long seconds) {
        return asctime(localtime(seconds));
    }
}
