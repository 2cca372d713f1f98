package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import java.net.URI;

/** Asks {@code --url}'s server for records of at most 512 bytes, if it knows how; on the chip that saved 15 KB a connection. */
public class BearSslMaxFragmentLength extends Sketch {
    @Override
    public void setup() {
        join();
        URI url = URI.create(option("url", "https://tls.mbed.org/"));
        int port = url.getPort() < 0 ? 443 : url.getPort();
        fetch("default buffers", new WiFiClientSecure(), url.getHost(), port);

        boolean known = WiFiClientSecure.probeMaxFragmentLength(url.getHost(), port, 512);
        Serial.println("MFLN supported: " + (known ? "yes" : "no"));
        if (known) {
            var small = new WiFiClientSecure();
            small.setBufferSizes(512, 512);
            fetch("512 bytes", small, url.getHost(), port);
        }
        exit(0);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private void fetch(String how, WiFiClientSecure client, String host, int port) {
        client.setInsecure(); // only the size counts here
        if (client.connect(host, port) == 0) {
            fail(how + ": " + client.getLastError());
        }
        Serial.println(how + ": MFLN status " + client.getMFLNStatus());
        client.print("GET / HTTP/1.0\r\nHost: " + host + "\r\nUser-Agent: ESP8266\r\n\r\n");
        Serial.println(client.readStringUntil('\n').strip());
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
