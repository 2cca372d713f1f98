package io.github.wroom4j.mock.serve;

import java.io.IOException;

/** The far end of a served UART: whatever is plugged in, or nothing. */
interface Outlet {

    /**
     * Takes bytes that the module sent, or drops them where nothing listens: a UART without flow control waits for no one.
     *
     * @throws IOException when the outlet itself is gone
     */
    void fromModule(byte[] bytes, int length) throws IOException;

    /**
     * The next bytes for the module, waiting as long as it takes.
     *
     * @return at least 1, or −1 once the outlet is closed
     */
    int toModule(byte[] buffer) throws IOException;
}
