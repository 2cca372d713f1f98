package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiServer;
import io.github.wroom4j.fs.FS;
import io.github.wroom4j.fs.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A web server over the module's one TCP server (rules WB-1 … WB-8). {@link #handleClient()} serves one request at a time
 * in the calling thread and returns at once while no request is there. A request's head may take 5 s; its body may be
 * silent for 5 s at a time and must bring 256 bytes a second on average. Forms hold at most 256 parts, 64 KB a field and
 * 1 MB in all fields; files in them are not kept but handed on. What is larger, slower or could be read in two ways is
 * answered with a status and the connection is closed.
 *
 * <p>One thread at a time.
 */
public class ESP8266WebServer implements WebCodes, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ESP8266WebServer.class.getName());

    /** For a request's head. */
    private static final Duration HEAD_LIMIT = Duration.ofSeconds(5);

    /** How long a silent client may keep others waiting: the core's 30 ms, and the recovery of a lost notice. */
    private static final long OTHERS_WAIT = Duration.ofMillis(250).toNanos();

    /** Bytes of a refused request that are read before the connection is closed. */
    private static final int MOST_DROPPED = 16 * 1024;

    private static final List<String> METHODS = List.of("", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final SketchContext context;
    private final WiFiServer server;
    private final List<RequestHandler> routes = new ArrayList<>();
    private final List<Predicate<ESP8266WebServer>> hooks = new ArrayList<>();
    private final WebAuthentication authentication = new WebAuthentication();
    private final HTTPUpload upload = new HTTPUpload();
    private Runnable notFound;
    private Runnable fileUpload;
    private boolean etags;
    private boolean cors;
    private WiFiClient client;
    /** Since when the waiting client has been silent. */
    private long quietSince;
    /** What is being served; both are null between two requests. */
    private WebRequest request;

    private WebReply reply;
    private ClientError lastError = ClientError.NONE;
    private List<String> pathArguments = List.of();

    /** On port 80. */
    public ESP8266WebServer() {
        this(80);
    }

    public ESP8266WebServer(int port) {
        this(SketchContext.current().orElse(null), port);
    }

    /** On a given board. */
    public ESP8266WebServer(SketchContext context, int port) {
        this(context, new WiFiServer(context, port));
    }

    /** Over a server of another kind (WB-1). */
    ESP8266WebServer(SketchContext context, WiFiServer server) {
        this.context = context;
        this.server = server;
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
    public RequestHandler on(String uri, Runnable handler) {
        return on(uri, HTTP_ANY, handler);
    }

    public RequestHandler on(String uri, int method, Runnable handler) {
        return on(Uri.of(uri), method, handler);
    }

    public RequestHandler on(Uri uri, Runnable handler) {
        return on(uri, HTTP_ANY, handler);
    }

    public RequestHandler on(Uri uri, int method, Runnable handler) {
        return add(new RequestHandler(uri, method, handler, Optional.empty()));
    }

    /** With a handler that is called for each piece of a file in an uploaded form: {@link #upload()} (WB-3, WB-4). */
    public RequestHandler on(String uri, int method, Runnable handler, Runnable uploadHandler) {
        return add(new RequestHandler(Uri.of(uri), method, handler, Optional.of(uploadHandler)));
    }

    /** A handler for paths that match a regular expression; its groups are {@link #pathArg}. */
    public RequestHandler onRegex(Pattern path, int method, Runnable handler) {
        return on(new UriRegex(path), method, handler);
    }

    private RequestHandler add(RequestHandler route) {
        routes.add(route);
        return route;
    }

    /** Takes a route away; false if there is none for that text and method. */
    public boolean removeRoute(String uri, int method) {
        return routes.removeIf(route -> route.isFor(CString.of(uri), method));
    }

    public boolean removeRoute(String uri) {
        return removeRoute(uri, HTTP_ANY);
    }

    public void onNotFound(Runnable handler) {
        notFound = handler;
    }

    /** Called for each piece of an uploaded file where the route has no handler of its own. */
    public void onFileUpload(Runnable handler) {
        fileUpload = handler;
    }

    /** Serves files of a folder under a path (WB-3). */
    public RequestHandler serveStatic(String uri, FS files, String path) {
        return serveStatic(uri, files, path, "");
    }

    /** With a {@code Cache-Control} of that text. */
    public RequestHandler serveStatic(String at, FS files, String path, String cache) {
        String uri = at == null ? "" : CString.of(at);
        var folder = new StaticFiles(
                uri, files, path == null ? "" : CString.of(path), cache == null ? "" : CString.of(cache));
        String under = uri.endsWith("/") ? uri : uri + "/";
        var anything = new UriRegex(Pattern.compile(Pattern.quote(uri) + "|" + Pattern.quote(under) + ".*"));
        return add(new RequestHandler(anything, HTTP_ANY, () -> folder.serve(this), Optional.empty(), folder::has));
    }

    /** Whether static files carry an ETag and are answered with 304 when the browser has them; false by default. */
    public void enableETag(boolean on) {
        etags = on;
    }

    boolean tagsFiles() {
        return etags;
    }

    /** Asked before the routes; one that answers the request itself returns true. */
    public void addHook(Predicate<ESP8266WebServer> hook) {
        hooks.add(hook);
    }

    /** Serves one request if one is there (WB-2). */
    public void handleClient() {
        if (client == null || !client.connected()) {
            if (client != null) {
                client.stop();
            }
            client = server.hasClient() ? server.accept() : null;
            quietSince = context.clock().nanos();
        }
        if (client == null || client.available() == 0) {
            // A connection without a request makes room for a client that waits; one that has just connected gets a
            // moment to
            // ask.
            boolean longer = context.clock().nanos() - quietSince > OTHERS_WAIT;
            if (client != null && longer && server.hasClient()) {
                client.stop();
                client = null;
            }
            return;
        }
        WebRequest.Heard heard = WebRequest.head(client, context.clock(), HEAD_LIMIT);
        if (heard instanceof WebRequest.Heard.Asked asked) {
            serve(asked.request());
        } else {
            if (heard instanceof WebRequest.Heard.Nonsense nonsense) {
                refuse(nonsense.code());
            }
            hangUp();
        }
    }

    private void hangUp() {
        client.stop();
        client = null;
    }

    private void refuse(int code) {
        String words = StatusWords.of(code);
        client.write("HTTP/1.1 " + code + " " + words + "\r\nContent-Type: text/plain\r\nContent-Length: "
                + words.length() + "\r\nConnection: close\r\n\r\n" + words);
        client.flush();
        // Closing over unread bytes resets the connection, and the client may never read why.
        for (int left = Math.min(client.available(), MOST_DROPPED); left > 0; left--) {
            client.read();
        }
    }

    private void serve(WebRequest asked) {
        String connection = asked.header("Connection").toLowerCase(Locale.ROOT);
        boolean keep = !connection.contains("close")
                && (asked.minorVersion() > 0 || connection.contains("keep-alive"))
                && !server.hasClient();
        request = asked;
        lastError = ClientError.NONE;
        reply = new WebReply(client, asked.minorVersion(), asked.methodName().equals("HEAD"), keep, cors);
        boolean stays = false;
        try {
            Optional<RequestHandler> route = route();
            body(asked, route);
            if (hooks.stream().noneMatch(hook -> hook.test(this))) {
                route.ifPresentOrElse(RequestHandler::run, this::nothing);
            }
            reply.endChunks();
            client.flush();
            stays = reply.keepAlive() && reply.begun();
        } catch (RequestBody.Broken broken) {
            if (!reply.begun()) {
                refuse(broken.code());
            }
        } finally {
            request = null;
            reply = null;
            quietSince = context.clock().nanos();
            if (!stays && client != null) {
                if (connection.contains("close")) {
                    client.abort(); // all is sent, and the client waits for this end to close
                } else {
                    hangUp();
                }
                client = null;
            }
        }
    }

    /** Reads the request's body: a form with files goes to its upload handler while it arrives. */
    private void body(WebRequest asked, Optional<RequestHandler> route) throws RequestBody.Broken {
        if (asked.expectsTheUnknown()) {
            throw new RequestBody.Broken(417, "Expect: " + asked.header("Expect"));
        }
        Optional<String> boundary = MultipartReader.boundary(asked.header("Content-Type"));
        if (boundary.isEmpty()) {
            asked.checkLength();
        }
        if (asked.expectsContinue()) {
            client.write("HTTP/1.1 100 Continue\r\n\r\n");
            client.flush();
        }
        var body = new RequestBody(client, context.clock(), asked.framing());
        if (boundary.isEmpty()) {
            asked.plain(body);
            return;
        }
        Optional<Runnable> handler = route.flatMap(RequestHandler::upload).or(() -> Optional.ofNullable(fileUpload));
        upload.contentLength = asked.length();
        asked.form(body, boundary.get(), upload, handler);
    }

    private Optional<RequestHandler> route() {
        pathArguments = List.of();
        for (RequestHandler route : routes) {
            Optional<List<String>> parts = route.match(this, uri(), method());
            if (parts.isPresent()) {
                pathArguments = parts.get();
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    private void nothing() {
        if (notFound != null) {
            notFound.run();
        } else {
            send(404, "text/html", "Not found: " + escaped(uri()));
        }
    }

    /** The core prints the path as it came; a path may carry markup, so here it cannot. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    // --- what a handler asks of the request (WB-4) ------------------------------------------------------------------

    /** The path without query, not decoded; empty outside a handler (WB-4). */
    public String uri() {
        return request == null ? "" : request.uri();
    }

    /** One of the {@code HTTP_} numbers; an unknown method counts as GET (WB-3). */
    public int method() {
        int known = request == null ? HTTP_ANY : METHODS.indexOf(request.methodName());
        return known < 0 ? HTTP_GET : known;
    }

    /** A varying part of the path; empty out of range. */
    public String pathArg(int index) {
        return index >= 0 && index < pathArguments.size() ? pathArguments.get(index) : "";
    }

    public int args() {
        return request == null ? 0 : request.arguments().size();
    }

    private Optional<WebRequest.Pair> argument(int index) {
        return index >= 0 && index < args() ? Optional.of(request.arguments().get(index)) : Optional.empty();
    }

    private Optional<WebRequest.Pair> argument(String wanted) {
        String name = CString.of(wanted);
        return request == null
                ? Optional.empty()
                : request.arguments().stream()
                        .filter(a -> a.name().equals(name))
                        .findFirst();
    }

    /** An argument's value by name; empty without it. */
    public String arg(String name) {
        return argument(name).map(WebRequest.Pair::value).orElse("");
    }

    public String arg(int index) {
        return argument(index).map(WebRequest.Pair::value).orElse("");
    }

    public String argName(int index) {
        return argument(index).map(WebRequest.Pair::name).orElse("");
    }

    public boolean hasArg(String name) {
        return argument(name).isPresent();
    }

    /** Accepted for sketches that say it: every header is kept. */
    public void collectHeaders(String... names) {
        // WB-4, mended here: there is memory enough to keep all of them.
    }

    public int headers() {
        return request == null ? 0 : request.headers().size();
    }

    /** A header's value in any case of its name; empty without it. */
    public String header(String name) {
        return request == null ? "" : request.header(CString.of(name));
    }

    public String header(int index) {
        return index >= 0 && index < headers() ? request.headers().get(index).value() : "";
    }

    public String headerName(int index) {
        return index >= 0 && index < headers() ? request.headers().get(index).name() : "";
    }

    public boolean hasHeader(String name) {
        return !header(name).isEmpty();
    }

    public String hostHeader() {
        return header("Host");
    }

    /** The file that is being uploaded, for upload handlers (WB-4). */
    public HTTPUpload upload() {
        return upload;
    }

    /** Whether the request carries this user and password, Basic or Digest; compared in constant time (WB-7). */
    public boolean authenticate(String user, String password) {
        return request != null && authentication.authenticate(request, CString.of(user), CString.of(password));
    }

    /**
     * Whether the request answers one of the last challenges for this user: with its hash, so that no password need be kept.
     * An answer counts once: the same count of the same challenge is refused, as are answers without {@code qop}.
     *
     * @param hash {@link #credentialHash} of user, realm and password
     */
    public boolean authenticateDigest(String user, String hash) {
        return request != null && authentication.authenticateDigest(request, CString.of(user), CString.of(hash));
    }

    /** Accepts Digest answers in the form of RFC 2069, which anybody can repeat who hears one; false by default. */
    public void allowRfc2069(boolean on) {
        authentication.allowRfc2069(on);
    }

    /** MD5 of {@code user:realm:password}: what Digest needs to know of a password. */
    public static String credentialHash(String user, String realm, String password) {
        return WebAuthentication.hash(CString.of(user), CString.of(realm), CString.of(password));
    }

    // --- how a handler answers (WB-5) -------------------------------------------------------------------------------

    /** The answer that is being made; outside a handler one without a client, as in the core. */
    private WebReply reply() {
        return reply != null ? reply : new WebReply(new WiFiClient(context), 1, false, false, false);
    }

    /** The client being served; null between two requests on different connections. */
    public WiFiClient client() {
        return client;
    }

    /** Sends {@code Access-Control-Allow-Origin: *} with each reply. */
    public void enableCORS(boolean on) {
        cors = on;
    }

    /** Adds a header line to the reply; one with a line end is left out, and {@link #getLastError()} says so. */
    public void sendHeader(String name, String value) {
        sendHeader(name, value, false);
    }

    /** The same, in front of those that are there already if {@code first}. */
    public void sendHeader(String name, String value, boolean first) {
        reply().header(CString.of(name), CString.of(value), first).ifPresent(this::refused);
    }

    /** It may contain text from a client, which must not be able to end the sketch by an exception. */
    private void refused(String reason) {
        lastError = new ClientError(ClientError.Stage.SETTINGS, reason);
        LOG.log(System.Logger.Level.WARNING, reason);
    }

    /** What was left out of the answer to the request that is being served, or the last one, and why. */
    public ClientError getLastError() {
        return lastError;
    }

    /** What {@link #send} announces; {@link #CONTENT_LENGTH_UNKNOWN} makes a reply in chunks. */
    public void setContentLength(long length) {
        reply().contentLength(length);
    }

    public void send(int code) {
        send(code, "", "");
    }

    public void send(int code, String contentType, String content) {
        send(code, contentType, bytes(content));
    }

    /**
     * Sends a reply; an empty type, or none, is {@code text/html} (WB-5), and one with a line end
     * {@code text/plain}.
     */
    public void send(int code, String contentType, byte[] content) {
        reply().send(code, type(contentType), content);
    }

    private String type(String given) {
        String contentType = CString.of(given);
        if (contentType != null && WebReply.splits(contentType)) {
            refused("the content type holds a line end: text/plain was sent");
            return "text/plain";
        }
        return contentType == null ? "" : contentType;
    }

    private static byte[] bytes(String content) {
        return content == null ? new byte[0] : content.getBytes(StandardCharsets.UTF_8);
    }

    public void sendContent(String content) {
        sendContent(bytes(content));
    }

    /** More of the body; an empty piece ends a reply in chunks (WB-5). */
    public void sendContent(byte[] content) {
        reply().more(content);
    }

    /** {@link #send(int, String, String)} of a text that C++ keeps in program memory: a C string. */
    public void send_P(int code, String contentType, String content) {
        send(code, contentType, CString.of(content));
    }

    /** {@link #send(int, String, byte[])} of the first bytes of what C++ keeps in program memory. */
    public void send_P(int code, String contentType, byte[] content, int length) {
        send(code, contentType, Arrays.copyOf(content, length));
    }

    /** {@link #sendContent(byte[])} of the first bytes. */
    public void sendContent_P(byte[] content, int length) {
        sendContent(Arrays.copyOf(content, length));
    }

    /** {@link #sendContent(String)} of a text that C++ keeps in program memory: a C string. */
    public void sendContent_P(String content) {
        sendContent(CString.of(content));
    }

    /** Starts a reply in chunks; false for HTTP/1.0, which knows none. */
    public boolean chunkedResponseModeStart(int code, String contentType) {
        return reply().startChunks(code, type(contentType));
    }

    public void chunkedResponseFinalize() {
        reply().endChunks();
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

    /** Sends a file with its size; a {@code .gz} is announced as compressed, unless the request was for the {@code .gz} itself (WB-5). */
    public long streamFile(File file, String contentType) {
        if (file.name().endsWith(".gz") && !"application/x-gzip".equals(CString.of(contentType))) {
            sendHeader("Content-Encoding", "gzip");
        }
        long size = file.size();
        send(200, contentType, file, size);
        return method() == HTTP_HEAD ? 0 : size;
    }

    /** Whether the connection may stay after the reply that is being made (WB-5). */
    public void keepAlive(boolean on) {
        reply().keepAlive(on);
    }

    public boolean keepAlive() {
        return reply != null && reply.keepAlive();
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

    /** 401 that asks for Basic credentials (WB-7). */
    public void requestAuthentication() {
        requestAuthentication(BASIC_AUTH);
    }

    public void requestAuthentication(int mode) {
        requestAuthentication(mode, WebAuthentication.REALM, "");
    }

    /** 401 that asks for {@link #BASIC_AUTH} or {@link #DIGEST_AUTH} in a realm, with what to show who gives up. */
    public void requestAuthentication(int mode, String newRealm, String failMessage) {
        sendHeader("WWW-Authenticate", authentication.challenge(mode, CString.of(newRealm)), true);
        send(401, "text/html", failMessage);
    }

    /** Decodes {@code %XX} and {@code +}; what cannot be decoded stays as it is. */
    public static String urlDecode(String text) {
        return WebRequest.decoded(text);
    }

    /** The words of a status; empty for one that has none. */
    public static String responseCodeToString(int code) {
        return StatusWords.of(code);
    }
}
