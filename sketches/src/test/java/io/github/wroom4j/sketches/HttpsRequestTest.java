package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job, through driver, UART, mock, socket and a real TLS server. */
@Timeout(120)
class HttpsRequestTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();

    @TempDir
    Path folder;

    private Map<String, String> options(DemoServer server, DemoAuthority trusted) throws IOException {
        Path ca = Files.writeString(folder.resolve("ca.pem"), trusted.caPem());
        var options = new HashMap<String, String>();
        options.put("url", server.url());
        options.put("ca", ca.toString());
        return options;
    }

    @Test
    void it_prints_address_tls_status_and_page() throws IOException {
        try (var server = DemoServer.start(AUTHORITY)) {
            Ran ran = Ran.on("mock:", HttpsRequest::new, options(server, AUTHORITY));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().matches("(?s).*address  \\d+\\.\\d+\\.\\d+\\.\\d+\r\n.*"), ran.printed());
            assertTrue(ran.printed().matches("(?s).*tls      TLS 1\\.3, TLS_\\w+, on the JVM\r\n.*"), ran.printed());
            assertTrue(ran.printed().contains("HTTP 200\r\n"), ran.printed());
            assertEquals("/", server.requests().get(0).target());
        }
    }

    @Test
    void a_foreign_authority_is_refused_and_named() throws IOException {
        try (var server = DemoServer.start(AUTHORITY)) {
            Ran ran = Ran.on("mock:", HttpsRequest::new, options(server, DemoAuthority.create()));
            assertEquals(1, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("not a trust anchor"), ran.printed());
            assertTrue(server.requests().isEmpty());
        }
    }

    @Test
    void an_expired_certificate_is_refused_and_says_since_when() throws IOException {
        var expired = AUTHORITY.issue(Leaf.localhost().expired());
        try (var server = DemoServer.builder(AUTHORITY).identity(expired).start()) {
            Ran ran = Ran.on("mock:", HttpsRequest::new, options(server, AUTHORITY));
            assertEquals(1, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("expired"), ran.printed());
        }
    }

    @Test
    void module_tls_needs_insecure_and_says_so() throws IOException {
        try (var server = DemoServer.start(AUTHORITY)) {
            var options = options(server, AUTHORITY);
            options.put("tls", "module");
            Ran ran = Ran.on("mock:", HttpsRequest::new, options);
            assertEquals(1, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("setInsecure"), ran.printed());
        }
    }

    @Test
    void module_tls_works_once_the_user_says_insecure() throws IOException {
        try (var server = DemoServer.builder(AUTHORITY).takingOlderTls().start()) {
            var options = options(server, AUTHORITY);
            options.put("tls", "module");
            options.put("insecure", "");
            Ran ran = Ran.on("mock:", HttpsRequest::new, options);
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("TLS in the module"), ran.printed());
            assertTrue(ran.printed().contains("HTTP 200"), ran.printed());
        }
    }

    @Test
    void a_wrong_wifi_password_is_one_clear_line() throws IOException {
        try (var server = DemoServer.start(AUTHORITY)) {
            var options = options(server, AUTHORITY);
            options.put("password", "not-the-password");
            Ran ran = Ran.on("mock:", HttpsRequest::new, options);
            assertEquals(1, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("wrong password"), ran.printed());
        }
    }

    @Test
    void a_url_that_is_none_and_a_ca_that_is_none_are_named() throws IOException {
        try (var server = DemoServer.start(AUTHORITY)) {
            var options = options(server, AUTHORITY);
            options.put("url", "localhost");
            assertTrue(Ran.on("mock:", HttpsRequest::new, options).printed().contains("--url localhost"));
            options = options(server, AUTHORITY);
            options.put("ca", folder.resolve("missing.pem").toString());
            assertTrue(Ran.on("mock:", HttpsRequest::new, options).printed().contains("missing.pem"));
        }
    }

    @Test
    void the_form_reaches_the_server_whole() throws IOException {
        try (var server = DemoServer.start(AUTHORITY)) {
            var options = options(server, AUTHORITY);
            options.put("text", "grün & gut");
            options.put("bat", "2.9");
            Ran ran = Ran.on("mock:", HttpsPost::new, options);
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("text=gr%C3%BCn+%26+gut&bat=2.9"), ran.printed());
            assertEquals("POST", server.requests().get(0).method());
        }
    }

    @Test
    void the_firmware_line_is_there_for_those_who_ask() {
        Ran ran = Ran.on("mock:", Firmware::new, Map.of(), Duration.ofSeconds(60));
        assertTrue(ran.firmware().startsWith("AT version:"), ran.firmware());
        assertEquals(3, ran.exitCode());
    }

    private static final class Firmware extends io.github.wroom4j.Sketch {
        @Override
        public void setup() {
            exit(3);
        }

        @Override
        public void loop() {
            exit(4);
        }
    }
}
