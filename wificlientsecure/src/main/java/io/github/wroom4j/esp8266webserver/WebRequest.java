package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.esp8266webserver.RequestBody.Broken;
import io.github.wroom4j.esp8266webserver.RequestBody.Framing;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as it was read (WB-4). What two servers could read in two ways is refused: a blank before a colon, two lengths,
 * a length beside chunks, codings other than chunked (RFC 9112 §6.3).
 *
 * @param methodName as in the request line
 * @param target path and query as in the request line
 * @param minorVersion of HTTP/1
 * @param headers in order
 * @param framing what delimits its body
 * @param arguments of the query, then of a form body; {@code plain} is any other body
 */
record WebRequest(
        String methodName, String target, int minorVersion, List<Pair> headers, Framing framing, List<Pair> arguments) {
    private static final int MOST_HEADER = 16 * 1024;
    private static final int MOST_BODY = 1024 * 1024;

    /** Fields of a form, urlencoded or multipart. */
    static final int MOST_FIELDS = 1000;

    record Pair(String name, String value) {}

    /** What came of listening for a request. */
    sealed interface Heard {
        /** Nothing, or the client left. */
        record Nothing() implements Heard {}

        /** Something that is refused with a status. */
        record Nonsense(int code, String why) implements Heard {}

        /** A request up to its body. */
        record Asked(WebRequest request) implements Heard {}
    }

    /** Reads one up to its body. */
    static Heard head(WiFiClient client, Clock clock, Duration limit) {
        Deadline deadline = Deadline.in(clock, limit);
        var lines = new ArrayList<String>();
        var line = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        for (int bytes = 0; bytes < MOST_HEADER; bytes++) {
            if (client.read(one, 0, 1, deadline) <= 0) {
                return new Heard.Nothing();
            }
            if (one[0] != '\n') {
                line.write(one[0]);
                continue;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            line.reset();
            if (!text.isEmpty()) {
                lines.add(text);
            } else if (!lines.isEmpty()) {
                return read(lines);
            }
        }
        return new Heard.Nonsense(431, "the head has more than " + MOST_HEADER / 1024 + " KB");
    }

    private static Heard read(List<String> lines) {
        String[] first = lines.get(0).split(" ", -1);
        if (first.length != 3 || first[1].isEmpty() || !first[2].matches("HTTP/1\\.\\d")) {
            return new Heard.Nonsense(400, "the request line is none of HTTP/1");
        }
        var headers = new ArrayList<Pair>();
        for (String text : lines.subList(1, lines.size())) {
            int colon = text.indexOf(':');
            if (colon <= 0 || !text.substring(0, colon).chars().allMatch(WebRequest::tokenCharacter)) {
                // A blank before the colon, a folded line, or no header at all.
                return new Heard.Nonsense(400, "a header line has no name that ends at its colon");
            }
            String value = text.substring(colon + 1).strip();
            if (value.chars().anyMatch(c -> c < 32 && c != '\t' || c == 127)) {
                return new Heard.Nonsense(400, "a header holds a control byte");
            }
            headers.add(new Pair(text.substring(0, colon), value));
        }
        List<String> codings = all(headers, "Transfer-Encoding");
        List<String> lengths = all(headers, "Content-Length").stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .distinct()
                .toList();
        Framing framing;
        if (!codings.isEmpty()) {
            if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                return new Heard.Nonsense(400, "a transfer coding that is not known");
            }
            if (!lengths.isEmpty()) {
                return new Heard.Nonsense(400, "a length beside chunks");
            }
            framing = new Framing.Chunks();
        } else if (lengths.isEmpty()) {
            framing = new Framing.Length(0);
        } else if (lengths.size() == 1 && lengths.get(0).matches("\\d{1,18}")) {
            framing = new Framing.Length(Long.parseLong(lengths.get(0)));
        } else {
            return new Heard.Nonsense(400, "a length that means nothing or two things");
        }
        int query = first[1].indexOf('?');
        var arguments = new ArrayList<Pair>();
        if (!parse(query < 0 ? "" : first[1].substring(query + 1), arguments)) {
            return new Heard.Nonsense(413, "too many arguments");
        }
        int minor = first[2].charAt(7) - '0';
        return new Heard.Asked(new WebRequest(first[0], first[1], minor, headers, framing, arguments));
    }

    private static boolean tokenCharacter(int c) {
        return c > 32 && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }

    private static List<String> all(List<Pair> headers, String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Pair::value)
                .toList();
    }

    /** The path without query, not decoded. */
    String uri() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Bytes of the body; −1 where only its end shows the length. */
    long length() {
        return framing instanceof Framing.Length length ? length.bytes() : -1;
    }

    /** Whether the client waits for 100 Continue before it sends the body (RFC 9110 §10.1.1). */
    boolean expectsContinue() {
        return minorVersion > 0 && length() != 0 && header("Expect").equalsIgnoreCase("100-continue");
    }

    /** An expectation that is not known: 417. */
    boolean expectsTheUnknown() {
        String expected = header("Expect");
        return !expected.isEmpty() && !expected.toLowerCase(Locale.ROOT).equals("100-continue");
    }

    /** Refuses a body of which its head says already that it is too long to be kept. */
    void checkLength() throws Broken {
        if (length() > MOST_BODY) {
            throw new Broken(413, "a body of " + length() + " bytes; at most " + MOST_BODY + " are kept");
        }
    }

    /** Reads a form with files to its end; what is on the way costs a buffer, not the file's size. */
    void form(RequestBody body, String boundary, HTTPUpload upload, Optional<Runnable> handler) throws Broken {
        new MultipartReader(body, boundary, upload, handler).read(arguments);
        // What follows the last delimiter belongs to this form; a little of it is usual.
        for (int i = 0; body.next() != RequestBody.END; i++) {
            if (i > 1024) {
                throw new Broken(400, "the form goes on behind its end");
            }
        }
    }

    /** Reads any other body into memory. */
    void plain(RequestBody body) throws Broken {
        var bytes = new ByteArrayOutputStream();
        for (int c = body.next(); c != RequestBody.END; c = body.next()) {
            if (bytes.size() == MOST_BODY) {
                throw new Broken(413, "more than " + MOST_BODY + " bytes");
            }
            bytes.write(c);
        }
        if (bytes.size() == 0) {
            return;
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (header("Content-Type").startsWith("application/x-www-form-urlencoded") && !parse(text, arguments)) {
            throw new Broken(413, "more than " + MOST_FIELDS + " fields");
        }
        arguments.add(new Pair("plain", text));
    }

    /** False for more fields than anybody needs. */
    private static boolean parse(String form, List<Pair> into) {
        int start = 0;
        while (start <= form.length()) {
            int end = form.indexOf('&', start);
            String field = form.substring(start, end < 0 ? form.length() : end);
            start = end < 0 ? form.length() + 1 : end + 1;
            if (field.isEmpty()) {
                continue;
            }
            if (into.size() == MOST_FIELDS) {
                return false;
            }
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            into.add(new Pair(decoded(name), decoded(value)));
        }
        return true;
    }

    /** Decodes {@code %XX} and {@code +}; what cannot be decoded stays as it is. */
    static String decoded(String text) {
        if (text == null) {
            return "";
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
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
