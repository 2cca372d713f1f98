package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;

/** What a board's new clients begin with (WC-15). Safe for use by several threads. */
final class ClientDefaults {
    private volatile boolean noDelay;
    private volatile boolean sync;

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
}
