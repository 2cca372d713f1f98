package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.tls.TlsLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches a page over HTTPS and prints it. */
public class HttpsRequest extends Sketch {
    private final WiFiClientSecure client = new WiFiClientSecure();
    private final HTTPClient https = new HTTPClient();

    @Override
    public void setup() {
        Serial.begin(115200);
        join();
        trust();

        if (!https.begin(client, option("url"))) {
            fail("cannot use --url " + option("url") + ": " + https.getLastError());
        }
        int code = https.GET();
        if (code < 0) {
            fail(HTTPClient.errorToString(code) + ": " + https.getLastError());
        }
        Serial.println("tls      " + client.describeTls());
        Serial.println("HTTP " + code);
        Serial.println(https.getString());
        if (https.getLastError().isError()) {
            fail("the page is not whole: " + https.getLastError());
        }
        https.end();
        exit(code < 400 ? 0 : 1);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private void join() {
        WiFi.begin(option("ssid"), option("password"));
        int status = WiFi.waitForConnectResult();
        if (status != WL_CONNECTED) {
            String why = switch (status) {
                case WL_WRONG_PASSWORD -> "wrong password";
                case WL_NO_SSID_AVAIL -> "no such access point";
                default -> "no connection";
            };
            fail("Wi-Fi " + option("ssid") + ": " + why + " (" + WiFi.getLastError() + ")");
        }
        Serial.println("address  " + WiFi.localIP());
    }

    /** Whom to trust: a CA from a file, anybody, or else the authorities that this computer trusts. */
    private void trust() {
        if (option("tls").equals("module")) {
            client.setTlsLocation(TlsLocation.MODULE);
        }
        if (hasOption("insecure")) {
            client.setInsecure();
        } else if (hasOption("ca")) {
            client.setTrustAnchors(authorities(option("ca")));
        } else {
            client.setSystemTrust();
        }
    }

    private X509List authorities(String file) {
        var list = new X509List();
        try {
            if (!list.append(Files.readAllBytes(Path.of(file)))) {
                fail("no certificate in " + file + ": " + list.getLastError());
            }
        } catch (IOException e) {
            fail("cannot read --ca " + file + ": " + e.getMessage());
        }
        return list;
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
