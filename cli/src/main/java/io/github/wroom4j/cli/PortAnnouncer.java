package io.github.wroom4j.cli;

import io.github.wroom4j.mock.lwip.Served;

/** A command that announces the ports of its mock in its own words; the others print them on standard error. */
interface PortAnnouncer {
    /** A port has opened. Called in the thread that opened it, which must not be kept. */
    void opened(Served served);
}
