package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.dnsserver.DNSServer;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;

/** Asks for the network on a page of its own access point, keeps the answer, restarts and joins: {@code --ap}. What WiFiManager does. */
public class ConfigPortal extends Sketch {
    /** Says that the rest is ours: another sketch may have used these bytes before. */
    private static final int MARK = 0x57_52_4D_31;

    private static final int SSID = 4;
    private static final int PASSWORD = SSID + 33;

    private final ESP8266WebServer server = new ESP8266WebServer(80);
    private final DNSServer dns = new DNSServer();

    @Override
    public void setup() {
        Serial.begin(115200);
        EEPROM.begin(PASSWORD + 65);
        String ssid = EEPROM.get(0, 0) == MARK ? EEPROM.get(SSID, "") : "";
        String told = !ssid.isEmpty() && joined(ssid) ? "joined " + ssid + " as " + WiFi.localIP() : portal();
        server.begin();
        if (!server.getServer().asBool()) {
            Serial.println("failed   " + server.getServer().getLastError());
            exit(1);
        }
        Serial.println(told);
    }

    private boolean joined(String ssid) {
        WiFi.begin(ssid, EEPROM.get(PASSWORD, ""));
        if (WiFi.waitForConnectResult() != WL_CONNECTED) {
            Serial.println("cannot join " + ssid + ": " + WiFi.getLastError());
            return false;
        }
        server.on("/", () -> server.send(200, "text/html", """
                <form method="post" action="/forget"><button>Forget this network</button></form>
                """));
        server.on("/forget", HTTP_POST, () -> keep("", ""));
        return true;
    }

    private String portal() {
        if (!WiFi.softAP(option("ap", "esp8266-setup"))) {
            Serial.println("failed   " + WiFi.getLastError());
            exit(1);
        }
        // Whatever a phone opens there is this page.
        if (!dns.start(53, "*", WiFi.softAPIP())) {
            Serial.println("no names in this network: " + dns.getLastError());
        }
        String home = "http://" + WiFi.softAPIP() + "/";
        server.on("/", () -> server.send(200, "text/html", """
                <meta name="viewport" content="width=device-width">
                <form method="post" action="/save">
                <label>Network <input name="ssid" maxlength="32" required></label>
                <label>Password <input name="password" type="password" maxlength="64"></label>
                <button>Save</button></form>
                """));
        server.on("/save", HTTP_POST, () -> keep(server.arg("ssid"), server.arg("password")));
        server.onNotFound(() -> server.redirect(home));
        return "portal at " + home;
    }

    private void keep(String ssid, String password) {
        // With its NUL a text needs one byte more than it has.
        if (bytes(ssid) >= PASSWORD - SSID || bytes(password) > 64) {
            server.send(400, "text/plain", "a network's name has at most 32 bytes, its password 64");
            return;
        }
        EEPROM.put(0, MARK);
        EEPROM.put(SSID, ssid);
        EEPROM.put(PASSWORD, password);
        if (!EEPROM.commit()) {
            server.send(500, "text/plain", EEPROM.getLastError().message());
            return;
        }
        server.send(200, "text/plain", "Kept. Restarting …\n");
        ESP.restart();
    }

    private static int bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    @Override
    public void loop() {
        dns.processNextRequest();
        server.handleClient();
        delay(2);
    }
}
