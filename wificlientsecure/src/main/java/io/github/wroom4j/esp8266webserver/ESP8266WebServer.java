package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiServer;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web server over the module's one TCP server (rules WB-1 … WB-8). {@link #handleClient()} serves one request at a time
 * in the calling thread; while nobody asks it returns at once.
 */
public class ESP8266WebServer implements AutoCloseable {
    /** Methods by their number in the core (WB-3). */
    public static final int HTTP_ANY = 0;

    public static final int HTTP_GET = 1;
    public static final int HTTP_HEAD = 2;
    public static final int HTTP_POST = 3;
    public static final int HTTP_PUT = 4;
    public static final int HTTP_PATCH = 5;
    public static final int HTTP_DELETE = 6;
    public static final int HTTP_OPTIONS = 7;

    public static final long CONTENT_LENGTH_UNKNOWN = -1;
    public static final long CONTENT_LENGTH_NOT_SET = -2;

    private static final List<String> METHODS = List.of("", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    private record Route(Pattern path, int method, Runnable handler) {}

    private final SketchContext context;
    private final WiFiServer server;
    private final List<Route> routes = new ArrayList<>();
    private final List<String> sentHeaders = new ArrayList<>();
    private Runnable notFound;
    private boolean cors;
    private WiFiClient client;
    private WebRequest request;
    private List<String> pathArguments = List.of();
    private long contentLength = CONTENT_LENGTH_NOT_SET;
    private boolean chunked;
    private boolean answered;
    private boolean keepAlive;

    /** On port 80. */
    public ESP8266WebServer() {
        this(80);
    }

    public ESP8266WebServer(int port) {
        this(SketchContext.current().orElse(null), port);
    }

    /** On a given board. */
    public ESP8266WebServer(SketchContext context, int port) {
        this.context = context;
        this.server = new WiFiServer(context, port);
    }

    public void begin() {
        server.begin();
    }

    public void begin(int port) {
        server.begin(port);
    }

    public WiFiServer getServer() {
        return server;
    }

    /** The client being served. */
    public WiFiClient client() {
        return client;
    }

    @Override
    public void close() {
        if (client != null) {
            client.stop();
            client = null;
        }
        server.close();
    }

    public void stop() {
        close();
    }

    /** A handler for a path: exact, with braces ({@code /u/{}}) or a glob ({@code /x/*}); the first that fits wins (WB-3). */
    public void on(String uri, Runnable handler) {
        on(uri, HTTP_ANY, handler);
    }

    public void on(String uri, int method, Runnable handler) {
        var regex = new StringBuilder();
        for (String part : uri.split("(?=\\{\\})|(?<=\\{\\})|(?=\\*)|(?<=\\*)")) {
            regex.append(part.equals("{}") ? "([^/]*)" : part.equals("*") ? ".*" : Pattern.quote(part));
        }
        routes.add(new Route(Pattern.compile(regex.toString()), method, handler));
    }

    /** A handler for paths that match a regular expression; its groups are {@link #pathArg}. */
    public void onRegex(Pattern path, int method, Runnable handler) {
        routes.add(new Route(path, method, handler));
    }

    public void onNotFound(Runnable handler) {
        notFound = handler;
    }

    /** Sends {@code Access-Control-Allow-Origin: *} with each reply. */
    public void enableCORS(boolean on) {
        cors = on;
    }

    /** Serves one request if one is there (WB-2). */
    public void handleClient() {
        if (client == null || !client.connected()) {
            if (client != null) {
                client.stop();
            }
            client = server.hasClient() ? server.accept() : null;
        }
        if (client == null || client.available() == 0) {
            // A kept connection on which nobody asks makes room for whoever waits.
            if (client != null && server.hasClient()) {
                client.stop();
                client = null;
            }
            return;
        }
        Optional<WebRequest> read = WebRequest.read(client, context.clock(), REQUEST_LIMIT);
        if (read.isEmpty()) {
            client.stop();
            client = null;
            return;
        }
        serve(read.get());
    }

    private void serve(WebRequest asked) {
        request = asked;
        sentHeaders.clear();
        contentLength = CONTENT_LENGTH_NOT_SET;
        chunked = false;
        answered = false;
        String connection = asked.header("Connection").toLowerCase(Locale.ROOT);
        keepAlive = !connection.contains("close")
                && (asked.minorVersion() > 0 || connection.contains("keep-alive"))
                && !server.hasClient();
        handler().run();
        if (chunked) {
            chunkedResponseFinalize();
        }
        client.flush();
        if (!keepAlive || !answered) {
            client.stop();
            client = null;
        }
        request = null;
    }

    private Runnable handler() {
        for (Route route : routes) {
            Matcher matcher = route.path.matcher(uri());
            if ((route.method == HTTP_ANY || route.method == method()) && matcher.matches()) {
                var groups = new ArrayList<String>();
                for (int i = 1; i <= matcher.groupCount(); i++) {
                    groups.add(matcher.group(i));
                }
                pathArguments = groups;
                return route.handler;
            }
        }
        pathArguments = List.of();
        return notFound != null ? notFound : () -> send(404, "text/html", "Not found: " + escaped(uri()));
    }

    /** The core prints the path as it came; a path may carry markup, so here it cannot. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The path without query, not decoded (WB-4). */
    public String uri() {
        return request == null ? "" : request.uri();
    }

    /** One of the {@code HTTP_} numbers; an unknown method counts as GET (WB-3). */
    public int method() {
        int known = request == null ? HTTP_ANY : METHODS.indexOf(request.methodName());
        return known < 0 ? HTTP_GET : known;
    }

    public String pathArg(int index) {
        return index >= 0 && index < pathArguments.size() ? pathArguments.get(index) : "";
    }

    public int args() {
        return request == null ? 0 : request.arguments().size();
    }

    /** An argument's value by name; empty without it. */
    public String arg(String name) {
        return request == null
                ? ""
                : request.arguments().stream()
                        .filter(a -> a.name().equals(name))
                        .map(WebRequest.Pair::value)
                        .findFirst()
                        .orElse("");
    }

    public String arg(int index) {
        return index >= 0 && index < args() ? request.arguments().get(index).value() : "";
    }

    public String argName(int index) {
        return index >= 0 && index < args() ? request.arguments().get(index).name() : "";
    }

    public boolean hasArg(String name) {
        return request != null
                && request.arguments().stream().anyMatch(a -> a.name().equals(name));
    }

    /** Accepted for sketches that say it: every header is kept. */
    public void collectHeaders(String... names) {
        // WB-4 BETTER: there is memory enough to keep all of them.
    }

    public String header(String name) {
        return request == null ? "" : request.header(name);
    }

    public boolean hasHeader(String name) {
        return !header(name).isEmpty();
    }

    public String hostHeader() {
        return header("Host");
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

    /** 302 with headers against caching (WB-5). */
    public void redirect(String url) {
        sendHeader("Location", url, true);
        sendHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        send(302);
    }

    /** Whether the request carries these Basic credentials, compared in constant time (WB-7). */
    public boolean authenticate(String user, String password) {
        String given = header("Authorization");
        if (!given.startsWith("Basic ")) {
            return false;
        }
        byte[] expected = Base64.getEncoder().encode((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(expected, given.substring(6).strip().getBytes(StandardCharsets.US_ASCII));
    }

    /** 401 that asks for Basic credentials (WB-7). */
    public void requestAuthentication() {
        sendHeader("WWW-Authenticate", "Basic realm=\"Login Required\"", true);
        send(401, "text/html", "");
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
