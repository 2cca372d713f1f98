package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.SlowComputer;
import io.github.wroom4j.tls.TlsLocation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a secure connection may take to be made, on a computer that is four times as slow as usual. */
class HandshakeLimitsTest {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final WiFiClientSecure client = new WiFiClientSecure(context);

    @BeforeEach
    void slow() {
        SlowComputer.under(context);
    }

    @AfterEach
    void close() {
        module.close();
    }

    @Test
    void a_limit_that_nobody_set_is_stretched() {
        assertEquals(Duration.ofSeconds(60), client.connectLimit());
        assertEquals(15_000, client.getConnectionTimeout(), "a getter measures nothing");
    }

    @Test
    void a_limit_that_the_sketch_set_holds_as_it_is() {
        client.setHandshakeTimeout(2000);

        assertEquals(Duration.ofSeconds(2), client.connectLimit());
    }

    @Test
    void the_default_that_the_user_set_holds_as_it_is_for_clients_that_set_none() {
        onTheSketchsThread(() -> WiFiClientSecure.setDefaultHandshakeTimeout(40_000));
        var own = new WiFiClientSecure(context);
        own.setHandshakeTimeout(2000);

        assertEquals(Duration.ofSeconds(40), client.connectLimit());
        assertEquals(40_000, client.getConnectionTimeout());
        assertEquals(Duration.ofSeconds(2), own.connectLimit());
    }

    @Test
    void a_default_of_nothing_is_refused() {
        onTheSketchsThread(() ->
                assertThrows(IllegalArgumentException.class, () -> WiFiClientSecure.setDefaultHandshakeTimeout(0)));
    }

    @Test
    void the_modules_own_tls_is_no_slower_for_a_slow_host() {
        client.setTlsLocation(TlsLocation.MODULE);

        assertEquals(Duration.ofSeconds(15), client.connectLimit());
    }

    private void onTheSketchsThread(Runnable does) {
        SketchContext.Binding bound = context.bind();
        try {
            does.run();
        } finally {
            bound.close();
        }
    }
}
