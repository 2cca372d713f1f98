package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiServer;
import io.github.wroom4j.fs.FS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A web server over the module's one TCP server (rules WB-1 … WB-8). {@link #handleClient()} serves one request at a time
 * in the calling thread; while nobody asks it returns at once.
 */
public class ESP8266WebServer extends WebAuthentication implements AutoCloseable {
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    private final SketchContext context;
    private final WiFiServer server;
    private final List<RequestHandler> routes = new ArrayList<>();
    private final List<Predicate<ESP8266WebServer>> hooks = new ArrayList<>();
    private Runnable notFound;
    private Runnable fileUpload;
    private boolean etags;

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
        return routes.removeIf(route -> route.isFor(uri, method));
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
    public RequestHandler serveStatic(String uri, FS files, String path, String cache) {
        var folder = new StaticFiles(uri, files, path, cache);
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
        }
        if (client == null || client.available() == 0) {
            // A kept connection on which nobody asks makes room for whoever waits.
            if (client != null && server.hasClient()) {
                client.stop();
                client = null;
            }
            return;
        }
        Optional<WebRequest> read = WebRequest.head(client, context.clock(), REQUEST_LIMIT);
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
        Optional<RequestHandler> route = route();
        if (body(asked, route)) {
            if (hooks.stream().noneMatch(hook -> hook.test(this))) {
                route.ifPresentOrElse(RequestHandler::run, this::nothing);
            }
            if (chunked) {
                chunkedResponseFinalize();
            }
            client.flush();
        } else {
            answered = false;
        }
        if (!keepAlive || !answered) {
            client.stop();
            client = null;
        }
        request = null;
    }

    /** Reads the request's body: a form with files goes to its upload handler while it arrives. */
    private boolean body(WebRequest asked, Optional<RequestHandler> route) {
        Optional<String> boundary = MultipartReader.boundary(asked.header("Content-Type"));
        if (boundary.isEmpty()) {
            return asked.body(client, context.clock(), REQUEST_LIMIT);
        }
        Optional<Runnable> handler = route.flatMap(RequestHandler::upload).or(() -> Optional.ofNullable(fileUpload));
        upload.contentLength = asked.length();
        return asked.form(client, context.clock(), REQUEST_LIMIT, boundary.get(), upload, handler);
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
}
