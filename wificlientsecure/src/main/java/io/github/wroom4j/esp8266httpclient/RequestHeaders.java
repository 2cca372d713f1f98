package io.github.wroom4j.esp8266httpclient;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The headers that a sketch adds to its request, in order (HC-35). */
final class RequestHeaders {
    private static final Set<String> OURS = Set.of("connection", "user-agent", "host");

    /** Credentials that may not follow a redirect to another origin. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    private record Line(String name, String value) {}

    private final List<Line> lines = new ArrayList<>();

    /** Why a header cannot be sent as it is; empty if it can. */
    static Optional<String> problem(String name, String value) {
        if (name == null || name.isEmpty() || !name.chars().allMatch(RequestHeaders::tokenCharacter)) {
            return Optional.of(
                    "a header's name is letters, digits and !#$%&'*+-.^_`|~, not \"" + printable(name) + "\"");
        }
        if (value == null || value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            return Optional.of("the value of header " + name + " holds a line end or NUL");
        }
        return Optional.empty();
    }

    private static boolean tokenCharacter(int c) {
        return c > 32 && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }

    private static String printable(String text) {
        return text == null ? "null" : text.replaceAll("\\p{Cntrl}", "?");
    }

    void add(String name, String value, boolean first, boolean replace) {
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            return;
        }
        if (replace) {
            lines.removeIf(line -> line.name.equalsIgnoreCase(name));
        }
        lines.add(first ? 0 : lines.size(), new Line(name, value));
    }

    boolean has(String name) {
        return lines.stream().anyMatch(line -> line.name.equalsIgnoreCase(name));
    }

    void remove(String name) {
        lines.removeIf(line -> line.name.equalsIgnoreCase(name));
    }

    /** Drops what another origin must not see. */
    void dropCredentials() {
        lines.removeIf(line -> CREDENTIALS.contains(line.name.toLowerCase(Locale.ROOT)));
    }

    void clear() {
        lines.clear();
    }

    /** Each as it goes onto the wire, without its line end. */
    List<String> lines() {
        return lines.stream().map(line -> line.name + ": " + line.value).toList();
    }
}
