package io.github.wroom4j.esp8266webserver;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A route of a web server (WB-3); what {@code on()} and {@code serveStatic()} give back. */
public final class RequestHandler {
    private final Uri uri;
    private final int method;
    private final Runnable handler;
    private final Optional<Runnable> upload;
    private final Predicate<ESP8266WebServer> can;
    private Predicate<ESP8266WebServer> filter = server -> true;

    RequestHandler(Uri uri, int method, Runnable handler, Optional<Runnable> upload) {
        this(uri, method, handler, upload, server -> true);
    }

    /** One that may find, beyond path and method, that it has nothing to give: the next route is tried then. */
    RequestHandler(Uri uri, int method, Runnable handler, Optional<Runnable> upload, Predicate<ESP8266WebServer> can) {
        this.uri = uri;
        this.can = can;
        this.method = method;
        this.handler = handler;
        this.upload = upload;
    }

    /** Only for requests that pass this too; the next route that fits is tried otherwise. */
    public RequestHandler setFilter(Predicate<ESP8266WebServer> newFilter) {
        filter = newFilter;
        return this;
    }

    Optional<List<String>> match(ESP8266WebServer server, String path, int asked) {
        return (method == ESP8266WebServer.HTTP_ANY || method == asked) && filter.test(server)
                ? uri.match(path).filter(parts -> can.test(server))
                : Optional.empty();
    }

    boolean isFor(String text, int askedMethod) {
        return uri.toString().equals(text) && method == askedMethod;
    }

    void run() {
        handler.run();
    }

    Optional<Runnable> upload() {
        return upload;
    }
}
