package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Shows on a page what an MQTT broker tells of {@code --topic}, and publishes what is typed there: {@code --host}, {@code --port} (1883; 8883 is over TLS, with {@code --ca} or {@code --insecure} if need be), {@code --user}, {@code --secret}. */
public class MqttDashboard extends Sketch {
    private static final int SECURE_MQTT = 8883;
    private static final int MOST_TOPICS = 100;

    private final ESP8266WebServer server = new ESP8266WebServer(80);
    private final Map<String, String> last = new TreeMap<>();
    private PubSubClient mqtt;
    private long lastTry;

    @Override
    public void setup() {
        Serial.begin(115200);
        WiFi.begin(option("ssid"), option("password"));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            fail("Wi-Fi " + option("ssid") + ": " + WiFi.getLastError());
        }
        if (!hasOption("host")) {
            fail("it needs an MQTT broker, and the demo has none: name one with --host");
        }
        int port = Integer.parseInt(option("port", "1883"));
        WiFiClient client = port == SECURE_MQTT ? secured(new WiFiClientSecure()) : new WiFiClient();
        mqtt = new PubSubClient(client).setServer(option("host"), port).setCallback(this::heard);
        if (!connect()) {
            fail("no connection to " + option("host") + " (" + mqtt.state() + "): " + mqtt.reason());
        }
        server.on("/", this::page);
        server.on("/publish", HTTP_POST, this::publish);
        server.begin();
        Serial.println("dashboard at http://" + WiFi.localIP() + "/");
    }

    private WiFiClientSecure secured(WiFiClientSecure client) {
        if (hasOption("insecure")) {
            client.setInsecure();
            return client;
        }
        if (!hasOption("ca")) {
            client.setSystemTrust();
            return client;
        }
        try {
            client.setTrustAnchors(new X509List(Files.readAllBytes(Path.of(option("ca")))));
        } catch (IOException e) {
            fail("cannot read --ca " + option("ca") + ": " + e.getMessage());
        }
        return client;
    }

    private boolean connect() {
        lastTry = millis();
        String id = "dashboard-" + Integer.toHexString(ESP.getChipId());
        return mqtt.connect(
                        id, hasOption("user") ? option("user") : null, hasOption("secret") ? option("secret") : null)
                && mqtt.subscribe(option("topic", "wroom4j/#"), 1);
    }

    private void heard(String topic, byte[] payload, int length) {
        String text = new String(payload, 0, length, StandardCharsets.UTF_8);
        Serial.println(topic + " " + text);
        // Whoever may publish may name topics: there is an end to how many are kept.
        if (last.containsKey(topic) || last.size() < MOST_TOPICS) {
            last.put(topic, text);
        }
    }

    private void page() {
        var rows = new StringBuilder();
        last.forEach((topic, text) -> rows.append("<tr><td>")
                .append(escaped(topic))
                .append("</td><td>")
                .append(escaped(text))
                .append("</td></tr>\n"));
        server.send(200, "text/html; charset=utf-8", """
                <meta http-equiv="refresh" content="5"><table>
                %s</table>
                <form method="post" action="/publish"><input name="topic"><input name="text"><button>Publish</button></form>
                """.formatted(rows));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void publish() {
        boolean sent = mqtt.publish(server.arg("topic"), server.arg("text"), true);
        if (sent) {
            server.redirect("/");
        } else {
            server.send(503, "text/plain", "the broker is not connected\n");
        }
    }

    @Override
    public void loop() {
        if (!mqtt.loop() && millis() - lastTry > 5000) {
            Serial.println("connecting again: " + connect());
        }
        server.handleClient();
        delay(2);
    }

    private void fail(String why) {
        Serial.println("failed   " + why);
        exit(1);
    }
}
