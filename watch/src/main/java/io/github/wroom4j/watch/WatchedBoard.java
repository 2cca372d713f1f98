package io.github.wroom4j.watch;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.hal.Pin;

/** A board whose pins are shown on the page. */
final class WatchedBoard extends ForwardingBoard {
    private final WatchedPins pins;

    WatchedBoard(Board board, WatchedPins pins) {
        super(board, uart -> uart);
        this.pins = pins;
    }

    @Override
    public Pin pin(int number) {
        return pins.watch(number, super::pin);
    }
}
