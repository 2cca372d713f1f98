package io.github.wroom4j.hal.wirelog;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code replay:FILE}: a recorded wire log answering as it answered. */
public final class ReplayProvider implements BoardProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("replay");
    }

    @Override
    public Board open(BoardAddress address) {
        address.allowOnly(Set.of());
        if (address.target().isEmpty()) {
            throw new BoardException(
                    BoardException.Kind.BAD_ADDRESS, "replay: needs a recording, as in replay:session.wirelog");
        }
        return new ReplayBoard(address.target(), WireLogFile.read(Path.of(address.target())));
    }

    @Override
    public List<BoardAddress> discover() {
        return List.of();
    }
}
