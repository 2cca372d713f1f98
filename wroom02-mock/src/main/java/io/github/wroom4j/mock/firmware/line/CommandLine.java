package io.github.wroom4j.mock.firmware.line;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A command line taken apart: {@code CWMODE_CUR}, {@link Form#SET}, and the bytes after the equals sign.
 *
 * @param name the name without its plus sign, {@code ""} for a bare {@code AT}
 * @param form which handler it asks for
 * @param parameters what follows, up to and including the line's end
 */
public record CommandLine(String name, Form form, Parameters parameters) {

    /**
     * Takes a line apart.
     *
     * @param line the bytes after {@code AT}, up to and including LF
     * @param version whose rules to use
     * @return null if no handler can match: the line has no CR, or a name that no table could hold
     */
    public static CommandLine parse(byte[] line, AtVersion version) {
        if (version.isEspAt()) {
            return espAt(line, version);
        }
        int at = 0;
        boolean plus = line[0] == '+';
        if (plus) {
            at = 1;
        }
        int start = at;
        boolean digits = version.is("digit-ends-name");
        while (at < line.length && !endsName(line[at], digits || !plus)) {
            at++;
        }
        if (at == line.length) {
            return null;
        }
        String name = new String(line, start, at - start, StandardCharsets.ISO_8859_1);
        if (version.is("names-any-case")) {
            name = name.toUpperCase(Locale.ROOT);
        }
        // A plus sign belongs to every name but the empty one and E: AT+ and AT+E0 are in no table.
        boolean bare = name.isEmpty() || name.equals("E");
        if (plus == bare) {
            return null;
        }
        return version.isNonOs() ? nonOs(name, line, at, version) : strict(name, line, at, version);
    }

    /**
     * libat looks one byte beyond the name's end: a CR, a query mark before one, and {@code =?} before one have handlers
     * of their own, all else is a set, whose handler steps over the byte that ended the name (at-recorded D15, D30, D31).
     */
    private static CommandLine nonOs(String name, byte[] line, int at, AtVersion version) {
        byte ending = line[at];
        if (ending == '\r') {
            return new CommandLine(name, Form.EXEC, parameters(line, at, version));
        }
        if (ending == '?') {
            return line[at + 1] == '\r' ? new CommandLine(name, Form.QUERY, parameters(line, at + 1, version)) : null;
        }
        if (ending == '=' && line[at + 1] == '?' && line[at + 2] == '\r') {
            return new CommandLine(name, Form.TEST, parameters(line, at + 2, version));
        }
        // ATE alone reads the digit that ended its name.
        return new CommandLine(name, Form.SET, parameters(line, name.equals("E") ? at : at + 1, version));
    }

    private static CommandLine strict(String name, byte[] line, int at, AtVersion version) {
        byte ending = line[at];
        if (ending == '\r') {
            return endsAt(line, at) ? new CommandLine(name, Form.EXEC, parameters(line, at, version)) : null;
        }
        if (ending == '?' && endsAt(line, at + 1)) {
            return new CommandLine(name, Form.QUERY, parameters(line, at + 1, version));
        }
        if (ending == '?') {
            // ESP_ATMod's AT+CIPSSLCERT?2 is the one query with a parameter (at-protocol §8.5).
            return new CommandLine(
                    name,
                    version.is("query-parameter") ? Form.QUERY : Form.SET,
                    parameters(line, version.is("query-parameter") ? at + 1 : at, version));
        }
        if (ending == '=' && line[at + 1] == '?' && endsAt(line, at + 2)) {
            return new CommandLine(name, Form.TEST, parameters(line, at + 2, version));
        }
        return new CommandLine(name, Form.SET, parameters(line, ending == '=' ? at + 1 : at, version));
    }

    /**
     * ESP-AT's core knows four shapes of a line, and takes all others for unknown names: {@code AT+X?x}, {@code AT+X=?x},
     * {@code AT=1}. AT, ATE0 and ATE1 are whole lines of its table (at-recorded-esp-at §3.2).
     */
    private static CommandLine espAt(byte[] line, AtVersion version) {
        int end = line.length - 2;
        if (line[0] != '+') {
            String bare = new String(line, 0, end, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
            return switch (bare) {
                case "" -> new CommandLine("", Form.EXEC, parameters(line, end, version));
                case "E0", "E1" -> new CommandLine("E", Form.SET, parameters(line, 1, version));
                default -> null;
            };
        }
        int at = 1;
        while (!endsName(line[at], false)) {
            at++;
        }
        String name = new String(line, 1, at - 1, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        Form form = at == end
                ? Form.EXEC
                : line[at] == '?' && at + 1 == end
                        ? Form.QUERY
                        : line[at] != '=' ? null : line[at + 1] == '?' ? at + 2 == end ? Form.TEST : null : Form.SET;
        return form == null || name.isEmpty() ? null : new CommandLine(name, form, parameters(line, at + 1, version));
    }

    private static boolean endsName(byte b, boolean digits) {
        return b == '\r' || b == '=' || b == '?' || digits && b >= '0' && b <= '9';
    }

    private static boolean endsAt(byte[] line, int at) {
        return line.length == at + 2 && line[at] == '\r' && line[at + 1] == '\n';
    }

    private static Parameters parameters(byte[] line, int from, AtVersion version) {
        return new Parameters(
                line, from, version.isEspAt() ? new EspAtNumbers() : new NonOsNumbers(version), version.isNonOs());
    }
}
