package io.github.wroom4j.bench;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where tests run: the mock, one board by its address, or the benches of a file.
 *
 * @param name what was asked for, secrets masked
 * @param benches the benches it offers
 */
public record Backend(String name, List<BenchDescription> benches) {
    /** The system property that names it. */
    public static final String PROPERTY = "wroom4j.bench";

    /** The mock with its default profile. */
    public static final Backend MOCK = new Backend("mock", List.of(BenchDescription.of("mock:")));

    public Backend {
        benches = List.copyOf(benches);
    }

    /** What {@value #PROPERTY} names; the mock if it is not set. */
    public static Backend configured() {
        return of(System.getProperty(PROPERTY, "mock"));
    }

    /**
     * Reads {@code mock}, a board address or the path of a bench file.
     *
     * @throws BenchFileException if it is neither, or the file cannot be used
     */
    public static Backend of(String text) {
        if (text.isBlank() || text.equals("mock")) {
            return MOCK;
        }
        Path file = Path.of(text);
        if (Files.exists(file)) {
            return new Backend(text, BenchFile.read(file));
        }
        try {
            var address = BoardAddress.parse(text);
            BenchDescription bench =
                    address.scheme().equals("replay") ? RecordedBench.of(address) : BenchDescription.of(text);
            return new Backend(address.toString(), List.of(bench));
        } catch (BoardException e) {
            throw new BenchFileException(
                    PROPERTY + "=" + text + " is neither \"mock\" nor a bench file that exists nor a board address", e);
        }
    }
}
