package io.github.wroom4j.esp8266webserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asked by the JDK's own HTTP client, while the test's thread plays loop(). */
@Timeout(60)
class ESP8266WebServerTest {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final HttpClient browser =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ESP8266WebServer server;

    @BeforeEach
    void listen() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = new ESP8266WebServer(context, port);
        server.begin();
    }

    @AfterEach
    void no_link_is_left() {
        server.close();
        assertEquals(0, module.openLinks());
        module.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getServer().port() + path));
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws InterruptedException, ExecutionException {
        CompletableFuture<HttpResponse<String>> answer = browser.sendAsync(request.build(), BodyHandlers.ofString());
        while (!answer.isDone()) {
            server.handleClient();
        }
        return answer.get();
    }

    @Test
    @Rule({"WB-1", "WB-2", "WB-5"})
    void a_page_is_served_with_its_headers() throws InterruptedException, ExecutionException {
        server.enableCORS(true);
        server.on("/", () -> {
            server.sendHeader("X-Second", "2");
            server.sendHeader("X-First", "1", true);
            server.send(200, "text/plain", "grün");
        });
        var answer = ask(to("/"));
        assertEquals(200, answer.statusCode());
        assertEquals("grün", answer.body());
        assertEquals("text/plain", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("5", answer.headers().firstValue("Content-Length").orElseThrow());
        assertEquals("1", answer.headers().firstValue("X-First").orElseThrow());
        assertEquals(
                "*", answer.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
        assertEquals(200, ask(to("/")).statusCode());
    }

    @Test
    @Rule({"WB-3", "WB-6"})
    void the_first_route_that_fits_wins() throws InterruptedException, ExecutionException {
        server.on("/u/{}/x", ESP8266WebServer.HTTP_GET, () -> server.send(200, "", "user " + server.pathArg(0)));
        server.on("/files/*", () -> server.send(200, "", "file " + server.uri()));
        server.on("/a.b", ESP8266WebServer.HTTP_POST, () -> server.send(200, "", "posted"));
        server.onRegex(
                Pattern.compile("/n/(\\d+)"), ESP8266WebServer.HTTP_ANY, () -> server.send(200, "", server.pathArg(0)));
        assertEquals("user joe", ask(to("/u/joe/x")).body());
        assertEquals("file /files/a/b", ask(to("/files/a/b")).body());
        assertEquals("7", ask(to("/n/7")).body());
        assertEquals(
                "posted", ask(to("/a.b").POST(BodyPublishers.ofString("x"))).body());
        var missing = ask(to("/a.b"));
        assertEquals(404, missing.statusCode());
        assertEquals("Not found: /a.b", missing.body());
        assertEquals("Not found: /a&amp;b", ask(to("/a&b")).body(), "no markup of a stranger's");
        assertEquals(404, ask(to("/aXb").POST(BodyPublishers.ofString("x"))).statusCode());
        server.onNotFound(() -> server.send(410, "", "gone"));
        assertEquals(410, ask(to("/nowhere")).statusCode());
    }

    @Test
    @Rule("WB-4")
    @CoreCase("T36")
    void arguments_come_from_query_and_form() throws InterruptedException, ExecutionException {
        server.on(
                "/f",
                () -> server.send(
                        200,
                        "",
                        server.args() + "|" + server.arg("var1") + "|" + server.arg("va=r+") + "|" + server.arg("b")
                                + "|"
                                + server.arg("plain") + "|" + server.hasArg("none") + "|" + server.argName(0) + "|"
                                + server.arg(99) + "|" + server.header("x-mine")));
        var answer = ask(to("/f?var1=val%20with+spaces&va%3Dr%2B=so%3Dme%25")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Mine", "yes")
                .POST(BodyPublishers.ofString("b=2")));
        assertEquals("4|val with spaces|so=me%|2|b=2|false|var1||yes", answer.body());
        assertEquals(
                "1||||{}|false|plain||",
                ask(to("/f").header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}")))
                        .body());
    }

    @Test
    @Rule("WB-5")
    void a_reply_may_grow_in_chunks_redirect_or_have_no_body() throws InterruptedException, ExecutionException {
        server.on("/grow", () -> {
            server.chunkedResponseModeStart(200, "text/plain");
            server.sendContent("one ");
            server.sendContent("two");
            server.chunkedResponseFinalize();
        });
        server.on("/go", () -> server.redirect("/grow"));
        server.on("/head", () -> server.send(200, "text/plain", "body"));
        assertEquals("one two", ask(to("/grow")).body());
        var redirect = ask(to("/go"));
        assertEquals(302, redirect.statusCode());
        assertEquals("/grow", redirect.headers().firstValue("Location").orElseThrow());
        assertEquals(
                "", ask(to("/head").method("HEAD", BodyPublishers.noBody())).body());
        server.on("/evil", () -> {
            server.sendHeader("X", "a\r\nEvil: 1");
            server.send(200, "text/html\r\nEvil: 2", "<b>");
        });
        var evil = ask(to("/evil"));
        assertEquals("text/plain", evil.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(evil.headers().firstValue("Evil").isEmpty()
                && evil.headers().firstValue("X").isEmpty());
        assertTrue(server.getLastError().message().contains("content type"));
        server.sendHeader("X", "a\r\nEvil: 1");
        assertEquals(
                "header X holds a line end and was left out",
                server.getLastError().message());
        assertEquals("OK", ESP8266WebServer.responseCodeToString(200));
        assertEquals("%zz", ESP8266WebServer.urlDecode("%zz"));
    }

    @Test
    @Rule("WB-7")
    void only_the_right_password_enters() throws InterruptedException, ExecutionException {
        server.on("/", () -> {
            if (server.authenticate("admin", "pässword")) {
                server.send(200, "", "in");
            } else {
                server.requestAuthentication();
            }
        });
        var refused = ask(to("/"));
        assertEquals(401, refused.statusCode());
        assertTrue(
                refused.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("Basic realm="));
        String right = java.util.Base64.getEncoder()
                .encodeToString("admin:pässword".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(
                "in", ask(to("/").header("Authorization", "Basic " + right)).body());
        assertEquals(
                401,
                ask(to("/").header("Authorization", "Basic " + right + "x")).statusCode());
    }

    @Test
    @Rule({"WB-2", "WB-8"})
    void nonsense_and_silence_do_not_stop_it() throws IOException, InterruptedException, ExecutionException {
        server.on("/", () -> server.send(200, "", "alive"));
        for (String nonsense : new String[] {
            "\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/9\r\n\r\n",
            "\0\1\2\n\n",
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n"
        }) {
            try (var socket = new java.net.Socket(
                    InetAddress.getLoopbackAddress(), server.getServer().port())) {
                socket.getOutputStream().write(nonsense.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                while (!server.getServer().hasClientData()) {
                    Thread.onSpinWait();
                }
                server.handleClient();
                assertFalse(server.client() != null && server.client().connected());
            }
        }
        assertEquals("alive", ask(to("/")).body());
    }
}
