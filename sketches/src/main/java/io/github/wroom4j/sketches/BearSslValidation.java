package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.PublicKey;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The ways to trust a server, one after the other, as the core's example shows them: none, anybody, a fingerprint, whoever signs for
 * himself, a known key, an authority.
 */
public class BearSslValidation extends Sketch {
    @Override
    public void setup() {
        join();
        fetch("no trust", client -> {});
        fetch("setInsecure", WiFiClientSecure::setInsecure);
        fetch("wrong fingerprint", client -> client.setFingerprint("00".repeat(20)));
        if (hasOption("fingerprint")) {
            fetch("fingerprint", client -> client.setFingerprint(option("fingerprint")));
        }
        fetch("self-signed", WiFiClientSecure::allowSelfSignedCerts);
        if (hasOption("public-key")) {
            fetch("known key", client -> client.setKnownKey(new PublicKey(file("public-key"))));
        }
        if (hasOption("ca")) {
            fetch("authority", client -> client.setTrustAnchors(new X509List(file("ca"))));
        }
        exit(0);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private void fetch(String how, Consumer<WiFiClientSecure> trust) {
        var client = new WiFiClientSecure();
        trust.accept(client);
        URI url = URI.create(option("url", "https://api.github.com/"));
        String host = url.getHost();
        if (client.connect(host, url.getPort() < 0 ? 443 : url.getPort()) == 0) {
            Serial.println(how + ": refused, error " + client.getLastSSLError());
            Serial.println("    " + client.getLastError());
            return;
        }
        client.print("GET / HTTP/1.0\r\nHost: " + host + "\r\nUser-Agent: ESP8266\r\n\r\n");
        Serial.println(how + ": " + client.readStringUntil('\n').strip());
        client.stop();
    }

    private byte[] file(String option) {
        try {
            return Files.readAllBytes(Path.of(option(option)));
        } catch (IOException e) {
            fail("cannot read --" + option + " " + option(option) + ": " + e.getMessage());
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
