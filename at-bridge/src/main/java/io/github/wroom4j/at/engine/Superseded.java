package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.codec.AtCommand;

/** The command was not written: the link it was meant for no longer had its id when the turn came. */
public final class Superseded extends AtException {
    private static final long serialVersionUID = 1L;

    public Superseded(AtCommand command) {
        super(Kind.LINK_CLOSED, command + " was not sent: its link has ended meanwhile", "");
    }
}
