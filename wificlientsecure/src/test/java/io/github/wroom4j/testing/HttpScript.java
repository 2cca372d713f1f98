package io.github.wroom4j.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An HTTP server on loopback that answers with whatever bytes a test writes, right or wrong. */
public final class HttpScript implements AutoCloseable {
    private final Peers peers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Function<Request, Reply> script;

    /** A request as it came: the head up to and with its blank line, and the body. */
    public record Request(String head, byte[] body, int connection) {
        public String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        public String path() {
            return line().split(" ")[1];
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A header's value, or empty. */
        public String header(String name) {
            for (String line : head.split("\r\n")) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }
    }

    /** What to answer, and whether to close the connection then. */
    public record Reply(byte[] bytes, boolean close) {
        public static Reply keep(String text) {
            return new Reply(text.getBytes(StandardCharsets.UTF_8), false);
        }

        public static Reply close(String text) {
            return new Reply(text.getBytes(StandardCharsets.UTF_8), true);
        }

        /** A plain 200 with a length, on a connection that stays. */
        public static Reply ok(String body) {
            return keep("HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                    + "\r\n\r\n" + body);
        }
    }

    public HttpScript(Function<Request, Reply> script) throws IOException {
        this.script = script;
        peers = new Peers(this::talk);
    }

    /** Always the same answer. */
    public static HttpScript always(Reply reply) throws IOException {
        return new HttpScript(request -> reply);
    }

    private void talk(Socket socket) throws IOException {
        int number = peers.accepted();
        while (true) {
            String head = head(socket.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            var request = new Request(head, body(head, socket.getInputStream()), number);
            requests.add(request);
            Reply reply = script.apply(request);
            socket.getOutputStream().write(reply.bytes());
            socket.getOutputStream().flush();
            if (reply.close()) {
                return;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int c; (c = in.read()) >= 0; ) {
            head.write(c);
            if (c == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static byte[] body(String head, InputStream in) throws IOException {
        var request = new Request(head, new byte[0], 0);
        if (request.header("Transfer-Encoding").equals("chunked")) {
            var body = new ByteArrayOutputStream();
            for (int size; (size = Integer.parseInt(line(in), 16)) > 0; line(in)) {
                body.write(in.readNBytes(size));
            }
            line(in);
            return body.toByteArray();
        }
        String length = request.header("Content-Length");
        return length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Every request so far. */
    public List<Request> requests() {
        return requests;
    }

    /** Connections so far. */
    public int connections() {
        return peers.accepted();
    }

    public int port() {
        return peers.port();
    }

    public String url(String path) {
        return "http://localhost:" + port() + path;
    }

    @Override
    public void close() throws IOException {
        peers.close();
    }
}
