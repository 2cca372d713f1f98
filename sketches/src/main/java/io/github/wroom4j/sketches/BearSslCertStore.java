package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.CertStore;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/**
 * Trusts whom a store of authorities trusts: {@code certs.ar} among the sketch's files, made as the core's script makes it;
 * where there is none, the authorities of {@code --ca}, or else those that this computer trusts. Fetches {@code --url}, then each address that is typed on the console.
 */
public class BearSslCertStore extends Sketch {
    private CertStore store = new CertStore();

    @Override
    public void setup() {
        join();
        configTime(0, 0, "pool.ntp.org"); // no server is asked where this computer's clock is right
        LittleFS.begin();
        if (LittleFS.exists("/certs.ar")) {
            int count = store.initCertStore(LittleFS, "/certs.idx", "/certs.ar");
            if (count == 0) {
                fail(store.getLastError());
            }
            Serial.println("Number of CA certs read: " + count);
        } else if (hasOption("ca")) {
            store = CertStore.of(authorities(option("ca")));
            Serial.println("no certs.ar: the authority of --ca takes its place");
        } else {
            store = CertStore.fromJavaCacerts();
            Serial.println("no certs.ar: this computer's authorities take its place");
        }
        fetch(option("url", "https://www.github.com/"));
        Serial.println("Please enter a web address (https://…) to fetch:");
    }

    @Override
    public void loop() {
        if (Serial.available() > 0) {
            fetch(Serial.readStringUntil('\n').strip());
        }
        delay(10);
    }

    private KeyStore authorities(String file) {
        try (var in = Files.newInputStream(Path.of(file))) {
            var authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.setCertificateEntry(String.valueOf(authorities.size()), each);
            }
            return authorities;
        } catch (IOException | GeneralSecurityException e) {
            fail("cannot read --ca " + file + ": " + e);
            throw new IllegalStateException(e);
        }
    }

    private void fetch(String address) {
        URI url;
        try {
            url = URI.create(address);
        } catch (IllegalArgumentException bad) {
            Serial.println(bad.getMessage());
            return;
        }
        var client = new WiFiClientSecure();
        client.setCertStore(store);
        String host = url.getHost() == null ? "" : url.getHost();
        if (client.connect(host, url.getPort() < 0 ? 443 : url.getPort()) == 0) {
            Serial.println(address + ": " + client.getLastError());
            return;
        }
        client.print("GET / HTTP/1.0\r\nHost: " + host + "\r\nUser-Agent: ESP8266\r\n\r\n");
        Serial.println(address + ": " + client.readStringUntil('\n').strip());
        client.stop();
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
