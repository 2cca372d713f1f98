package io.github.wroom4j.tls;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.testing.Console;

/** The driver over a UART to a mock that has joined its access point {@code Lab}. */
final class MockStation implements AutoCloseable {
    private final Esp8266 esp;

    private MockStation(Esp8266 esp) {
        this.esp = esp;
    }

    static MockStation open(String address) {
        Esp8266 esp = Esp8266.open(address, new Console().serial());
        esp.module().join("Lab", "secret12");
        return new MockStation(esp);
    }

    /** A mock put together by hand, with the access point {@code Lab}. */
    static MockStation of(MockBuilder builder) {
        Esp8266 esp = Esp8266.open(builder.accessPoint("Lab", "secret12").build(), new Console().serial());
        esp.module().join("Lab", "secret12");
        return new MockStation(esp);
    }

    SketchContext context() {
        return esp;
    }

    @Override
    public void close() {
        esp.close();
    }
}
