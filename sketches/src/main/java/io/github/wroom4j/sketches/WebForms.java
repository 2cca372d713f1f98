package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266webserver.UriBraces;
import io.github.wroom4j.esp8266webserver.UriRegex;

/** A page of forms on port 80: POST as text and as a form, and paths with parts that vary. The core's PostServer and PathArgServer. */
public class WebForms extends Sketch {
    private static final String PAGE = """
            <html><body>
            <form method="post" enctype="application/x-www-form-urlencoded" action="/postform/">
            <input name="hello" value="world"><input type="submit" value="Submit">
            </form>
            <form method="post" enctype="text/plain" action="/postplain/">
            <input name='{"hello": "world", "trash": "' value='"}'><input type="submit" value="Submit">
            </form>
            </body></html>
            """;

    private final ESP8266WebServer server = new ESP8266WebServer(80);

    @Override
    public void setup() {
        join();
        server.on("/", () -> server.send(200, "text/html", PAGE));
        server.on("/postplain/", () -> handlePost(server.arg("plain")));
        server.on("/postform/", () -> handlePost(arguments()));
        server.on(
                new UriBraces("/users/{}"), () -> server.send(200, "text/plain", "User: '" + server.pathArg(0) + "'"));
        server.on(
                new UriRegex("^/users/([0-9]+)/devices/([0-9]+)$"),
                () -> server.send(
                        200,
                        "text/plain",
                        "User: '" + server.pathArg(0) + "' and Device: '" + server.pathArg(1) + "'"));
        server.onNotFound(() -> server.send(404, "text/plain", "File Not Found\n"));
        server.begin();
        if (!server.getServer().asBool()) {
            fail(server.getServer().getLastError().toString());
        }
        Serial.println("HTTP server started on " + WiFi.localIP());
    }

    @Override
    public void loop() {
        server.handleClient();
        delay(1);
    }

    private void handlePost(String body) {
        if (server.method() == ESP8266WebServer.HTTP_POST) {
            server.send(200, "text/plain", "POST body was:\n" + body);
        } else {
            server.send(405, "text/plain", "Method Not Allowed");
        }
    }

    private String arguments() {
        var text = new StringBuilder();
        for (int i = 0; i < server.args(); i++) {
            text.append(server.argName(i)).append(": ").append(server.arg(i)).append('\n');
        }
        return text.toString();
    }

    private void join() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            fail("Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
        }
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
