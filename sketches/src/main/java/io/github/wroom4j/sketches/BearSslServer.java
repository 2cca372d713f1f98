package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266wifi.PrivateKey;
import io.github.wroom4j.esp8266wifi.ServerSessions;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.WiFiServerSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An HTTPS server by hand on the module's port 443, TLS on the JVM: shows {@code --cert}, whose key is {@code --key}, both PEM.
 * {@code openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=esp8266} makes a pair.
 */
public class BearSslServer extends Sketch {
    private static final int RSA = 1; // BR_KEYTYPE_RSA: what signed the certificate

    protected final WiFiServerSecure server = new WiFiServerSecure(443);

    @Override
    public void setup() {
        join();
        var chain = new X509List(file("cert"));
        var key = new PrivateKey(file("key"));
        if (key.isEC()) {
            server.setECCert(chain, RSA, key);
        } else {
            server.setRSACert(chain, key);
        }
        // A client that comes back within these five is spared the long handshake.
        server.setCache(new ServerSessions(5));
        server.begin();
        if (!server.asBool()) {
            fail(server.getLastError().toString());
        }
        Serial.println("serving https://" + WiFi.localIP() + "/");
    }

    @Override
    public void loop() {
        WiFiClientSecure client = server.accept();
        if (!client.asBool()) {
            if (server.getLastError().isError()) {
                Serial.println("refused  " + server.getLastError());
            }
            delay(1);
            return;
        }
        Serial.println("New client: " + client.describeTls());
        client.setTimeout(5000);
        for (String line = "?"; !line.isEmpty(); ) {
            line = client.readStringUntil('\n').strip(); // a blank line ends the request's head
        }
        String page = page(client);
        client.print("HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: ");
        client.print(page.length() + "\r\n\r\n" + page);
        client.stop();
    }

    /** What this client is shown. */
    protected String page(WiFiClientSecure client) {
        return "<html><body>Hello from Java through an ESP8266!</body></html>\r\n";
    }

    /** The bytes of a file that an option names. */
    protected byte[] file(String option) {
        try {
            return Files.readAllBytes(Path.of(option(option)));
        } catch (IOException e) {
            fail("--" + option + " \"" + option(option) + "\" cannot be read: " + e.getMessage());
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
