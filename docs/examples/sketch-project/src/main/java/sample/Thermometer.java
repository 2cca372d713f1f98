package sample;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;

/** Posts a reading every minute. Options: --ssid, --password, --url. */
public class Thermometer extends Sketch {
    private final WiFiClientSecure client = new WiFiClientSecure();
    private final HTTPClient https = new HTTPClient();

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid", "wroom4j"), option("password", "arduino-java"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("no Wi-Fi: " + WiFi.getLastError());
            exit(1);
        }
        Serial.println("joined as " + WiFi.localIP());
        client.setSystemTrust();
    }

    @Override
    public void loop() {
        if (!hasOption("url")) {
            Serial.println(json(celsius()) + " (no --url, so it is not posted)");
        } else if (https.begin(client, option("url"))) {
            https.addHeader("Content-Type", "application/json");
            int code = https.POST(json(celsius()));
            Serial.println(code > 0 ? "HTTP " + code : "failed: " + https.getLastError());
            https.end();
        }
        delay(60_000);
    }

    /** Put your sensor here. */
    private double celsius() {
        return 20 + random(50) / 10.0;
    }

    static String json(double celsius) {
        return "{\"celsius\":" + celsius + "}";
    }

    public static void main(String... arguments) {
        SketchRunner.main(Thermometer::new, arguments);
    }
}
