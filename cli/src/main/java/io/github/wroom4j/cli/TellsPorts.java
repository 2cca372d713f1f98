package io.github.wroom4j.cli;

import io.github.wroom4j.mock.lwip.Served;

/** A command with words of its own for the ports that a mock opens; the others tell them on standard error. */
interface TellsPorts {
    /** A port has opened. Called in the thread that opened it, which must not be kept. */
    void told(Served served);
}
