package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host that was typed is reached from a mock over this computer's network, and no other one. The command runs in a JVM of
 * its own whose names come from a file: both hosts stand for loopback, one of them is typed.
 */
@Timeout(120)
class TypedHostTest {
    private static final String SKETCH = """
            import io.github.wroom4j.Sketch;
            import io.github.wroom4j.esp8266httpclient.HTTPClient;
            import io.github.wroom4j.esp8266wifi.WiFiClient;

            public class Follow extends Sketch {
                @Override
                public void setup() {
                    WiFi.begin(option("ssid"), option("password"));
                    WiFi.waitForConnectResult();
                    HTTPClient http = new HTTPClient();
                    http.setFollowRedirects(HTTPClient.HTTPC_STRICT_FOLLOW_REDIRECTS);
                    http.begin(new WiFiClient(), option("url"));
                    int code = http.GET();
                    Serial.println("code " + code + " " + http.getLastError());
                    exit(code == 200 ? 0 : 1);
                }

                @Override
                public void loop() {}
            }
            """;

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void names() throws IOException {
        Files.writeString(folder.resolve("hosts"), "127.0.0.1 shop.example\n127.0.0.1 other.example\n");
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Wroom4j.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WROOM4J_"));
        var process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command did not end");
        } finally {
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(folder.resolve("out"), StandardCharsets.UTF_8),
                Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example:%d", "https://shop.example:%d/page?of=it", "SHOP.example.:%d"})
    void the_doctor_examines_a_host_that_was_typed_and_says_that_a_mock_did(String typed) throws Exception {
        var authority = DemoAuthority.create("root of the shop", Leaf.KeyKind.EC_P256);
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority.caPem());
        try (var server = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.forHost("shop.example").key(Leaf.KeyKind.EC_P256)))
                .start()) {
            var run = run("doctor", typed.formatted(server.port()), "--ca", ca.toString());

            assertEquals(0, run.code(), run.out() + run.err());
            assertTrue(run.out().contains("Examined through mock:"), run.out());
            assertTrue(run.out().contains("a mock of that firmware on this computer, not a module"), run.out());
        }
    }

    @Test
    void a_redirect_to_a_host_that_was_not_typed_stays_closed_and_the_sentence_says_so() throws Exception {
        Path sketch = Files.writeString(folder.resolve("Follow.java"), SKETCH);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        int port = server.getAddress().getPort();
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://other.example:" + port + "/here");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/here", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var there = run("run", sketch.toString(), "--url", "http://shop.example:" + port + "/here");
            var away = run("run", sketch.toString(), "--url", "http://shop.example:" + port + "/away");

            assertEquals(0, there.code(), there.out() + there.err());
            assertEquals(1, away.code(), away.out() + away.err());
            assertTrue(
                    away.err().contains("warning: other.example is outside what this mock may reach"),
                    away.out() + away.err());
            assertFalse(there.err().contains("outside"), there.err());
        } finally {
            server.stop(0);
        }
    }
}
