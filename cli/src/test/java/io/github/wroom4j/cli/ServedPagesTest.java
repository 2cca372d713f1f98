package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a sketch opens on the mock can be visited: the command says where it is. */
@Timeout(120)
class ServedPagesTest {
    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertLine(String text, String pattern) {
        assertTrue(Pattern.compile("(?m)^" + pattern + "$").matcher(text).find(), text);
    }

    @Test
    void run_tells_where_a_page_is_served_and_where_datagrams_go() {
        var web = Captured.run("run", "WebServerHello", "--loops", "1");
        assertEquals(0, web.code(), web.err());
        assertLine(web.err(), "port 80 of the mock is http://127\\.0\\.0\\.1:\\d+/");

        var datagrams = Captured.run("run", "Udp", "--loops", "1");
        assertEquals(0, datagrams.code(), datagrams.err());
        assertLine(datagrams.err(), "port 8888 of the mock is 127\\.0\\.0\\.1:\\d+ \\(UDP\\)");
    }

    @Test
    void a_named_port_is_told_in_json_and_a_taken_one_is_one_line() throws IOException {
        int port = freePort();
        String board = "mock:?serve=80:" + port;
        var run = Captured.run("run", "WebServerHello", "--loops", "1", "--json", "--board", board);
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        assertLine(run.out(), "\\{\"board\": \"mock:\\?serve=80:" + port + "\", \"firmware\": \"AT version:.*\"}");
        assertLine(
                run.out(),
                "\\{\"port\": 80, \"transport\": \"tcp\", \"where\": \"http://127\\.0\\.0\\.1:" + port + "/\"}");
        assertLine(run.out(), "\\{\"serial\": \"HTTP server started on 192\\..*\"}");
        assertTrue(run.out().endsWith("{\"sketch\": \"WebServerHello\", \"code\": 0, \"problem\": null}\n"), run.out());

        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            var refused = Captured.run("run", "WebServerHello", "--board", board);
            assertEquals(1, refused.code());
            assertEquals(1, refused.errLines().size(), refused.err());
            assertTrue(refused.err().contains("cannot open at 127.0.0.1:" + taken.getLocalPort()), refused.err());
        }
    }

    @Test
    void a_server_that_opens_again_after_a_restart_is_told_again_in_the_same_place() throws IOException {
        Path file = Files.writeString(folder.resolve("Again.java"), """
                import io.github.wroom4j.Sketch;
                import io.github.wroom4j.esp8266wifi.WiFiServer;

                public class Again extends Sketch {
                    static int lives;
                    final WiFiServer server = new WiFiServer(8080);

                    public void setup() {
                        WiFi.begin(option("ssid"), option("password"));
                        WiFi.waitForConnectResult();
                        server.begin();
                        if (++lives == 1) {
                            ESP.restart();
                        }
                    }

                    public void loop() {}
                }
                """);
        var run = Captured.run("run", file.toString(), "--loops", "1");

        assertEquals(0, run.code(), run.err());
        // The driver restores it after any restart, and the new life, which ends that one, opens its own.
        assertEquals(3, run.errLines().size(), run.err());
        assertLine(run.err(), "port 8080 of the mock is http://127\\.0\\.0\\.1:\\d+/");
        assertEquals(1, Set.copyOf(run.errLines()).size(), run.err());
    }

    @Test
    void the_SDKs_own_listeners_are_told_as_well() throws IOException {
        Path file = Files.writeString(folder.resolve("OnTheSdk.java"), """
                import io.github.wroom4j.Sketch;
                import io.github.wroom4j.mock.MockWroom02;
                import io.github.wroom4j.mock.sdk.*;

                public class OnTheSdk extends Sketch {
                    public void setup() {
                        try (var mock = MockWroom02.builder().profile("at-0.40").build()) {
                            mock.run(() -> {
                                var conn = new espconn();
                                conn.type = espconn_h.ESPCONN_TCP;
                                conn.proto.tcp = new esp_tcp();
                                conn.proto.tcp.local_port = 23;
                                espconn_h.espconn_accept(conn);
                            });
                        }
                    }

                    public void loop() {}
                }
                """);
        var run = Captured.run("run", file.toString(), "--loops", "0");

        assertEquals(0, run.code(), run.err());
        assertLine(run.err(), "port 23 of the mock is 127\\.0\\.0\\.1:\\d+ \\(TCP\\)");
    }
}
