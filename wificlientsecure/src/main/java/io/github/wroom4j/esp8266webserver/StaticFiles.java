package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.fs.FS;
import io.github.wroom4j.fs.File;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Files served under a path (WB-3). */
final class StaticFiles {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html"),
            Map.entry("htm", "text/html"),
            Map.entry("css", "text/css"),
            Map.entry("txt", "text/plain"),
            Map.entry("js", "application/javascript"),
            Map.entry("json", "application/json"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("xml", "text/xml"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("zip", "application/zip"),
            Map.entry("gz", "application/x-gzip"));

    private final String uri;
    private final FS files;
    private final String folder;
    private final String cache;

    StaticFiles(String uri, FS files, String folder, String cache) {
        this.uri = uri;
        this.files = files;
        this.folder = folder;
        this.cache = cache;
    }

    /** Whether there is a file for the request. */
    boolean has(ESP8266WebServer server) {
        boolean reading = server.method() == ESP8266WebServer.HTTP_GET || server.method() == ESP8266WebServer.HTTP_HEAD;
        return reading && found(server).isPresent();
    }

    private Optional<String> found(ESP8266WebServer server) {
        String asked = WebRequest.decoded(server.uri());
        // A file's name ends at a NUL, so what a visitor writes behind one would name a file by two names.
        return asked.startsWith(uri) && asked.indexOf('\0') < 0
                ? find(folder + "/" + asked.substring(uri.length()))
                : Optional.empty();
    }

    /** Serves the file; a folder stands for its {@code index.htm} or {@code index.html}, a file for its {@code .gz}. */
    void serve(ESP8266WebServer server) {
        String path = found(server).orElseThrow();
        try (File file = files.open(path, "r")) {
            String tag = "\"" + Long.toHexString(file.getLastWrite()) + "-" + Long.toHexString(file.size()) + "\"";
            if (server.tagsFiles()) {
                server.sendHeader("ETag", tag);
            }
            if (!cache.isEmpty()) {
                server.sendHeader("Cache-Control", cache);
            }
            if (server.tagsFiles() && server.header("If-None-Match").equals(tag)) {
                server.send(304);
            } else {
                server.streamFile(file, type(path, server.uri()));
            }
        }
    }

    private Optional<String> find(String path) {
        for (String name : new String[] {path, path + "/index.htm", path + "/index.html", path + ".gz"}) {
            try (File file = files.open(name.replaceAll("/+", "/"), "r")) {
                if (file.isFile()) {
                    return Optional.of(file.fullName());
                }
            }
        }
        return Optional.empty();
    }

    /** By the ending; that of {@code x.js.gz} is {@code x.js}'s unless the compressed file itself was asked for. */
    static String type(String path, String asked) {
        String name = path.endsWith(".gz") && !asked.endsWith(".gz") ? path.substring(0, path.length() - 3) : path;
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, "application/octet-stream");
    }
}
