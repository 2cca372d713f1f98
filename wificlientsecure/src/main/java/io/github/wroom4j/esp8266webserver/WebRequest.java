package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request as it was read (WB-4).
 *
 * @param methodName as in the request line
 * @param target path and query as in the request line
 * @param minorVersion of HTTP/1
 * @param headers in order
 * @param arguments of the query, then of a form body; {@code plain} is any other body
 */
record WebRequest(String methodName, String target, int minorVersion, List<Pair> headers, List<Pair> arguments) {
    private static final int MOST_HEADER = 16 * 1024;
    private static final int MOST_BODY = 1024 * 1024;

    record Pair(String name, String value) {}

    /** Reads one up to its body; empty if the client sent none in time or something else than HTTP. */
    static Optional<WebRequest> head(WiFiClient client, Clock clock, Duration limit) {
        Deadline deadline = Deadline.in(clock, limit);
        Optional<List<String>> head = head(client, deadline);
        if (head.isEmpty() || head.get().isEmpty()) {
            return Optional.empty();
        }
        String[] line = head.get().get(0).split(" ");
        if (line.length != 3 || !line[2].matches("HTTP/1\\.\\d")) {
            return Optional.empty();
        }
        var headers = new ArrayList<Pair>();
        for (String text : head.get().subList(1, head.get().size())) {
            int colon = text.indexOf(':');
            if (colon > 0) {
                headers.add(new Pair(
                        text.substring(0, colon), text.substring(colon + 1).strip()));
            }
        }
        int query = line[1].indexOf('?');
        var arguments = new ArrayList<Pair>();
        parse(query < 0 ? "" : line[1].substring(query + 1), arguments);
        return Optional.of(new WebRequest(line[0], line[1], line[2].charAt(7) - '0', headers, arguments));
    }

    /** The path without query, not decoded. */
    String uri() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Bytes of the body; 0 without one, −1 if the header makes no sense. */
    long length() {
        String digits = header("Content-Length");
        return digits.isEmpty() ? 0 : digits.matches("\\d{1,10}") ? Long.parseLong(digits) : -1;
    }

    private static Optional<List<String>> head(WiFiClient client, Deadline deadline) {
        var lines = new ArrayList<String>();
        var line = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        for (int bytes = 0; bytes < MOST_HEADER; bytes++) {
            if (client.read(one, 0, 1, deadline) <= 0) {
                return Optional.empty();
            }
            if (one[0] != '\n') {
                line.write(one[0]);
                continue;
            }
            String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
            line.reset();
            if (text.isEmpty()) {
                return Optional.of(lines);
            }
            lines.add(text);
        }
        return Optional.empty();
    }

    /** Reads a form with files to its end; what is on the way costs a buffer, not the file's size. */
    boolean form(
            WiFiClient client,
            Clock clock,
            Duration between,
            String boundary,
            HTTPUpload upload,
            Optional<Runnable> handler) {
        var in = new Body(client, clock, between, length());
        boolean whole = new MultipartReader(in::next, boundary, upload, handler).read(arguments);
        // What follows the last delimiter belongs to this request and to nobody.
        while (whole && in.next() >= 0) {
            continue;
        }
        return whole;
    }

    /** A body byte by byte, up to its length; a silence ends it. */
    private static final class Body {
        private final WiFiClient client;
        private final Clock clock;
        private final Duration between;
        private final byte[] buffer = new byte[2048];
        private long left;
        private int from;
        private int to;

        Body(WiFiClient client, Clock clock, Duration between, long length) {
            this.client = client;
            this.clock = clock;
            this.between = between;
            this.left = length;
        }

        int next() {
            if (from == to) {
                int most = (int) Math.min(buffer.length, left);
                int got = most <= 0 ? 0 : client.read(buffer, 0, most, Deadline.in(clock, between));
                if (got <= 0) {
                    return -1;
                }
                left -= got;
                from = 0;
                to = got;
            }
            return buffer[from++] & 0xFF;
        }
    }

    /** Reads any other body into memory: at most 1 MB, within the limit. */
    boolean body(WiFiClient client, Clock clock, Duration limit) {
        Deadline deadline = Deadline.in(clock, limit);
        long length = length();
        if (length < 0 || length > MOST_BODY) {
            return false;
        }
        byte[] body = new byte[(int) length];
        for (int done = 0; done < body.length; ) {
            int got = client.read(body, done, body.length - done, deadline);
            if (got <= 0) {
                return false;
            }
            done += got;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        if (header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
            parse(text, arguments);
        }
        if (body.length > 0) {
            arguments.add(new Pair("plain", text));
        }
        return true;
    }

    private static void parse(String form, List<Pair> into) {
        for (String field : form.split("&")) {
            if (!field.isEmpty()) {
                int equals = field.indexOf('=');
                String name = equals < 0 ? field : field.substring(0, equals);
                String value = equals < 0 ? "" : field.substring(equals + 1);
                into.add(new Pair(ESP8266WebServer.urlDecode(name), ESP8266WebServer.urlDecode(value)));
            }
        }
    }

    /** A header's value in any case of its name; empty without it. */
    String header(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Pair::value)
                .findFirst()
                .orElse("");
    }
}
