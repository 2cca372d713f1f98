package io.github.wroom4j.esp8266httpupdate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.Arduino;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.SketchRestart;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ESP8266HTTPUpdateTest {
    @TempDir
    Path folder;

    private static Reply program(String text, String headers) {
        return Reply.close("HTTP/1.0 200 OK\r\nContent-Length: " + text.length() + "\r\n" + headers + "\r\n" + text);
    }

    @Test
    @Rule("HU-1")
    void a_newer_program_replaces_the_file_whole_or_not_at_all() throws IOException {
        String sum = "x-MD5: 4f09daa9d95bcb166a302407a0e0babe\r\n"; // of "short"
        try (Esp8266 esp = Esp8266.open("mock:at-1.7", new Console().serial());
                SketchContext.Binding bound = esp.bind();
                var client = new WiFiClient(esp);
                var server = new HttpScript(request -> switch (request.path()) {
                    case "/new" -> program("short", sum);
                    case "/wrong" -> program("shirt", sum);
                    case "/same" -> Reply.close("HTTP/1.0 304 Not Modified\r\n\r\n");
                    case "/locked" -> Reply.close("HTTP/1.0 401 No\r\nContent-Length: 0\r\n\r\n");
                    case "/secret" -> Reply.close("HTTP/1.0 403 No\r\nContent-Length: 0\r\n\r\n");
                    case "/sizeless" -> Reply.close("HTTP/1.0 200 OK\r\n\r\nprogram");
                    case "/cut" -> Reply.close("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nshort");
                    case "/teapot" -> Reply.close("HTTP/1.0 418 No\r\nContent-Length: 0\r\n\r\n");
                    default -> Reply.close("HTTP/1.0 404 No\r\nContent-Length: 0\r\n\r\n");
                })) {
            assertTrue(bound != null);
            esp.wifi().begin("wroom4j", "arduino-java");
            esp.wifi().waitForConnectResult();
            ESP8266HTTPUpdate update = ESP8266HTTPUpdate.of(esp);
            var told = new ArrayList<Integer>();
            update.onError(told::add);
            update.onStart(() -> told.add(1));
            update.onEnd(() -> told.add(2));
            assertEquals(ESP8266HTTPUpdate.HTTP_UPDATE_FAILED, update.update(client, server.url("/new")));
            assertEquals(-100, update.getLastError());
            Path program = Files.writeString(folder.resolve("sketch.jar"), "old");
            update.target(program);
            for (String[] bad : new String[][] {
                {"/none", "-102"},
                {"/secret", "-103"},
                {"/locked", "-108"},
                {"/sizeless", "-101"},
                {"/wrong", "-105"},
                {"/cut", "-10"},
                {"/teapot", "-104"}
            }) {
                assertEquals(0, update.update(client, server.url(bad[0])), bad[0]);
                assertEquals(Integer.parseInt(bad[1]), update.getLastError(), bad[0]);
                assertTrue(!update.getLastErrorString().isEmpty());
                assertEquals("old", Files.readString(program), bad[0]);
            }
            assertEquals(ESP8266HTTPUpdate.HTTP_UPDATE_NO_UPDATES, update.update(client, server.url("/same"), "1.2"));
            assertEquals(
                    "1.2", server.requests().get(server.requests().size() - 1).header("x-ESP8266-version"));
            told.clear();
            assertEquals(
                    ESP8266HTTPUpdate.HTTP_UPDATE_OK,
                    update.update(client, server.url("/new")),
                    update::getLastErrorString);
            assertEquals(0, update.getLastError());
            assertEquals("short", Files.readString(program));
            assertEquals(List.of(1, 2), told);
            var asked = server.requests().get(server.requests().size() - 1);
            assertTrue(asked.line().endsWith("HTTP/1.0"));
            assertEquals(esp.wifi().macAddress(), asked.header("x-ESP8266-STA-MAC"));
            try (var left = Files.list(folder)) {
                assertEquals(1, left.count(), "no half program stays behind");
            }
            var progress = new ArrayList<String>();
            var levels = new ArrayList<Integer>();
            update.setLedPin(2, Arduino.LOW);
            update.onProgress((done, all) -> levels.add(Arduino.digitalRead(2)));
            assertEquals(ESP8266HTTPUpdate.HTTP_UPDATE_OK, update.update(server.url("/new")));
            levels.add(Arduino.digitalRead(2));
            assertEquals(List.of(Arduino.HIGH, Arduino.LOW, Arduino.HIGH), levels, "on is low");
            update.onProgress((done, all) -> progress.add(done + "/" + all));
            update.closeConnectionsOnUpdate(true);
            update.setClientTimeout(5000);
            assertEquals(ESP8266HTTPUpdate.HTTP_UPDATE_OK, update.update(server.url("/new")));
            String host = java.net.URI.create(server.url("/")).getHost();
            int port = java.net.URI.create(server.url("/")).getPort();
            assertEquals(ESP8266HTTPUpdate.HTTP_UPDATE_OK, update.update(client, host, port, "/new"));
            assertEquals(List.of("0/5", "5/5", "0/5", "5/5"), progress);
            update.target(folder.resolve("nowhere").resolve("sketch.jar"));
            assertEquals(0, update.update(client, server.url("/new")));
            assertTrue(
                    update.getLastErrorString().endsWith("sketch.jar: there is no such file or folder"),
                    update.getLastErrorString());
            update.target(program);
            update.rebootOnUpdate(true);
            assertThrows(SketchRestart.class, () -> update.update(client, server.url("/new")));
            update.setMD5sum("0".repeat(32));
            assertEquals(0, update.update(client, server.url("/new")));
            assertEquals(-105, update.getLastError());
        }
    }
}
