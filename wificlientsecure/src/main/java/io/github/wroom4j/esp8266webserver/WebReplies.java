package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.fs.File;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a handler answers (WB-5). */
abstract class WebReplies extends WebRequestView {
    public static final long CONTENT_LENGTH_UNKNOWN = -1;
    public static final long CONTENT_LENGTH_NOT_SET = -2;

    final List<String> sentHeaders = new ArrayList<>();
    WiFiClient client;
    long contentLength = CONTENT_LENGTH_NOT_SET;
    boolean chunked;
    boolean answered;
    boolean keepAlive;
    boolean cors;

    WebReplies() {}

    /** The client being served. */
    public WiFiClient client() {
        return client;
    }

    /** Sends {@code Access-Control-Allow-Origin: *} with each reply. */
    public void enableCORS(boolean on) {
        cors = on;
    }

    /** Adds a header line to the reply; a line end in it is refused. */
    public void sendHeader(String name, String value) {
        sendHeader(name, value, false);
    }

    public void sendHeader(String name, String value, boolean first) {
        String line = name + ": " + value;
        if (line.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("header " + name.replaceAll("\\p{Cntrl}", "?") + " holds a line end");
        }
        sentHeaders.add(first ? 0 : sentHeaders.size(), line + "\r\n");
    }

    /** What {@link #send} announces; {@link #CONTENT_LENGTH_UNKNOWN} makes a reply in chunks. */
    public void setContentLength(long length) {
        contentLength = length;
    }

    public void send(int code) {
        send(code, "", "");
    }

    public void send(int code, String contentType, String content) {
        send(code, contentType, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a reply; an empty type is {@code text/html} (WB-5). */
    public void send(int code, String contentType, byte[] content) {
        long length = contentLength == CONTENT_LENGTH_NOT_SET ? content.length : contentLength;
        chunked = length == CONTENT_LENGTH_UNKNOWN && request.minorVersion() > 0;
        keepAlive &= length != CONTENT_LENGTH_UNKNOWN || chunked;
        var head = new StringBuilder("HTTP/1.")
                .append(request.minorVersion())
                .append(' ')
                .append(code)
                .append(' ');
        head.append(responseCodeToString(code)).append("\r\n");
        head.append("Content-Type: ")
                .append(contentType.isEmpty() ? "text/html" : contentType)
                .append("\r\n");
        sentHeaders.forEach(head::append);
        if (chunked) {
            head.append("Accept-Ranges: none\r\nTransfer-Encoding: chunked\r\n");
        } else if (length >= 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        if (cors) {
            head.append("Access-Control-Allow-Origin: *\r\n");
        }
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n");
        if (keepAlive) {
            head.append("Keep-Alive: timeout=2000\r\n");
        }
        client.write(head.append("\r\n").toString());
        answered = true;
        if (content.length > 0 && method() != HTTP_HEAD) {
            sendContent(content);
        }
    }

    public void sendContent(String content) {
        sendContent(content.getBytes(StandardCharsets.UTF_8));
    }

    /** More of the body; an empty piece ends a reply in chunks (WB-5). */
    public void sendContent(byte[] content) {
        if (!chunked) {
            client.write(content);
            return;
        }
        var piece = new ByteArrayOutputStream();
        piece.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        piece.writeBytes(content);
        piece.writeBytes(new byte[] {'\r', '\n'});
        client.write(piece.toByteArray());
        chunked = content.length > 0;
    }

    /** Starts a reply in chunks; false for HTTP/1.0, which knows none. */
    public boolean chunkedResponseModeStart(int code, String contentType) {
        if (request.minorVersion() == 0) {
            return false;
        }
        setContentLength(CONTENT_LENGTH_UNKNOWN);
        send(code, contentType, "");
        return true;
    }

    public void chunkedResponseFinalize() {
        if (chunked) {
            sendContent(new byte[0]);
        }
    }

    /** Moves a whole stream into the reply without holding it; returns how many bytes (WB-5). */
    public long sendContent(Stream stream) {
        byte[] piece = new byte[1460];
        long sent = 0;
        for (int got; (got = stream.readBytes(piece)) > 0; sent += got) {
            sendContent(Arrays.copyOf(piece, got));
        }
        return sent;
    }

    /** Sends a stream of known size as a reply (WB-5). */
    public void send(int code, String contentType, Stream stream, long size) {
        setContentLength(size);
        send(code, contentType, new byte[0]);
        if (method() != HTTP_HEAD) {
            sendContent(stream);
        }
    }

    /** Sends a file with its size; a {@code .gz} is told as compressed, unless that is what was asked for (WB-5). */
    public long streamFile(File file, String contentType) {
        if (file.name().endsWith(".gz") && !contentType.equals("application/x-gzip")) {
            sendHeader("Content-Encoding", "gzip");
        }
        long size = file.size();
        send(200, contentType, file, size);
        return method() == HTTP_HEAD ? 0 : size;
    }

    /** Whether the connection may stay after the reply that is being made (WB-5). */
    public void keepAlive(boolean on) {
        keepAlive = on;
    }

    public boolean keepAlive() {
        return keepAlive;
    }

    /** 302 with headers against caching (WB-5). */
    public void redirect(String url) {
        redirect(url, "");
    }

    public void redirect(String url, String content) {
        sendHeader("Location", url, true);
        sendHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        sendHeader("Pragma", "no-cache");
        sendHeader("Expires", "-1");
        send(302, "text/html", content);
    }

    /** Decodes {@code %XX} and {@code +}; what cannot be decoded stays as it is. */
    public static String urlDecode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    /** The words of a status; empty for one that has none. */
    public static String responseCodeToString(int code) {
        return switch (code) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Request Entity Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            default -> "";
        };
    }
}
