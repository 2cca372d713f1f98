package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer to one request, from its first header to the end of its body (WB-5). */
final class WebReply {
    /** How far it has come. */
    private sealed interface Stage {
        /** Nothing was sent. */
        record Open() implements Stage {}

        /** The head is out, and the body has a length or ends with the connection. */
        record Plain() implements Stage {}

        /** The head is out, and chunks follow. */
        record Chunks() implements Stage {}

        /** The last chunk is out. */
        record Ended() implements Stage {}
    }

    private final WiFiClient client;
    private final boolean cors;
    private final int minorVersion;
    private final boolean headOnly;
    private final List<String> headers = new ArrayList<>();
    private Stage stage = new Stage.Open();
    private long length = WebCodes.CONTENT_LENGTH_NOT_SET;
    private boolean keepAlive;

    /** An answer over a client to a request of HTTP/1 with that minor version; {@code headOnly} for HEAD. */
    WebReply(WiFiClient client, int minorVersion, boolean headOnly, boolean keepAlive, boolean cors) {
        this.client = client;
        this.minorVersion = minorVersion;
        this.headOnly = headOnly;
        this.keepAlive = keepAlive;
        this.cors = cors;
    }

    /** Whether anything was sent. */
    boolean begun() {
        return !(stage instanceof Stage.Open);
    }

    boolean keepAlive() {
        return keepAlive;
    }

    void keepAlive(boolean on) {
        keepAlive = on;
    }

    void contentLength(long bytes) {
        length = bytes;
    }

    /** Adds a header line; one that would be two is left out, and the reason is returned. */
    Optional<String> header(String name, String value, boolean first) {
        String line = name + ": " + value;
        if (splits(line)) {
            String shown = String.valueOf(name).replaceAll("\\p{Cntrl}", "?");
            return Optional.of("header " + shown + " holds a line end and was left out");
        }
        headers.add(first ? 0 : headers.size(), line + "\r\n");
        return Optional.empty();
    }

    /** Whether a text would end the line that it stands in. */
    static boolean splits(String text) {
        return text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    /** The head, and the body that goes with it; an empty type is {@code text/html}. */
    void send(int code, String contentType, byte[] content) {
        long announced = length == WebCodes.CONTENT_LENGTH_NOT_SET ? content.length : length;
        boolean chunked = announced == WebCodes.CONTENT_LENGTH_UNKNOWN && minorVersion > 0;
        keepAlive &= announced != WebCodes.CONTENT_LENGTH_UNKNOWN || chunked;
        var head = new StringBuilder("HTTP/1.")
                .append(minorVersion)
                .append(' ')
                .append(code)
                .append(' ')
                .append(StatusWords.of(code))
                .append("\r\nContent-Type: ")
                .append(contentType.isEmpty() ? "text/html" : contentType)
                .append("\r\n");
        headers.forEach(head::append);
        if (chunked) {
            head.append("Accept-Ranges: none\r\nTransfer-Encoding: chunked\r\n");
        } else if (announced >= 0) {
            head.append("Content-Length: ").append(announced).append("\r\n");
        }
        if (cors) {
            head.append("Access-Control-Allow-Origin: *\r\n");
        }
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n");
        if (keepAlive) {
            head.append("Keep-Alive: timeout=2000\r\n");
        }
        client.write(head.append("\r\n").toString());
        stage = chunked ? new Stage.Chunks() : new Stage.Plain();
        if (content.length > 0) {
            more(content);
        }
    }

    /** More of the body; an empty piece ends a reply in chunks. HEAD has no body. */
    void more(byte[] content) {
        if (headOnly) {
            return;
        }
        if (!(stage instanceof Stage.Chunks)) {
            client.write(content);
            return;
        }
        var piece = new ByteArrayOutputStream();
        piece.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        piece.writeBytes(content);
        piece.writeBytes(new byte[] {'\r', '\n'});
        client.write(piece.toByteArray());
        if (content.length == 0) {
            stage = new Stage.Ended();
        }
    }

    /** Starts a reply in chunks; false for HTTP/1.0, which knows none. */
    boolean startChunks(int code, String contentType) {
        if (minorVersion == 0) {
            return false;
        }
        length = WebCodes.CONTENT_LENGTH_UNKNOWN;
        send(code, contentType, new byte[0]);
        return true;
    }

    /** The last chunk, where chunks were begun and not ended. */
    void endChunks() {
        if (stage instanceof Stage.Chunks) {
            more(new byte[0]);
        }
    }
}
