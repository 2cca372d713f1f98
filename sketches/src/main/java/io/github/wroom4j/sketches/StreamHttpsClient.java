package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.BodyStream;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiMulti;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches {@code --url} over HTTPS in pieces of 128 bytes, in records of 1024 bytes if the server knows how. */
public class StreamHttpsClient extends Sketch {
    private final ESP8266WiFiMulti wifiMulti = new ESP8266WiFiMulti();

    @Override
    public void setup() {
        Serial.begin(115200);
        wifiMulti.addAP(option("ssid"), option("password"));
    }

    @Override
    public void loop() {
        if (wifiMulti.run() != WL_CONNECTED) {
            Serial.println("no Wi-Fi yet: " + WiFi.getLastError());
            delay(1000);
            return;
        }
        var client = new WiFiClientSecure();
        trust(client);
        URI url = URI.create(option("url", "https://tls.mbed.org/"));
        boolean mfln =
                WiFiClientSecure.probeMaxFragmentLength(url.getHost(), url.getPort() < 0 ? 443 : url.getPort(), 1024);
        Serial.println("Maximum fragment length negotiation supported: " + (mfln ? "yes" : "no"));
        if (mfln) {
            client.setBufferSizes(1024, 1024);
        }
        var https = new HTTPClient();
        https.begin(client, url.toString());
        int code = https.GET();
        if (code != HTTP_CODE_OK) {
            fail("GET: " + HTTPClient.errorToString(code) + " " + https.getLastError());
        }
        BodyStream body = https.getBodyStream();
        byte[] buffer = new byte[128];
        long got = 0;
        for (int count; (count = body.read(buffer)) > 0; ) {
            got += count;
        }
        Serial.printf("[HTTPS] connection closed or file end: %ld bytes\n", got);
        boolean whole = body.isComplete();
        https.end();
        exit(whole ? 0 : 1);
    }

    private void trust(WiFiClientSecure client) {
        if (!hasOption("ca")) {
            client.setSystemTrust();
            return;
        }
        try {
            client.setTrustAnchors(new X509List(Files.readAllBytes(Path.of(option("ca")))));
        } catch (IOException e) {
            fail("cannot read --ca " + option("ca") + ": " + e.getMessage());
        }
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
