package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Status and headers of a reply (HC-40 … HC-44). */
final class ResponseHead {
    /** More is an attack or a mistake; the chip would be out of memory long before. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([+-]?\\d{1,18})");

    /**
     * A header line.
     *
     * @param rawName what stood before the colon: the core compares it blanks and all (HC-45)
     */
    record Header(String rawName, String value) {
        String name() {
            return rawName.strip();
        }
    }

    private final int code;
    private final int minorVersion;
    private final List<Header> headers;

    private ResponseHead(int code, int minorVersion, List<Header> headers) {
        this.code = code;
        this.minorVersion = minorVersion;
        this.headers = List.copyOf(headers);
    }

    /** Reads to the line that ends the head: an empty one, strictly one of nothing but blanks too (HC-40). */
    static ResponseHead read(Wire wire, boolean strict) throws HttpFailure {
        int code = 0;
        int minor = 1;
        int bytes = 0;
        boolean firstLine = true;
        var headers = new ArrayList<Header>();
        while (true) {
            String line = wire.line(MOST_BYTES - bytes);
            bytes += line.length() + 2;
            if (firstLine && !line.startsWith("HTTP/1.") && !line.isEmpty()) {
                // HC-41: "HTTP/2", "ICY 200 OK", or the rest of an earlier body.
                throw noHttp(
                        Wire.isTls(line)
                                ? Wire.ANSWERED_IN_TLS
                                : "the answer begins with \"" + printable(line) + "\", which is not HTTP/1");
            }
            if (line.isEmpty() || strict && line.isBlank()) {
                if (code > 0) {
                    return new ResponseHead(code, minor, headers);
                }
                throw noHttp("the answer has no status line");
            }
            if (firstLine) {
                code = statusCode(line);
                minor = line.charAt(7) - '0';
                firstLine = false;
            } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                // HC-44: folded lines are ignored, as in the core (RFC 9112 §5.2 forbids them).
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.add(new Header(
                            line.substring(0, colon), line.substring(colon + 1).strip()));
                }
            }
        }
    }

    private static int statusCode(String line) throws HttpFailure {
        int blank = line.indexOf(' ');
        String digits = blank < 0 || line.length() < blank + 4 ? "" : line.substring(blank + 1, blank + 4);
        boolean number = digits.matches("[1-9]\\d\\d")
                && (line.length() == blank + 4 || line.charAt(blank + 4) == ' ')
                && line.length() > 8
                && Character.isDigit(line.charAt(7));
        if (!number) {
            throw noHttp("the status line \"" + printable(line) + "\" has no code");
        }
        return Integer.parseInt(digits);
    }

    private static HttpFailure noHttp(String message) {
        return new HttpFailure(HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER, Stage.PROTOCOL, message);
    }

    static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() > 60 ? clean.substring(0, 60) + "…" : clean;
    }

    int code() {
        return code;
    }

    List<Header> headers() {
        return headers;
    }

    List<String> all(String name) {
        return all(name, false);
    }

    /** Values of a header that governs the reply; strictly a name with a blank before its colon is another name. */
    private List<String> all(String name, boolean strict) {
        return headers.stream()
                .filter(header -> (strict ? header.rawName() : header.name()).equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /** A {@code Content-Length} that means one thing, −1 without any (HC-42); a conflict is refused. */
    long contentLength(boolean strict) throws HttpFailure {
        List<String> values = all("Content-Length", strict);
        if (values.isEmpty()) {
            return -1;
        }
        if (strict) {
            return lastAsInt(values.get(values.size() - 1));
        }
        long length = -1;
        for (String value : values) {
            for (String one : value.split(",", -1)) {
                String digits = one.strip();
                if (!digits.matches("\\d{1,18}")) {
                    throw noHttp("Content-Length \"" + printable(digits) + "\" is not a length");
                }
                long n = Long.parseLong(digits);
                if (length >= 0 && n != length) {
                    throw noHttp("two lengths, " + length + " and " + n + ": the end of the body is ambiguous");
                }
                length = n;
            }
        }
        return length;
    }

    /** What {@code String.toInt()} makes of it: a sign, leading digits, 32 bits (HC-42). */
    private static long lastAsInt(String text) {
        var matcher = LEADING_NUMBER.matcher(text);
        return matcher.lookingAt() ? (int) Long.parseLong(matcher.group(1)) : 0;
    }

    /** Whether the body is chunked; any other coding is refused with −9, as are two lines by default; strictly the last counts (HC-42). */
    boolean chunked(boolean strict) throws HttpFailure {
        List<String> lines = all("Transfer-Encoding", strict);
        List<String> values = lines.stream()
                .skip(strict ? Math.max(0, lines.size() - 1) : 0)
                .filter(value -> !value.isEmpty())
                .toList();
        if (values.isEmpty()) {
            return false;
        }
        String last = values.get(values.size() - 1);
        if (values.size() == 1 && last.equalsIgnoreCase("chunked")) {
            return true;
        }
        if (!strict && values.size() == 1 && last.equalsIgnoreCase("identity")) {
            return false;
        }
        throw new HttpFailure(
                HttpCodes.HTTPC_ERROR_ENCODING,
                Stage.PROTOCOL,
                "Transfer-Encoding \"" + printable(String.join(", ", values)) + "\" is not understood");
    }

    /** Whether the server lets the connection stand (HC-43). */
    boolean keepsConnection(boolean strict) {
        // Each line by itself: what a later one says does not take a "close" back.
        boolean closes = all("Connection", strict).stream()
                .map(value -> strict ? value : value.toLowerCase(Locale.ROOT))
                .anyMatch(value -> value.contains("close") && !value.contains("keep-alive"));
        return minorVersion != 0 && code > 0 && code < 500 && !closes;
    }
}
