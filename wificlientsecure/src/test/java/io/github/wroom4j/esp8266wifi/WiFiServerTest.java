package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WiFiServerTest {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());

    @AfterEach
    void no_link_is_left() {
        assertEquals(0, module.openLinks());
        module.close();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    @Rule({"WS-1", "WS-2", "WS-3", "CL-2"})
    void clients_are_accepted_echoed_and_let_go() throws IOException {
        try (var server = new WiFiServer(context, 1)) {
            assertEquals(WiFiServer.CLOSED, server.status());
            server.begin(freePort());
            assertEquals(WiFiServer.LISTEN, server.status());
            assertTrue(server.asBool());
            assertFalse(server.accept().asBool());
            assertEquals(0, server.write('x'));
            assertEquals(0, server.write(new byte[3]));
            try (var peer = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                peer.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                while (!server.hasClient()) {
                    Thread.onSpinWait();
                }
                while (!server.hasClientData()) {
                    Thread.onSpinWait();
                }
                assertFalse(server.hasMaxPendingClients());
                try (WiFiClient client = server.available()) {
                    assertEquals("hello", client.readStringUntil('\n'));
                    client.println("back");
                    client.flush();
                    var in =
                            new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
                    assertEquals("back", in.readLine());
                    assertFalse(server.hasClient());
                }
            }
            server.setNoDelay(true);
            assertTrue(server.getNoDelay());
        }
    }

    @Test
    @Rule("WS-1")
    void an_address_is_taken_and_binds_nothing() throws IOException {
        SketchContext.Binding bound = context.bind();
        try (var server = new WiFiServer(new IPAddress(192, 168, 4, 1), freePort())) {
            server.begin();
            assertTrue(server.asBool(), () -> server.getLastError().message());
            try (var peer = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertTrue(peer.isConnected());
                while (!server.hasClient()) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            bound.close();
        }
    }

    @Test
    @Rule("WS-1")
    void a_port_that_is_taken_or_none_is_told() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var server = new WiFiServer(context, taken.getLocalPort())) {
            server.begin();
            assertEquals(WiFiServer.CLOSED, server.status());
            assertTrue(server.getLastError().isError());
            server.begin(70_000);
            assertTrue(server.getLastError().message().contains("70000"));
        }
    }
}
