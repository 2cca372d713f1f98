package io.github.wroom4j.esp8266webserver;

import java.util.List;
import java.util.Optional;

/** What a handler asks of the request it serves (WB-4). */
abstract class WebRequestView {
    /** Methods by their number in the core (WB-3). */
    public static final int HTTP_ANY = 0;

    public static final int HTTP_GET = 1;
    public static final int HTTP_HEAD = 2;
    public static final int HTTP_POST = 3;
    public static final int HTTP_PUT = 4;
    public static final int HTTP_PATCH = 5;
    public static final int HTTP_DELETE = 6;
    public static final int HTTP_OPTIONS = 7;

    private static final List<String> METHODS = List.of("", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    WebRequest request;
    List<String> pathArguments = List.of();
    final HTTPUpload upload = new HTTPUpload();

    WebRequestView() {}

    /** The path without query, not decoded (WB-4). */
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

    private Optional<WebRequest.Pair> argument(String name) {
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
        // WB-4 BETTER: there is memory enough to keep all of them.
    }

    public int headers() {
        return request == null ? 0 : request.headers().size();
    }

    /** A header's value in any case of its name; empty without it. */
    public String header(String name) {
        return request == null ? "" : request.header(name);
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
}
