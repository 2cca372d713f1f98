package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;

/** The events of a link's stack, each from a task of its own. */
public interface LinkEvents {
    /** Connected; with SSL, after the handshake. */
    void connected();

    /** Data have come; for UDP with their sender. */
    void received(byte[] data, Ip4 from, int port);

    /** What was given to {@link LinkSocket#send} is done with: acknowledged on espconn, queued on sockets. */
    void sent();

    /** The link ended, or never came to be, with an error. */
    void failed(int code);

    /** An SSL link never came to be, for the peer answered the handshake with an alert, or reset it. */
    default void refused(boolean byAlert) {
        failed(-1);
    }

    /** The link is closed. */
    void closed();
}
