package io.github.wroom4j.hal;

import java.util.List;
import java.util.Set;

/**
 * Opens boards of some address schemes. Found by {@link java.util.ServiceLoader}; a provider must be loadable when its
 * third-party library is absent, and then say in {@link #open} which artifact to add.
 */
public interface BoardProvider {

    /** The schemes it opens, lower case, without the colon. */
    Set<String> schemes();

    /**
     * Opens a board.
     *
     * @throws BoardException with the kind that fits; never returns null, never hangs
     */
    Board open(BoardAddress address);

    /** Boards that are plugged in now, as addresses that {@link #open} accepts; empty when it does not know. */
    List<BoardAddress> discover();
}
