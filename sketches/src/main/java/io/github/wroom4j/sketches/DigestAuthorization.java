package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.arduino.MD5Builder;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;

/** Digest authorization by hand, as the core's example does it: 401, collect the challenge, answer it. */
public class DigestAuthorization extends Sketch {
    private final String username = option("user", "admin");
    private final String password = option("secret", "admin");

    @Override
    public void setup() {
        join();
        var client = new WiFiClient();
        var http = new HTTPClient();
        String base = option("page", "http://httpbin.org").replaceAll("/$", "");
        String uri = option("uri", "/digest-auth/auth/admin/admin/MD5");
        http.begin(client, base + uri);
        http.collectHeaders("WWW-Authenticate");
        int code = http.GET();
        if (code == HTTP_CODE_OK) {
            Serial.println("the server asks for no password");
            exit(0);
        }
        if (code != HTTP_CODE_UNAUTHORIZED) {
            fail("no 401 but " + code + " " + http.getLastError());
        }
        String challenge = http.header("WWW-Authenticate");
        Serial.println(challenge);
        http.end();
        http.begin(client, base + uri);
        http.addHeader("Authorization", digestAuth(challenge, uri, 1));
        code = http.GET();
        Serial.printf("[HTTP] GET... code: %d\n", code);
        Serial.println(http.getString());
        http.end();
        exit(code == HTTP_CODE_OK ? 0 : 1);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }

    private static String extract(String challenge, String parameter, char delimiter) {
        int from = challenge.indexOf(parameter);
        if (from < 0) {
            return "";
        }
        int start = from + parameter.length();
        int end = challenge.indexOf(delimiter, start);
        return end < 0 ? challenge.substring(start) : challenge.substring(start, end);
    }

    private static String md5(String text) {
        var md5 = new MD5Builder();
        md5.begin();
        md5.add(text);
        md5.calculate();
        return md5.toString();
    }

    private String digestAuth(String challenge, String uri, int counter) {
        String realm = extract(challenge, "realm=\"", '"');
        String nonce = extract(challenge, "nonce=\"", '"');
        String cNonce = String.format("%08x", random(0x7FFFFFFF));
        String nc = String.format("%08x", counter);
        String h1 = md5(username + ":" + realm + ":" + password);
        String h2 = md5("GET:" + uri);
        String response = md5(h1 + ":" + nonce + ":" + nc + ":" + cNonce + ":auth:" + h2);
        return "Digest username=\"" + username + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", algorithm=\"MD5\", qop=auth, nc=" + nc + ", cnonce=\"" + cNonce + "\", response=\"" + response
                + "\"";
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
