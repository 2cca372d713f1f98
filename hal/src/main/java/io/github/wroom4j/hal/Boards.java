package io.github.wroom4j.hal;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** From an address to an open board, whatever kind it is. */
public final class Boards {
    private Boards() {}

    /** The address to use when none was given: {@code WROOM4J_BOARD}, else {@code mock:}. */
    public static String defaultAddress() {
        String named = System.getenv("WROOM4J_BOARD");
        return named == null || named.isBlank() ? "mock:" : named;
    }

    /**
     * Opens the board at an address.
     *
     * @throws BoardException of the kind that fits; never returns null
     */
    public static Board open(String address) {
        return open(BoardAddress.parse(address));
    }

    /**
     * Opens the board at a parsed address.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNKNOWN_SCHEME} if no provider on the class path opens
     *     its scheme, else as {@link BoardProvider#open}
     */
    public static Board open(BoardAddress address) {
        var known = new TreeSet<String>();
        for (BoardProvider provider : providers()) {
            if (provider.schemes().contains(address.scheme())) {
                return provider.open(address);
            }
            provider.schemes().forEach(scheme -> known.add(scheme + ":"));
        }
        throw new BoardException(
                BoardException.Kind.UNKNOWN_SCHEME,
                "no board is reached by \"" + address.scheme() + ":\"; known here: " + String.join(", ", known));
    }

    /**
     * What every provider finds plugged in now.
     *
     * @return addresses that {@link #open(BoardAddress)} takes; a provider that fails to look is logged and passed over
     */
    public static List<BoardAddress> discover() {
        var found = new ArrayList<BoardAddress>();
        for (BoardProvider provider : providers()) {
            try {
                found.addAll(provider.discover());
            } catch (BoardException e) {
                // One kind of board that cannot be looked for must not hide the others.
                System.getLogger(Boards.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "cannot look for " + provider.schemes() + ": " + e.getMessage());
            }
        }
        return found;
    }

    private static Iterable<BoardProvider> providers() {
        return ServiceLoader.load(BoardProvider.class);
    }
}
