package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A board of loopback sockets, a client and an HTTPClient on it; a test that leaves a link open has leaked. */
@Timeout(120)
abstract class HttpTestBench {
    final SocketModule module = new SocketModule();
    final Console console = new Console();
    final SketchContext context = new SketchContext(module, null, console.serial());
    WiFiClient client = new WiFiClient(context);
    HTTPClient http = new HTTPClient(context);

    /** From here on as the core does. */
    void strict() {
        context.strict(true);
        client = new WiFiClient(context);
        http = new HTTPClient(context);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void no_link_is_left() {
        http.close();
        client.stop();
        assertEquals(0, module.openLinks());
        module.close();
    }
}
