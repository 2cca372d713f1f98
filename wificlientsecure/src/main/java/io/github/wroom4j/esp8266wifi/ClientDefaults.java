package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import java.util.OptionalInt;

/** What a board's new clients begin with (WC-15). Safe for use by several threads. */
final class ClientDefaults {
    private volatile boolean noDelay;
    private volatile boolean sync;
    private volatile OptionalInt handshakeTimeout = OptionalInt.empty();

    private ClientDefaults() {}

    static ClientDefaults of(SketchContext context) {
        return context.part(ClientDefaults.class, made -> new ClientDefaults());
    }

    boolean noDelay() {
        return noDelay;
    }

    void noDelay(boolean on) {
        noDelay = on;
    }

    boolean sync() {
        return sync;
    }

    void sync(boolean on) {
        sync = on;
    }

    /** Limit of a secure connection's making in milliseconds, if one was set. */
    OptionalInt handshakeTimeout() {
        return handshakeTimeout;
    }

    void handshakeTimeout(int milliseconds) {
        if (milliseconds < 1) {
            throw new IllegalArgumentException("a handshake timeout is 1 ms or more, not " + milliseconds);
        }
        handshakeTimeout = OptionalInt.of(milliseconds);
    }
}
