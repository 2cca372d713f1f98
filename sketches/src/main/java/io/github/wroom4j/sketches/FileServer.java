package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266webserver.HTTPUpload;
import io.github.wroom4j.fs.Dir;
import io.github.wroom4j.fs.File;

/**
 * Serves the sketch's files under {@code /files/}, lists them at {@code /list} and takes new ones from a form at {@code /upload}
 * from who knows {@code --user} and {@code --secret}. The core's WebServer and FSBrowser in small.
 */
public class FileServer extends Sketch {
    private final ESP8266WebServer server = new ESP8266WebServer(80);
    private File incoming;
    private boolean allowed;

    @Override
    public void setup() {
        join();
        if (!LittleFS.begin()) {
            fail(LittleFS.getLastError().toString());
        }
        server.enableETag(true);
        server.serveStatic("/files", LittleFS, "/files");
        server.on("/list", this::list);
        server.on("/upload", ESP8266WebServer.HTTP_POST, this::uploaded, this::upload);
        server.begin();
        if (!server.getServer().asBool()) {
            fail(server.getServer().getLastError().toString());
        }
        Serial.println("HTTP server started on " + WiFi.localIP());
    }

    @Override
    public void loop() {
        server.handleClient();
        delay(1);
    }

    private void list() {
        var names = new StringBuilder();
        for (Dir files = LittleFS.openDir("/files"); files.next(); ) {
            names.append(files.fileName()).append(' ').append(files.fileSize()).append('\n');
        }
        server.send(200, "text/plain", names.toString());
    }

    /** Called for each piece of the file, before {@link #uploaded}. */
    private void upload() {
        HTTPUpload piece = server.upload();
        switch (piece.status) {
            case UPLOAD_FILE_START -> {
                // A browser sends its credentials along, and no one else's bytes are stored.
                allowed = server.authenticate(option("user", "admin"), option("secret", "esp8266"))
                        && piece.filename.matches("[A-Za-z0-9._-]{1,31}");
                LittleFS.mkdir("/files");
                incoming = allowed ? LittleFS.open("/files/" + piece.filename, "w") : null;
            }
            case UPLOAD_FILE_WRITE -> {
                if (incoming != null) {
                    incoming.write(piece.buf, 0, piece.currentSize);
                }
            }
            default -> {
                if (incoming != null) {
                    incoming.close();
                    incoming = null;
                }
            }
        }
    }

    private void uploaded() {
        if (!allowed) {
            server.requestAuthentication();
            return;
        }
        server.redirect("/list");
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
