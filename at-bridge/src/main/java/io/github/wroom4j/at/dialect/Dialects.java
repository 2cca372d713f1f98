package io.github.wroom4j.at.dialect;

import io.github.wroom4j.at.Firmware;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the answer to {@code AT+GMR} to the table that fits, or the nearest one (at-protocol §1.1). */
public final class Dialects {
    private static final Pattern AT_VERSION = Pattern.compile("AT version:\\s*((\\d+)\\.(\\d+)(?:\\.(\\d+))?[\\d.]*)");
    private static final Pattern SDK_VERSION = Pattern.compile("SDK version:\\s*(\\S.*)");

    private Dialects() {}

    /** What the answer says, and how to speak to it. */
    public record Detected(Firmware firmware, DialectTable table) {}

    /** A choice: the table, and whether that version is known to speak it. */
    private record Choice(DialectTable table, boolean exact) {}

    /** Reads the information lines of {@code AT+GMR}. Vendor lines are ignored (§1). */
    public static Detected detect(List<String> lines) {
        String atVersion = "";
        String sdkVersion = "";
        // Nothing readable: the oldest table asks for least.
        var choice = new Choice(NonOs.V0_40, false);
        for (String line : lines) {
            Matcher at = AT_VERSION.matcher(line);
            if (at.find() && atVersion.isEmpty()) {
                atVersion = at.group(1);
                int patch = at.group(4) == null ? 0 : clipped(at.group(4));
                choice = line.contains("(partial)")
                        ? new Choice(EspAtMod.V0_5, true)
                        : choose(clipped(at.group(2)), clipped(at.group(3)), patch);
            }
            Matcher sdk = SDK_VERSION.matcher(line);
            if (sdk.find() && sdkVersion.isEmpty()) {
                sdkVersion = sdk.group(1).trim();
            }
        }
        DialectTable table = choice.table;
        return new Detected(
                new Firmware(table.family(), atVersion, sdkVersion, lines, table.name(), choice.exact), table);
    }

    private static int clipped(String digits) {
        return Integer.parseInt(digits.substring(0, Math.min(digits.length(), 6)));
    }

    private static Choice choose(int major, int minor, int patch) {
        if (major == 0) {
            // 0.50 … 0.52 still answer `Link type ERROR` to SSL (§1).
            return minor < 60 ? new Choice(NonOs.V0_40, minor >= 40) : new Choice(NonOs.V0_60, minor == 60);
        }
        if (major == 1) {
            if (minor < 4) {
                return new Choice(NonOs.V1_0, true); // 1.2 exists in the field and behaves alike (§1)
            }
            if (minor < 7) {
                return new Choice(NonOs.V1_4, true);
            }
            return minor == 7 && patch < 2
                    ? new Choice(NonOs.V1_7_0, true)
                    : new Choice(NonOs.V1_7, minor == 7 && patch <= 6);
        }
        if (major == 2 && minor < 2) {
            return new Choice(minor == 0 ? EspAt.V2_0 : EspAt.V2_1, true);
        }
        return new Choice(EspAt.V2_2, major == 2 && minor <= 3);
    }
}
