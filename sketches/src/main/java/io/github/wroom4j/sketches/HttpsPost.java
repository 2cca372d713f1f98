package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.tls.TlsLocation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Posts a form over HTTPS, as a battery-powered button would: what it wants to say, and its voltage. */
public class HttpsPost extends Sketch {
    private final WiFiClientSecure client = new WiFiClientSecure();
    private final HTTPClient https = new HTTPClient();

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            fail("Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
        }
        Serial.println("address  " + WiFi.localIP());
        trust();

        if (!https.begin(client, option("url"))) {
            fail("cannot use --url " + option("url") + ": " + https.getLastError());
        }
        https.addHeader("Content-Type", "application/x-www-form-urlencoded");
        int code = https.POST(
                "text=" + encoded(option("text", "hello from Java")) + "&bat=" + encoded(option("bat", "3.3")));
        if (code < 0) {
            fail(HTTPClient.errorToString(code) + ": " + https.getLastError());
        }
        Serial.println("tls      " + client.describeTls());
        Serial.println("HTTP " + code);
        Serial.println(https.getString());
        https.end();
        exit(code < 400 ? 0 : 1);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private static String encoded(String field) {
        return URLEncoder.encode(field, StandardCharsets.UTF_8);
    }

    /** Whom to trust: a CA from a file, anybody, or else the authorities that this computer trusts. */
    private void trust() {
        if (option("tls").equals("module")) {
            client.setTlsLocation(TlsLocation.MODULE);
        }
        if (hasOption("insecure")) {
            client.setInsecure();
        } else if (hasOption("ca")) {
            var authorities = new X509List();
            try {
                if (!authorities.append(Files.readAllBytes(Path.of(option("ca"))))) {
                    fail("no certificate in " + option("ca") + ": " + authorities.getLastError());
                }
            } catch (IOException e) {
                fail("cannot read --ca " + option("ca") + ": " + e.getMessage());
            }
            client.setTrustAnchors(authorities);
        } else {
            client.setSystemTrust();
        }
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
