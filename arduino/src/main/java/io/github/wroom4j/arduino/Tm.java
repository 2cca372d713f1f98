package io.github.wroom4j.arduino;

import java.time.LocalDateTime;

/** C's {@code struct tm}: a date and a time, in C's numbers (TI-6). {@code asctime()} is {@link #toString()}. */
public final class Tm {
    /** Seconds, 0 … 60. */
    public int tm_sec;
    /** Minutes, 0 … 59. */
    public int tm_min;
    /** Hours, 0 … 23. */
    public int tm_hour;
    /** Day of the month, 1 … 31. */
    public int tm_mday = 1;
    /** Month, 0 … 11. */
    public int tm_mon;
    /** Years since 1900. */
    public int tm_year;
    /** Days since Sunday, 0 … 6. */
    public int tm_wday;
    /** Days since January 1st, 0 … 365. */
    public int tm_yday;
    /** Above 0 in daylight saving time, 0 outside, below 0 unknown. */
    public int tm_isdst = -1;

    /** January 1st 1900, midnight. */
    public Tm() {}

    Tm(LocalDateTime at, boolean daylightSaving) {
        set(at);
        tm_isdst = daylightSaving ? 1 : 0;
    }

    void set(LocalDateTime at) {
        tm_sec = at.getSecond();
        tm_min = at.getMinute();
        tm_hour = at.getHour();
        tm_mday = at.getDayOfMonth();
        tm_mon = at.getMonthValue() - 1;
        tm_year = at.getYear() - 1900;
        tm_wday = at.getDayOfWeek().getValue() % 7;
        tm_yday = at.getDayOfYear() - 1;
    }

    /** The date and time meant, fields beyond their ranges carried over as {@code mktime} does. */
    LocalDateTime normalised() {
        return LocalDateTime.of(tm_year + 1900, 1, 1, 0, 0)
                .plusMonths(tm_mon)
                .plusDays(tm_mday - 1L)
                .plusHours(tm_hour)
                .plusMinutes(tm_min)
                .plusSeconds(tm_sec);
    }

    /** {@code Sun Mar 25 02:00:00 2012}, without {@code asctime}'s line end. */
    @Override
    public String toString() {
        return Strftime.format("%a %b %e %H:%M:%S %Y", this, "", 0);
    }
}
