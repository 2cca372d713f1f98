package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;

/** A web server that asks for {@code --user} and {@code --secret} by Digest: the password itself never crosses the air. */
public class HttpAdvancedAuth extends Sketch {
    private static final String REALM = "Custom Auth Realm";

    private final ESP8266WebServer server = new ESP8266WebServer(80);

    @Override
    public void setup() {
        join();
        server.on("/", () -> {
            if (!server.authenticate(option("user", "admin"), option("secret", "esp8266"))) {
                server.requestAuthentication(ESP8266WebServer.DIGEST_AUTH, REALM, "Authentication Failed");
                return;
            }
            server.send(200, "text/plain", "Login OK");
        });
        server.begin();
        if (!server.getServer().asBool()) {
            fail(server.getServer().getLastError().toString());
        }
        Serial.println("Open http://" + WiFi.localIP() + "/ in your browser to see it working");
    }

    @Override
    public void loop() {
        server.handleClient();
        delay(1);
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
