package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServerSecure;
import io.github.wroom4j.esp8266wifi.PrivateKey;
import io.github.wroom4j.esp8266wifi.X509List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The web server over HTTPS: {@code /} and {@code /inline} on port 443, with the certificate {@code --cert} and its {@code --key}. */
public class HelloServerBearSsl extends Sketch {
    private static final int RSA = 1; // BR_KEYTYPE_RSA: what signed the certificate

    private final ESP8266WebServerSecure server = new ESP8266WebServerSecure(443);

    @Override
    public void setup() {
        join();
        var chain = new X509List(file("cert"));
        var key = new PrivateKey(file("key"));
        if (key.isEC()) {
            server.getServer().setECCert(chain, RSA, key);
        } else {
            server.getServer().setRSACert(chain, key);
        }
        server.on("/", () -> server.send(200, "text/plain", "Hello from Java over HTTPS!\r\n"));
        server.on("/inline", () -> server.send(200, "text/plain", "this works as well"));
        server.begin();
        if (!server.getServer().asBool()) {
            fail(server.getServer().getLastError().toString());
        }
        Serial.println("HTTPS server started on " + WiFi.localIP());
    }

    @Override
    public void loop() {
        server.handleClient();
        delay(1);
    }

    private byte[] file(String option) {
        try {
            return Files.readAllBytes(Path.of(option(option)));
        } catch (IOException e) {
            fail("--" + option + " \"" + option(option) + "\" cannot be read: " + e.getMessage());
            return new byte[0];
        }
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
