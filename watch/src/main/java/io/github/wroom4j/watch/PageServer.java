package io.github.wroom4j.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the page to who knows its path. Everybody else on this computer, a page of another origin, and a name that somebody
 * lets point here, get nothing.
 */
final class PageServer implements AutoCloseable {
    /** Browsers that may look at once. */
    private static final int MOST_WATCHERS = 16;

    private static final int MOST_REQUESTS = MOST_WATCHERS + 16;
    private static final int MOST_BODY = 16 * 1024;
    /** A browser that has gone is noticed when something is written to it. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final AtomicInteger threads = new AtomicInteger();
    private final String token;
    private final Page page = new Page();
    private final Watch watch;
    private final Feed feed;
    private final Clock clock;
    private final HttpServer server;
    private final boolean loopback;
    private final ThreadPoolExecutor executor;

    /** Whether one could listen there at all; where that cannot be told, the port is the likelier culprit. */
    private static boolean ours(InetAddress bind) {
        try {
            return bind.isAnyLocalAddress()
                    || bind.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(bind) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    /**
     * Opens the port.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BUSY} if it cannot be had
     */
    PageServer(Watch watch, Feed feed, Clock clock, InetAddress bind, int port) {
        this.watch = watch;
        this.feed = feed;
        this.clock = clock;
        this.loopback = bind.isLoopbackAddress();
        byte[] secret = new byte[18];
        new SecureRandom().nextBytes(secret);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        try {
            server = HttpServer.create(new InetSocketAddress(bind, port), 0);
        } catch (IOException e) {
            throw new BoardException(
                    BoardException.Kind.BUSY,
                    "the page cannot be served on " + bind.getHostAddress() + ":" + port + ": " + e.getMessage()
                            + (ours(bind)
                                    ? "; name another port, or none for any that is free"
                                    : "; it is no address of this computer's: name one that is, or 0.0.0.0 for all"),
                    e);
        }
        executor = new ThreadPoolExecutor(0, MOST_REQUESTS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            var thread = new Thread(task, "wroom4j-watch-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.createContext("/", this::serve);
        server.setExecutor(executor);
        server.start();
    }

    /** Where the page is, by an address of this computer. */
    URI link(InetAddress address) {
        String host = address.getHostAddress();
        String written = host.indexOf(':') < 0 ? host : "[" + host.replaceAll("%.*", "") + "]";
        return URI.create("http://" + written + ":" + server.getAddress().getPort() + "/" + token + "/");
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var head = exchange.getResponseHeaders();
            head.set("Cache-Control", "no-store");
            head.set("Referrer-Policy", "no-referrer");
            head.set("X-Content-Type-Options", "nosniff");
            head.set("Cross-Origin-Resource-Policy", "same-origin");
            head.set("Cross-Origin-Opener-Policy", "same-origin");
            String path = exchange.getRequestURI().getRawPath();
            String resource = resource(path);
            if (!isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
                answer(exchange, 403, "text/plain", "This page is served by its address only.\n");
            } else if (resource == null) {
                answer(
                        exchange,
                        404,
                        "text/plain",
                        "There is nothing here. The link that was printed has the whole path.\n");
            } else if (exchange.getRequestMethod().equals("GET")) {
                get(exchange, resource);
            } else if (exchange.getRequestMethod().equals("POST")) {
                post(exchange, resource);
            } else {
                answer(exchange, 405, "text/plain", "Only GET and POST.\n");
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is asked for behind the secret part of the path; null for who does not know that. */
    private String resource(String path) {
        String[] parts = path == null ? new String[0] : path.split("/", -1);
        boolean knows = parts.length == 3
                && MessageDigest.isEqual(
                        parts[1].getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        return knows ? parts[2] : null;
    }

    /** A name that somebody lets point to this computer is none of its own: only addresses are, and localhost. */
    private boolean isOurs(String host) {
        if (host == null) {
            return false;
        }
        String name = host.replaceAll(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]")) {
            return true;
        }
        boolean address = name.matches("\\d{1,3}(\\.\\d{1,3}){3}") || name.matches("\\[[0-9a-f:.]+]");
        return !loopback && address;
    }

    private void get(HttpExchange exchange, String resource) throws IOException, InterruptedException {
        switch (resource) {
            case "" -> {
                exchange.getResponseHeaders()
                        .set("Content-Security-Policy", page.policy() + "; frame-ancestors 'none'");
                answer(exchange, 200, "text/html", page.live(language(exchange)));
            }
            case "events" -> events(exchange);
            case "recording" -> file(exchange, "wroom4j.wirelog", "text/plain", watch.recording());
            case "frozen" ->
                file(exchange, "wroom4j.html", "text/html", page.frozen(language(exchange), watch.everything()));
            default -> answer(exchange, 404, "text/plain", "There is nothing here.\n");
        }
    }

    private static Locale language(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        String asked = query != null && query.matches("(.*&)?lang=(ja|en)(&.*)?")
                ? query.replaceAll("(.*&)?lang=(ja|en)(&.*)?", "$2")
                : exchange.getRequestHeaders().getFirst("Accept-Language");
        return asked != null && asked.strip().startsWith("ja") ? Locale.JAPANESE : Locale.ENGLISH;
    }

    private static void file(HttpExchange exchange, String name, String type, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + name + "\"");
        answer(exchange, 200, type, text);
    }

    private static void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, headOnly ? -1 : body.length);
        if (!headOnly) {
            exchange.getResponseBody().write(body);
        }
    }

    private void events(HttpExchange exchange) throws IOException, InterruptedException {
        if (feed.watchers() >= MOST_WATCHERS) {
            answer(exchange, 503, "text/plain", "Too many look already.\n");
            return;
        }
        try (Feed.Watcher watcher = feed.join()) {
            if (watcher == null) {
                answer(exchange, 503, "text/plain", "It is over.\n");
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (List<String> next = watcher.take(soon()); next != null; next = watcher.take(soon())) {
                String text = next.isEmpty() ? ": still here\n\n" : "data: [" + String.join(", ", next) + "]\n\n";
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private Deadline soon() {
        return Deadline.in(clock, SIGN_OF_LIFE);
    }

    /** Who posts knows the path and says it again in a header, which no page of another origin may set unasked. */
    private void post(HttpExchange exchange, String resource) throws IOException {
        String said = exchange.getRequestHeaders().getFirst("X-Wroom4j-Token");
        boolean knows = said != null
                && MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        if (!knows || !resource.equals("do")) {
            answer(exchange, knows ? 404 : 403, "text/plain", "Only the page itself may do that.\n");
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
        if (body.length > MOST_BODY) {
            answer(exchange, 413, "text/plain", "At most " + MOST_BODY + " bytes at once.\n");
            return;
        }
        String problem;
        try {
            problem = watch.wish(fields(new String(body, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | BoardException | AtException e) {
            problem = String.valueOf(e.getMessage());
        }
        answer(exchange, problem.isEmpty() ? 200 : 409, "text/plain", problem);
    }

    private static Map<String, String> fields(String form) {
        var fields = new HashMap<String, String>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    @Override
    public void close() {
        // A browser that reads gets the end; one that does not is cut off.
        feed.awaitUnwatched(Deadline.in(clock, LAST_WORDS));
        server.stop(0);
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                System.getLogger(PageServer.class.getName())
                        .log(System.Logger.Level.WARNING, "a thread of the page did not end within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
