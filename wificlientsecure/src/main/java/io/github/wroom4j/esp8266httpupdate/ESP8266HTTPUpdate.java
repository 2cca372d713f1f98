package io.github.wroom4j.esp8266httpupdate;

import io.github.wroom4j.arduino.Arduino;
import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.EspClass;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266httpclient.HttpCodes;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * {@code ESPhttpUpdate}: asks a server for a newer program and stores it (rule HU-1). The core writes it to flash and
 * restarts the chip; here it replaces the file given to {@link #target}, whole or not at all, and whoever started this
 * program starts the new one. Without a target the answer is {@link #HTTP_UPDATE_FAILED}.
 *
 * <p>An MD5 sum proves that nothing was lost on the way, not who made the program: use a client that verifies its server.
 */
public final class ESP8266HTTPUpdate implements UpdateCodes {
    private static final int NO_PIN = -1;

    private final SketchContext context;
    private Path target;
    private int redirects = HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS;
    private String authorization = "";
    private String expectedMd5 = "";
    private int timeoutMs = 8000;
    private int lastError;
    private String lastErrorString = "";
    private Runnable onStart = () -> {};
    private Runnable onEnd = () -> {};
    private IntConsumer onError = code -> {};
    private BiConsumer<Integer, Integer> onProgress = (done, all) -> {};
    private boolean restarts;
    private int ledPin = NO_PIN;
    private int ledOn;

    private ESP8266HTTPUpdate(SketchContext context) {
        this.context = context;
    }

    /** {@code ESPhttpUpdate} of a sketch. */
    public static ESP8266HTTPUpdate of(SketchContext context) {
        return context.part(ESP8266HTTPUpdate.class, ESP8266HTTPUpdate::new);
    }

    /** The file that an update replaces. No name of the core's. */
    public void target(Path file) {
        target = file;
    }

    public void setFollowRedirects(int mode) {
        redirects = mode;
    }

    /** Basic authorization, as base64. */
    public void setAuthorization(String base64) {
        authorization = CString.of(base64);
    }

    /** The sum that the next update must have, whatever the server says. */
    public void setMD5sum(String md5) {
        expectedMd5 = CString.of(md5);
    }

    public void onStart(Runnable callback) {
        onStart = callback;
    }

    public void onEnd(Runnable callback) {
        onEnd = callback;
    }

    public void onError(IntConsumer callback) {
        onError = callback;
    }

    /** Called with the bytes stored and how many there are, first with 0 and last with all of them. */
    public void onProgress(BiConsumer<Integer, Integer> callback) {
        onProgress = callback;
    }

    /**
     * Whether module and sketch restart after an update; false here, and true in the core. A restart makes a new sketch object of
     * the program that runs: who started this program starts the new one.
     */
    public void rebootOnUpdate(boolean on) {
        restarts = on;
    }

    /** A pin that has the level {@code ledOn} while a piece of the program is stored, and the other one between; −1 for none. */
    public void setLedPin(int pin, int ledOn) {
        ledPin = pin;
        this.ledOn = ledOn;
    }

    private void led(boolean on) {
        if (ledPin != NO_PIN) {
            int off = ledOn == Arduino.LOW ? Arduino.HIGH : Arduino.LOW;
            context.runBound(() -> Arduino.digitalWrite(ledPin, on ? ledOn : off));
        }
    }

    /** {@link #setLedPin(int, int)} of a pin that is on when it is high. */
    public void setLedPin(int pin) {
        setLedPin(pin, Arduino.HIGH);
    }

    /** Nothing: storing a file does not disturb those who are connected, as writing flash does. */
    public void closeConnectionsOnUpdate(boolean on) {
        // HU-1: a sketch that says it goes on.
    }

    /** How long the server may be silent, in milliseconds; 8000 by default. */
    public void setClientTimeout(int milliseconds) {
        timeoutMs = milliseconds;
    }

    /** An {@code HTTPC_ERROR} or {@code HTTP_UE} number; 0 after a success. */
    public int getLastError() {
        return lastError;
    }

    public String getLastErrorString() {
        return lastErrorString;
    }

    /**
     * {@link #update(WiFiClient, String)} with a client of its own, which only {@code http:} may have: for {@code https:} say
     * whom to trust, with a client.
     */
    public int update(String url) {
        return update(url, "");
    }

    public int update(String url, String currentVersion) {
        try (var client = new WiFiClient(context)) {
            return update(client, url, currentVersion);
        }
    }

    public int update(WiFiClient client, String url) {
        return update(client, url, "");
    }

    public int update(WiFiClient client, String host, int port, String uri) {
        return update(client, host, port, uri, "");
    }

    /** Over TLS if the client is a secure one. */
    public int update(WiFiClient client, String host, int port, String uri, String currentVersion) {
        String scheme = client.isSecure() ? "https" : "http";
        return update(client, scheme + "://" + CString.of(host) + ":" + port + uri, currentVersion);
    }

    /** Asks the server, sending the version that runs; returns one of the {@code HTTP_UPDATE} numbers. May block as an HTTP request does. */
    public int update(WiFiClient client, String url, String currentVersion) {
        String version = CString.of(currentVersion);
        lastError = 0;
        lastErrorString = "";
        if (target == null) {
            return failed(HTTP_UE_TOO_LESS_SPACE, "a sketch on the JVM has no flash: call target() with a file");
        }
        try (var http = new HTTPClient(context)) {
            http.setTimeout(timeoutMs);
            http.useHTTP10(true);
            http.setFollowRedirects(redirects);
            http.setUserAgent("ESP8266-http-Update");
            if (!http.begin(client, url)) {
                return failed(
                        HttpCodes.HTTPC_ERROR_CONNECTION_FAILED,
                        http.getLastError().message());
            }
            if (!authorization.isEmpty()) {
                http.setAuthorization(authorization);
            }
            headers(http, version);
            int code = http.GET();
            return switch (code) {
                case HttpCodes.HTTP_CODE_OK -> store(http);
                case HttpCodes.HTTP_CODE_NOT_MODIFIED -> HTTP_UPDATE_NO_UPDATES;
                case HttpCodes.HTTP_CODE_NOT_FOUND -> failed(HTTP_UE_SERVER_FILE_NOT_FOUND, "File Not Found (404)");
                case HttpCodes.HTTP_CODE_FORBIDDEN -> failed(HTTP_UE_SERVER_FORBIDDEN, "Forbidden (403)");
                case HttpCodes.HTTP_CODE_UNAUTHORIZED -> failed(HTTP_UE_SERVER_UNAUTHORIZED, "Unauthorized (401)");
                default ->
                    code < 0
                            ? failed(code, http.getLastError().message())
                            : failed(HTTP_UE_SERVER_WRONG_HTTP_CODE, "Wrong HTTP Code: " + code);
            };
        }
    }

    private void headers(HTTPClient http, String version) {
        http.addHeader("x-ESP8266-Chip-ID", String.valueOf(EspClass.of(context).getChipId()));
        http.addHeader("x-ESP8266-STA-MAC", ESP8266WiFiClass.of(context).macAddress());
        http.addHeader("x-ESP8266-sdk-version", EspClass.of(context).getSdkVersion());
        http.addHeader("x-ESP8266-mode", "sketch");
        if (!version.isEmpty()) {
            http.addHeader("x-ESP8266-version", version);
        }
    }

    private int store(HTTPClient http) {
        if (http.getSize() <= 0) {
            return failed(HTTP_UE_SERVER_NOT_REPORT_SIZE, "Server Did Not Report Size");
        }
        if (ledPin != NO_PIN) {
            context.runBound(() -> Arduino.pinMode(ledPin, Arduino.OUTPUT));
            led(false);
        }
        onStart.run();
        Path folder = target.toAbsolutePath().getParent();
        Path fresh = null;
        try {
            fresh = Files.createTempFile(folder, "update", ".new");
            String sum = copy(http.getBodyStream().asInputStream(), fresh, http.getSize());
            String wanted = expectedMd5.isEmpty() ? http.header("x-MD5") : expectedMd5;
            if (!wanted.isEmpty() && !wanted.equalsIgnoreCase(sum)) {
                return failed(HTTP_UE_SERVER_FAULTY_MD5, "the program's MD5 is " + sum + ", not " + wanted);
            }
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            onEnd.run();
            if (restarts) {
                EspClass.of(context).restart();
            }
            return HTTP_UPDATE_OK;
        } catch (IOException impossible) {
            return failed(
                    HttpCodes.HTTPC_ERROR_STREAM_WRITE,
                    ClientError.ofFile("the program was not stored at " + target, impossible)
                            .message());
        } finally {
            forget(fresh);
        }
    }

    private String copy(InputStream from, Path to, int all) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            var in = new DigestInputStream(from, MessageDigest.getInstance("MD5"));
            byte[] buffer = new byte[4096];
            int done = 0;
            onProgress.accept(done, all);
            for (int count; (count = in.read(buffer)) > 0; ) {
                led(true);
                out.write(buffer, 0, count);
                done += count;
                onProgress.accept(done, all);
                led(false);
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java installation has no MD5", e);
        }
    }

    private static void forget(Path fresh) {
        try {
            if (fresh != null) {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException left) {
            System.getLogger(ESP8266HTTPUpdate.class.getName())
                    .log(System.Logger.Level.DEBUG, "half an update stays behind in " + fresh, left);
        }
    }

    private int failed(int code, String why) {
        lastError = code;
        lastErrorString = why;
        onError.accept(code);
        return HTTP_UPDATE_FAILED;
    }
}
