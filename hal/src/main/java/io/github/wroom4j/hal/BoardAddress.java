package io.github.wroom4j.hal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One string that reaches any kind of board: {@code scheme:target?key=value&key=value}, percent-decoded (RFC 3986).
 *
 * <p>{@code mock:at-1.7?seed=7}, {@code serial:/dev/ttyUSB0?baud=921600}, {@code rfc2217://bench3.lan:4001}.
 */
public final class BoardAddress {
    /** Keys whose values never leave memory in clear. */
    private static final Set<String> SECRET = Set.of("ap", "password");

    private final String scheme;
    private final String target;
    /** Values as they were written, percent escapes and all. */
    private final Map<String, List<String>> parameters;

    private BoardAddress(String scheme, String target, Map<String, List<String>> parameters) {
        this.scheme = scheme;
        this.target = target;
        this.parameters = parameters;
    }

    /**
     * Reads an address.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} saying what is wrong with it
     */
    public static BoardAddress parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || !text.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            throw bad("\"" + text.replaceFirst("\\?.*", "?…")
                    + "\" is not a board address: it must begin with a scheme, as in mock: or serial:/dev/ttyUSB0");
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 1);
        int question = rest.indexOf('?');
        String target = decode(scheme + ": target", question < 0 ? rest : rest.substring(0, question));
        var parameters = new LinkedHashMap<String, List<String>>();
        if (question >= 0 && question + 1 < rest.length()) {
            for (String pair : rest.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String key = decode(scheme + ": key", equals < 0 ? pair : pair.substring(0, equals));
                if (key.isEmpty()) {
                    throw bad("the address of a " + scheme + ": board has an empty key: a stray & or = ?");
                }
                String raw = equals < 0 ? "" : pair.substring(equals + 1);
                decode(scheme + ": \"" + key + "\"", raw);
                parameters.computeIfAbsent(key, k -> new ArrayList<>()).add(raw);
            }
        }
        return new BoardAddress(scheme, target, parameters);
    }

    /** The text itself is not repeated in the message: it may be a password. */
    private static String decode(String what, String text) {
        try {
            // URLDecoder is made for forms, where '+' is a blank; in a URI it is a plus.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BoardException(
                    BoardException.Kind.BAD_ADDRESS,
                    what + " has a broken percent escape: write %25 for a percent sign",
                    e);
        }
    }

    private static String decode(String checked) {
        return decode("the address", checked);
    }

    private static BoardException bad(String message) {
        return new BoardException(BoardException.Kind.BAD_ADDRESS, message);
    }

    /** The scheme, lower case. */
    public String scheme() {
        return scheme;
    }

    /** What stands between the scheme and the question mark: a device path, a profile, {@code //host:port}. */
    public String target() {
        return target;
    }

    /**
     * The value of a key that may be given once.
     *
     * @return the value, decoded, or empty where the key is absent
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} if it is given more than once
     */
    public Optional<String> value(String key) {
        List<String> all = values(key);
        if (all.size() > 1) {
            throw bad(scheme + ": takes \"" + key + "\" once, not " + all.size() + " times");
        }
        return all.stream().findFirst();
    }

    /** All values of a key, in their order; empty when it is absent. */
    public List<String> values(String key) {
        return parameters.getOrDefault(key, List.of()).stream()
                .map(BoardAddress::decode)
                .toList();
    }

    /**
     * All values of a key whose values are lists with slashes, as {@code ssid/password}: each split first and then
     * decoded, so that {@code %2F} is a slash within a part.
     */
    public List<List<String>> parts(String key) {
        return parameters.getOrDefault(key, List.of()).stream()
                .map(raw -> Arrays.stream(raw.split("/", -1))
                        .map(BoardAddress::decode)
                        .toList())
                .toList();
    }

    /**
     * The value of a key that is a whole number within bounds.
     *
     * @return the number, or {@code otherwise} where the key is absent
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} if it is not a number, out of bounds, or
     *     given more than once
     */
    public int number(String key, int otherwise, int least, int most) {
        return value(key)
                .map(text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        // reported below, with the bounds
                    }
                    throw bad(scheme + ": \"" + key + "\" must be a number from " + least + " to " + most + ", not \""
                            + text + "\"");
                })
                .orElse(otherwise);
    }

    /**
     * Refuses an address with a key that its provider does not know, naming those it does.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} naming the first such key
     */
    public void allowOnly(Set<String> keys) {
        for (String key : parameters.keySet()) {
            if (!keys.contains(key)) {
                throw bad(scheme + ": has no key \"" + key + "\"; it knows "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        }
    }

    /** The address with its secrets masked, fit for logs and messages; without secrets it can be parsed again. */
    @Override
    public String toString() {
        var text = new StringBuilder(scheme).append(':').append(encode(target));
        char separator = '?';
        for (var entry : parameters.entrySet()) {
            for (String raw : entry.getValue()) {
                text.append(separator).append(encode(entry.getKey()));
                if (!raw.isEmpty()) {
                    text.append('=').append(SECRET.contains(entry.getKey()) ? masked(raw) : raw);
                }
                separator = '&';
            }
        }
        return text.toString();
    }

    /** Escapes what would be read as something else; the rest stays readable. */
    private static String encode(String text) {
        return text.replace("%", "%25")
                .replace("?", "%3F")
                .replace("&", "%26")
                .replace("=", "%3D")
                .replace(" ", "%20");
    }

    /** An access point's {@code ssid/password/…} keeps its name; anything else secret is hidden whole. */
    private static String masked(String raw) {
        int slash = raw.indexOf('/');
        return slash < 0 ? "***" : raw.substring(0, slash) + "/***";
    }
}
