package io.github.wroom4j.arduino;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time zone in POSIX's notation, as in {@code TZ.h} (TI-1): {@code CET-1CEST,M3.5.0,M10.5.0/3}. Java's own zones know no
 * changes at hour 26 or −1, which {@code TZ.h} has.
 */
final class PosixZone {
    /** {@code UTC0}. */
    static final PosixZone UTC = new PosixZone("UTC", 0, "", 0, null, null);

    private static final String NAME = "([A-Za-z]{3,}|<[-+A-Za-z0-9]+>)";
    private static final String TIME = "([-+]?\\d{1,3})(?::([0-5]?\\d))?(?::([0-5]?\\d))?";

    /** The day of a year, 0 … 365; POSIX's form with J counts from 1. */
    private static final String OF_YEAR = "(?:[0-2]?\\d{1,2}|3[0-5]\\d|36[0-5])";

    private static final String DAY =
            "(M(?:0?[1-9]|1[0-2])\\.[1-5]\\.[0-6]|J(?!0+(?!\\d))" + OF_YEAR + "|" + OF_YEAR + ")(?:/" + TIME + ")?";
    private static final Pattern ZONE =
            Pattern.compile(NAME + TIME + "(?:" + NAME + "(?:" + TIME + ")?(?:," + DAY + "," + DAY + ")?)?");

    private final String standardName;
    private final int standardOffset;
    private final String summerName;
    private final int summerOffset;
    private final Change toSummer;
    private final Change toStandard;

    /** When clocks are changed: a day's rule and seconds after that day's midnight. */
    private record Change(String day, int second) {
        LocalDateTime in(int year) {
            return date(year).atStartOfDay().plusSeconds(second);
        }

        private LocalDate date(int year) {
            if (day.startsWith("J")) {
                // Day 60 is March 1st in every year.
                int n = Integer.parseInt(day.substring(1));
                return LocalDate.ofYearDay(2001, n).withYear(year);
            }
            if (!day.startsWith("M")) {
                return LocalDate.of(year, 1, 1).plusDays(Integer.parseInt(day));
            }
            String[] parts = day.substring(1).split("\\.");
            LocalDate month = LocalDate.of(year, Integer.parseInt(parts[0]), 1);
            DayOfWeek weekday = DayOfWeek.of((Integer.parseInt(parts[2]) + 6) % 7 + 1);
            int week = Integer.parseInt(parts[1]);
            return month.with(
                    week == 5
                            ? TemporalAdjusters.lastInMonth(weekday)
                            : TemporalAdjusters.dayOfWeekInMonth(week, weekday));
        }
    }

    private PosixZone(
            String standardName,
            int standardOffset,
            String summerName,
            int summerOffset,
            Change toSummer,
            Change toStandard) {
        this.standardName = standardName;
        this.standardOffset = standardOffset;
        this.summerName = summerName;
        this.summerOffset = summerOffset;
        this.toSummer = toSummer;
        this.toStandard = toStandard;
    }

    /** A fixed distance from UTC, in seconds east. */
    static PosixZone fixed(int offset) {
        return new PosixZone("", offset, "", offset, null, null);
    }

    /**
     * Reads a zone.
     *
     * @throws IllegalArgumentException with an example if it is none
     */
    static PosixZone of(String text) {
        Matcher m = ZONE.matcher(text == null ? "" : text);
        if (!m.matches()) {
            boolean showable =
                    text != null && text.length() <= 60 && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
            throw new IllegalArgumentException((showable ? "\"" + text + "\"" : "the text")
                    + " is not a time zone in POSIX form, as CET-1CEST,M3.5.0,M10.5.0/3 is");
        }
        // POSIX counts west of Greenwich.
        int standard = -seconds(m, 2);
        String summer = m.group(5);
        if (summer == null) {
            return new PosixZone(bare(m.group(1)), standard, "", standard, null, null);
        }
        int offset = m.group(6) == null ? standard + 3600 : -seconds(m, 6);
        boolean ruled = m.group(9) != null;
        // Without rules newlib takes the United States'.
        var there = new Change(ruled ? m.group(9) : "M3.2.0", m.group(10) == null ? 7200 : seconds(m, 10));
        var back = new Change(ruled ? m.group(13) : "M11.1.0", m.group(14) == null ? 7200 : seconds(m, 14));
        return new PosixZone(bare(m.group(1)), standard, bare(summer), offset, there, back);
    }

    private static String bare(String name) {
        return name.startsWith("<") ? name.substring(1, name.length() - 1) : name;
    }

    private static int seconds(Matcher m, int group) {
        String hours = m.group(group);
        int rest = number(m.group(group + 1)) * 60 + number(m.group(group + 2));
        int whole = Math.abs(Integer.parseInt(hours)) * 3600 + rest;
        return hours.startsWith("-") ? -whole : whole;
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** Whether summer time is kept at that second of UTC. */
    boolean summer(long epochSecond) {
        if (toSummer == null) {
            return false;
        }
        int year = utc(epochSecond + standardOffset).getYear();
        long begin = toSummer.in(year).toEpochSecond(ZoneOffset.UTC) - standardOffset;
        long end = toStandard.in(year).toEpochSecond(ZoneOffset.UTC) - summerOffset;
        return begin < end ? epochSecond >= begin && epochSecond < end : epochSecond >= begin || epochSecond < end;
    }

    /** Seconds east of UTC at that second of UTC. */
    int offset(long epochSecond) {
        return summer(epochSecond) ? summerOffset : standardOffset;
    }

    /** The zone's name at that second. */
    String name(boolean summer) {
        return summer ? summerName : standardName;
    }

    Tm local(long epochSecond) {
        return new Tm(utc(epochSecond + offset(epochSecond)), summer(epochSecond));
    }

    /** The second of UTC that a local time means; in doubt what {@code tm_isdst} says, else standard time. */
    long second(Tm tm) {
        long wall = tm.normalised().toEpochSecond(ZoneOffset.UTC);
        long asStandard = wall - standardOffset;
        long asSummer = wall - summerOffset;
        if (tm.tm_isdst > 0 && toSummer != null) {
            return asSummer;
        }
        return tm.tm_isdst < 0 && summer(asSummer) && (summer(asStandard) || asStandard == asSummer)
                ? asSummer
                : asStandard;
    }

    static LocalDateTime utc(long epochSecond) {
        return LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    }
}
