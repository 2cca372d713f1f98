package io.github.wroom4j.arduino;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** C's {@code strftime} in the C locale (TI-6). */
final class Strftime {
    private Strftime() {}

    /** The text of a format; {@code zone} and its offset in seconds east stand for {@code %Z} and {@code %z}. */
    static String format(String format, Tm tm, String zone, int offset) {
        LocalDateTime at = tm.normalised();
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char what = format.charAt(++i);
            if ((what == 'E' || what == 'O') && i + 1 < format.length()) {
                what = format.charAt(++i);
            }
            out.append(
                    switch (what) {
                        case 'Z' -> zone;
                        case 'z' ->
                            String.format(
                                    Locale.ROOT,
                                    "%s%02d%02d",
                                    offset < 0 ? "-" : "+",
                                    Math.abs(offset) / 3600,
                                    Math.abs(offset) / 60 % 60);
                        case 'c' -> format("%a %b %e %H:%M:%S %Y", tm, zone, offset);
                        case 'D', 'x' -> format("%m/%d/%y", tm, zone, offset);
                        case 'F' -> format("%Y-%m-%d", tm, zone, offset);
                        case 'T', 'X' -> format("%H:%M:%S", tm, zone, offset);
                        case 'R' -> format("%H:%M", tm, zone, offset);
                        case 'r' -> format("%I:%M:%S %p", tm, zone, offset);
                        default -> simple(what, at);
                    });
        }
        return out.toString();
    }

    private static String simple(char what, LocalDateTime at) {
        int weekday = at.getDayOfWeek().getValue() % 7;
        return switch (what) {
            case 'a' -> at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            // Some of Java's locale data say "Sept".
            case 'b', 'h' ->
                at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
            case 'B' -> at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'C' -> two(at.getYear() / 100);
            case 'd' -> two(at.getDayOfMonth());
            case 'e' -> String.format(Locale.ROOT, "%2d", at.getDayOfMonth());
            case 'g' -> two(at.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> String.valueOf(at.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> two(at.getHour());
            case 'I' -> two((at.getHour() + 11) % 12 + 1);
            case 'j' -> String.format(Locale.ROOT, "%03d", at.getDayOfYear());
            case 'm' -> two(at.getMonthValue());
            case 'M' -> two(at.getMinute());
            case 'n' -> "\n";
            case 'p' -> at.getHour() < 12 ? "AM" : "PM";
            case 'S' -> two(at.getSecond());
            case 't' -> "\t";
            case 'u' -> String.valueOf(at.getDayOfWeek().getValue());
            case 'U' -> two((at.getDayOfYear() + 6 - weekday) / 7);
            case 'V' -> two(at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> String.valueOf(weekday);
            case 'W' -> two((at.getDayOfYear() + 6 - (weekday + 6) % 7) / 7);
            case 'y' -> two(at.getYear() % 100);
            case 'Y' -> String.valueOf(at.getYear());
            case '%' -> "%";
            default -> "%" + what;
        };
    }

    private static String two(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }
}
