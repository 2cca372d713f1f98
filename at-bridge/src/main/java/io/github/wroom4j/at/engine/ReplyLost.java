package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.codec.AtCommand;

/** The reply was lost: the module is idle and said nothing. What it did is unknown. */
public final class ReplyLost extends AtException {
    private static final long serialVersionUID = 1L;

    public ReplyLost(AtCommand command) {
        super(Kind.TIMEOUT, "the reply to " + command + " was lost", "");
    }
}
