package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.fs.FS;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.mock.MockWroom02;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** The core's web server examples in Java, each visited by curl; and two that join a network in their own way. */
@Timeout(120)
class WebSketchesTest {
    @TempDir
    Path folder;

    private String curl(Running running, String path, String... options) {
        var arguments = new java.util.ArrayList<>(java.util.List.of("-s", "-S", "--max-time", "60"));
        arguments.addAll(java.util.List.of(options));
        arguments.add("http://127.0.0.1:" + running.port(80) + path);
        return ExternalProgram.run(folder, "curl", arguments.toArray(String[]::new))
                .strip();
    }

    @Test
    void forms_are_posted_and_paths_have_parts() {
        try (var running = new Running(MockWroom02.builder(), WebForms::new, Map.of())) {
            assertTrue(curl(running, "/").contains("<form method=\"post\""));
            assertEquals(
                    "POST body was:\nhello: w orld\nplain: hello=w+orld",
                    curl(running, "/postform/", "-d", "hello=w+orld"));
            assertEquals(
                    "POST body was:\n{\"hello\"}",
                    curl(running, "/postplain/", "-H", "Content-Type: text/plain", "-d", "{\"hello\"}"));
            assertEquals("Method Not Allowed", curl(running, "/postform/"));
            assertEquals("User: 'me'", curl(running, "/users/me"));
            assertEquals("User: '7' and Device: '12'", curl(running, "/users/7/devices/12"));
            assertEquals("File Not Found", curl(running, "/users"));
        }
    }

    @Test
    void digest_lets_in_who_knows_the_password() {
        try (var running =
                new Running(MockWroom02.builder(), HttpAdvancedAuth::new, Map.of("user", "me", "secret", "s3cret"))) {
            assertEquals("Login OK", curl(running, "/", "--digest", "-u", "me:s3cret"));
            assertEquals("Authentication Failed", curl(running, "/", "--digest", "-u", "me:guessed"));
        }
    }

    @Test
    void a_graph_is_drawn_for_the_browser() throws Exception {
        try (var running = new Running(MockWroom02.builder(), AdvancedWebServer::new, Map.of())) {
            assertTrue(curl(running, "/").contains("Uptime: 00:00:0"));
            String svg = curl(running, "/test.svg");
            var lines = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)))
                    .getElementsByTagName("line");
            assertEquals(38, lines.getLength(), svg);
        }
    }

    @Test
    void files_are_taken_from_who_may_and_served_to_all() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path big = Files.writeString(folder.resolve("big.txt"), "0123456789".repeat(500));
        try (var running = new Running(
                MockWroom02.builder(),
                FileServer::new,
                Map.of("user", "me", "secret", "s3cret"),
                new ByteArrayInputStream(new byte[0]),
                esp -> FS.of(esp).root(data))) {
            assertEquals("", curl(running, "/upload", "-F", "f=@" + big, "-u", "me:guessed"));
            assertEquals("", curl(running, "/list"));
            assertEquals("big.txt 5000", curl(running, "/upload", "-F", "f=@" + big, "-u", "me:s3cret", "-L"));
            assertEquals(Files.readString(big), curl(running, "/files/big.txt"));
            assertEquals("", curl(running, "/upload", "-F", "f=@" + big + ";filename=..%2fx", "-u", "me:s3cret"));
            assertFalse(Files.exists(data.resolve("x")));
        }
    }

    @Test
    void the_strongest_known_network_is_joined() {
        var air = MockWroom02.builder().accessPoint("Far", "password1").accessPoint("Near", "password2");
        try (var running = new Running(
                air,
                WiFiMulti::new,
                Map.of("ssid", "Gone", "password", "password0", "ssid2", "Near", "password2", "password2"))) {
            running.prints("WiFi connected: Near ");
        }
    }

    @Test
    void what_slept_deeply_joins_again_with_what_it_kept() {
        try (var running = new Running(MockWroom02.builder(), WiFiShutdown::new, Map.of("sleep", "0.05"))) {
            running.prints("Reset reason: Power On");
            running.prints("Cannot resume WiFi connection");
            running.prints("Reset reason: Deep-Sleep Wake");
            running.prints("resumed on wroom4j");
        }
    }
}
