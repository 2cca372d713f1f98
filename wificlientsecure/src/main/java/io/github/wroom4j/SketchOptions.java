package io.github.wroom4j;

import io.github.wroom4j.hal.BoardAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a sketch was started with: {@code --name value}, {@code --name=value}, or {@code --name} alone.
 *
 * <p>{@code ssid} and {@code password} may be given as {@code env:NAME} or {@code file:PATH}; not given, they are {@code
 * WROOM4J_SSID} and {@code WROOM4J_PASSWORD}, else those of the mock's own access point, which its address may name
 * ({@code mock:?ap=Lab/secret12}).
 */
public final class SketchOptions {
    /** No options: what a sketch without a command line has. */
    public static final SketchOptions NONE = new SketchOptions(Map.of());

    /** Name of the access point that the mock has by default. */
    public static final String MOCK_SSID = "wroom4j";

    /** Password of that access point. */
    public static final String MOCK_PASSWORD = "arduino-java";

    private static final Set<String> SECRETS = Set.of("ssid", "password");

    private final Map<String, String> values;
    private final Network network;

    private SketchOptions(Map<String, String> values) {
        this(values, Network.DEFAULT);
    }

    private SketchOptions(Map<String, String> values, Network network) {
        this.values = Map.copyOf(values);
        this.network = network;
    }

    /** An access point of the mock: what is joined where no other is named. */
    public record Network(String ssid, String password) {
        /** The one that a mock has by default. */
        static final Network DEFAULT = new Network(MOCK_SSID, MOCK_PASSWORD);

        /**
         * The first one that a mock's address names; the default one where it names none, and for every other board.
         *
         * @param board the board's address, as it was written: what a board says of itself hides the password
         * @throws io.github.wroom4j.hal.BoardException if that is no address
         */
        public static Network of(String board) {
            return Stream.of(BoardAddress.parse(board))
                    .filter(address -> address.scheme().equals("mock"))
                    .flatMap(address -> address.parts("ap").stream())
                    .findFirst()
                    .map(part -> new Network(part.get(0), part.size() > 1 ? part.get(1) : ""))
                    .orElse(DEFAULT);
        }
    }

    /** The same options, where the network that none of them names is another one of a mock's. */
    public SketchOptions in(Network air) {
        return new SketchOptions(values, air);
    }

    /**
     * From names, without dashes, to values.
     *
     * @throws IllegalArgumentException if a variable or file that a value names is not there
     */
    public static SketchOptions of(Map<String, String> given) {
        var values = new HashMap<String, String>();
        given.forEach((name, value) -> values.put(name, SECRETS.contains(name) ? secret(name, value) : value));
        return new SketchOptions(values);
    }

    /**
     * From a command line. A word after an option that begins with no dash is its value.
     *
     * @throws IllegalArgumentException for a word that belongs to no option
     */
    public static SketchOptions parse(String... arguments) {
        return of(words(arguments));
    }

    /** Names and values as they stand, secrets not yet fetched. */
    static Map<String, String> words(String... arguments) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < arguments.length; i++) {
            String word = arguments[i];
            if (!word.startsWith("--") || word.length() == 2) {
                throw new IllegalArgumentException("\"" + word + "\" is not an option: write --name value");
            }
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(2, equals), word.substring(equals + 1));
            } else if (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
                values.put(word.substring(2), arguments[++i]);
            } else {
                values.put(word.substring(2), "");
            }
        }
        return values;
    }

    /** Everything that was given, by name; masked it is not. */
    public Map<String, String> given() {
        return values;
    }

    boolean has(String name) {
        return values.containsKey(name) || SECRETS.contains(name);
    }

    String value(String name) {
        String given = values.get(name);
        if (given != null) {
            return given;
        }
        return switch (name) {
            case "ssid" -> fromEnvironment("WROOM4J_SSID", network.ssid());
            case "password" -> fromEnvironment("WROOM4J_PASSWORD", network.password());
            default -> "";
        };
    }

    private static String fromEnvironment(String variable, String otherwise) {
        String value = System.getenv(variable);
        return value == null ? otherwise : value;
    }

    private static String secret(String name, String value) {
        if (value.startsWith("env:")) {
            String variable = value.substring(4);
            String found = System.getenv(variable);
            if (found == null) {
                throw new IllegalArgumentException("--" + name + ": no environment variable " + variable);
            }
            return found;
        }
        if (value.startsWith("file:")) {
            try {
                return Files.readString(Path.of(value.substring(5))).strip();
            } catch (IOException | InvalidPathException e) {
                throw new IllegalArgumentException("--" + name + ": cannot read " + value.substring(5), e);
            }
        }
        return value;
    }

    @Override
    public String toString() {
        return "SketchOptions" + values.keySet();
    }
}
