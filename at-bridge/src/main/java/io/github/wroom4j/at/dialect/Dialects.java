package io.github.wroom4j.at.dialect;

import io.github.wroom4j.at.Firmware;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** From the answer to {@code AT+GMR} to the table that fits, or the nearest one (at-protocol §1.1). */
public final class Dialects {
    private static final Pattern AT_VERSION = Pattern.compile("AT version:\\s*((\\d+)\\.(\\d+)(?:\\.(\\d+))?[\\d.]*)");
    private static final Pattern SDK_VERSION = Pattern.compile("SDK version:\\s*(\\S.*)");

    /**
     * A row: which versions speak a table. Rows are tried in order, and the first that fits speaks.
     *
     * @param marker what must stand in the line {@code AT version:…}; empty for any
     * @param below {@code major.minor.patch} of the first version that the row does not fit; empty for none
     * @param table how such a firmware is spoken to
     * @param exact whether they are known to speak it, or it is only the nearest
     */
    public record Row(String marker, String below, DialectTable table, boolean exact) {
        /** A firmware that its version line gives away by a word. */
        public static Row marked(String marker, DialectTable table) {
            return new Row(marker, "", table, true);
        }

        private boolean fits(String line, Matcher version) {
            return line.contains(marker) && (below.isEmpty() || number(version) < number(below));
        }

        private static long number(String text) {
            Matcher parts = AT_VERSION.matcher("AT version:" + text);
            if (!parts.find()) {
                throw new IllegalArgumentException("a version is major.minor or major.minor.patch, not " + text);
            }
            return number(parts);
        }

        private static long number(Matcher version) {
            String patch = version.group(4) == null ? "0" : version.group(4);
            return (clipped(version.group(2)) * 1_000_000L + clipped(version.group(3))) * 1_000_000L + clipped(patch);
        }
    }

    private static final List<Row> KNOWN = List.of(
            Row.marked("(partial)", EspAtMod.V0_5),
            new Row("", "0.40", NonOs.V0_40, false),
            // 0.50 … 0.52 still answer `Link type ERROR` to SSL (at-protocol §1)
            new Row("", "0.60", NonOs.V0_40, true),
            new Row("", "0.61", NonOs.V0_60, true),
            new Row("", "1.0", NonOs.V0_60, false),
            new Row("", "1.4", NonOs.V1_0, true), // 1.2 exists in the field and behaves alike (at-protocol §1)
            new Row("", "1.7", NonOs.V1_4, true),
            new Row("", "1.7.2", NonOs.V1_7_0, true),
            new Row("", "1.7.7", NonOs.V1_7, true),
            new Row("", "2.0", NonOs.V1_7, false),
            new Row("", "2.1", EspAt.V2_0, true),
            new Row("", "2.2", EspAt.V2_1, true),
            new Row("", "2.4", EspAt.V2_2, true),
            new Row("", "", EspAt.V2_2, false));

    /** The rows of this project. */
    public static final Dialects BUILT_IN = new Dialects(KNOWN);

    private final List<Row> rows;

    private Dialects(List<Row> rows) {
        this.rows = rows;
    }

    /** These rows, tried before this project's: for a firmware that it does not know. */
    public static Dialects with(List<Row> own) {
        return new Dialects(Stream.concat(own.stream(), KNOWN.stream()).toList());
    }

    /** What the answer says, and how to speak to it. */
    public record Detected(Firmware firmware, DialectTable table) {}

    /** Reads the information lines of {@code AT+GMR} by this project's rows. */
    public static Detected detect(List<String> lines) {
        return BUILT_IN.of(lines);
    }

    /** Reads the information lines of {@code AT+GMR}. Vendor lines are ignored (at-protocol §1). */
    public Detected of(List<String> lines) {
        String atVersion = "";
        String sdkVersion = "";
        // Nothing readable: the oldest table asks for least.
        var row = new Row("", "", NonOs.V0_40, false);
        for (String line : lines) {
            Matcher at = AT_VERSION.matcher(line);
            if (at.find() && atVersion.isEmpty()) {
                atVersion = at.group(1);
                row = rows.stream().filter(r -> r.fits(line, at)).findFirst().orElseThrow();
            }
            Matcher sdk = SDK_VERSION.matcher(line);
            if (sdk.find() && sdkVersion.isEmpty()) {
                sdkVersion = sdk.group(1).trim();
            }
        }
        DialectTable table = row.table;
        return new Detected(new Firmware(table.family(), atVersion, sdkVersion, lines, table.name(), row.exact), table);
    }

    private static int clipped(String digits) {
        return Integer.parseInt(digits.substring(0, Math.min(digits.length(), 6)));
    }
}
