package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.tls.TlsLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Triggers a webhook of IFTTT's shape: {@code POST /trigger/EVENT/with/key/KEY} with up to three values as JSON. */
public class IftttWebhook extends Sketch {
    private final WiFiClientSecure client = new WiFiClientSecure();
    private final HTTPClient https = new HTTPClient();

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            fail("Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
        }
        if (!hasOption("key")) {
            fail("the webhook needs its --key (and --event, button by default)");
        }
        trust();

        String base = option("url", "https://maker.ifttt.com/");
        String path = "trigger/" + option("event", "button") + "/with/key/" + option("key");
        if (!https.begin(client, base + (base.endsWith("/") ? "" : "/") + path)) {
            fail("cannot use the URL: " + https.getLastError());
        }
        https.addHeader("Content-Type", "application/json");
        int code = https.POST("{\"value1\":" + quoted(option("value1", "pressed")) + ",\"value2\":"
                + quoted(option("value2")) + ",\"value3\":" + quoted(option("value3")) + "}");
        if (code < 0) {
            fail(HTTPClient.errorToString(code) + ": " + https.getLastError());
        }
        Serial.println("HTTP " + code);
        Serial.println(https.getString());
        https.end();
        exit(code < 400 ? 0 : 1);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            json.append(
                    c == '"' || c == '\\' ? "\\" + c : c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return json.append('"').toString();
    }

    private void trust() {
        if (option("tls").equals("module")) {
            client.setTlsLocation(TlsLocation.MODULE);
        }
        if (hasOption("insecure")) {
            client.setInsecure();
        } else if (hasOption("ca")) {
            try {
                client.setTrustAnchors(new X509List(Files.readAllBytes(Path.of(option("ca")))));
            } catch (IOException e) {
                fail("cannot read --ca " + option("ca") + ": " + e.getMessage());
            }
        } else {
            client.setSystemTrust();
        }
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
