package io.github.wroom4j.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP/1.0 and 1.1 on a pair of streams: requests are read, answered and kept alive as RFC 9112 has it. */
final class HttpConversation {
    private static final int MOST_HEAD = 64 * 1024;
    private static final int MOST_BODY = 64 * 1024 * 1024;
    private static final int CHUNK = 1000; // odd on purpose: chunk borders should not fall on record borders

    private final InputStream in;
    private final OutputStream out;
    private final HttpExchange exchange;
    private final Optional<String> tls;
    private int headBytes;

    HttpConversation(InputStream in, OutputStream out, HttpExchange exchange, Optional<String> tls) {
        this.in = new BufferedInputStream(in, 8192);
        this.out = out;
        this.exchange = exchange;
        this.tls = tls;
    }

    /** Serves until the client closes or one side asks for it. */
    void serve() throws IOException {
        try {
            boolean again = true;
            while (again) {
                var request = readRequest();
                if (request.isEmpty()) {
                    return;
                }
                again = reply(request.get(), exchange.answer(request.get()));
            }
        } catch (ProtocolException e) {
            refuse(HttpExchange.Reply.text(400, "This server did not understand: " + e.getMessage() + "\n"));
        }
    }

    private Optional<HttpExchange.Request> readRequest() throws IOException {
        headBytes = 0;
        String first = readLine();
        while (first != null && first.isEmpty()) { // RFC 9112 §2.2: ignore empty lines before a request
            first = readLine();
        }
        if (first == null) {
            return Optional.empty();
        }
        String[] words = first.split(" ");
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("the request line \"" + first + "\"");
        }
        var headers = new ArrayList<HttpExchange.Header>();
        for (String line = mustReadLine(); !line.isEmpty(); line = mustReadLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("the header line \"" + line + "\"");
            }
            headers.add(new HttpExchange.Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        var request = new HttpExchange.Request(words[0], words[1], words[2], headers, new byte[0], tls);
        if (request.header("Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        byte[] body = readBody(request);
        return Optional.of(new HttpExchange.Request(words[0], words[1], words[2], headers, body, tls));
    }

    private byte[] readBody(HttpExchange.Request head) throws IOException {
        if (head.header("Transfer-Encoding")
                .filter(t -> t.toLowerCase(Locale.ROOT).contains("chunked"))
                .isPresent()) {
            return readChunks();
        }
        var length = head.header("Content-Length");
        return length.isEmpty() ? new byte[0] : readExactly(number(length.get(), 10));
    }

    private byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = number(mustReadLine().split(";")[0].strip(), 16);
            if (size == 0) {
                while (!mustReadLine().isEmpty()) {
                    headBytes = 0; // trailers are read and dropped
                }
                return body.toByteArray();
            }
            body.writeBytes(readExactly(size));
            if (body.size() > MOST_BODY || !mustReadLine().isEmpty()) {
                throw new ProtocolException("a chunk that does not end where it said, or too long a body");
            }
            headBytes = 0;
        }
    }

    private byte[] readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new ProtocolException("a body that ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static int number(String digits, int radix) throws IOException {
        try {
            int n = Integer.parseInt(digits, radix);
            if (n >= 0 && n <= MOST_BODY) {
                return n;
            }
        } catch (NumberFormatException e) {
            throw (IOException) new ProtocolException("the length \"" + digits + "\"").initCause(e);
        }
        throw new ProtocolException("the length " + digits + "; at most " + MOST_BODY + " are taken");
    }

    private String mustReadLine() throws IOException {
        String line = readLine();
        if (line == null) {
            throw new ProtocolException("a request that ends in its head");
        }
        return line;
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (++headBytes > MOST_HEAD) {
                throw new ProtocolException("a head of more than " + MOST_HEAD + " bytes");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
        }
        return null;
    }

    private boolean reply(HttpExchange.Request request, HttpExchange.Reply reply) throws IOException {
        boolean old = request.version().equals("HTTP/1.0");
        var framing =
                old && reply.framing() == HttpExchange.Framing.CHUNKED ? HttpExchange.Framing.CLOSE : reply.framing();
        var wish = request.header("Connection").orElse(old ? "close" : "keep-alive");
        boolean keep = !wish.equalsIgnoreCase("close") && framing != HttpExchange.Framing.CLOSE;
        boolean bodiless = reply.status() == 204 || reply.status() == 304 || reply.status() < 200;
        var head = new StringBuilder("HTTP/1.1 " + reply.status() + " " + reason(reply.status()) + "\r\n");
        for (var header : reply.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (framing == HttpExchange.Framing.CHUNKED) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (framing == HttpExchange.Framing.LENGTH && !bodiless) {
            head.append("Content-Length: ").append(reply.body().length).append("\r\n");
        }
        head.append("Connection: ").append(keep ? "keep-alive" : "close").append("\r\n\r\n");
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!bodiless && !request.method().equals("HEAD")) {
            if (framing == HttpExchange.Framing.CHUNKED) {
                writeChunks(whole, reply.body());
            } else {
                whole.writeBytes(reply.body());
            }
        }
        out.write(whole.toByteArray());
        out.flush();
        return keep;
    }

    private void refuse(HttpExchange.Reply reply) throws IOException {
        var unread = new HttpExchange.Request("", "", "HTTP/1.0", List.of(), new byte[0], tls);
        reply(unread, reply);
    }

    private static void writeChunks(ByteArrayOutputStream to, byte[] body) {
        for (int at = 0; at < body.length; at += CHUNK) {
            int n = Math.min(CHUNK, body.length - at);
            to.writeBytes((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            to.write(body, at, n);
            to.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        to.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Status " + status;
        };
    }
}
