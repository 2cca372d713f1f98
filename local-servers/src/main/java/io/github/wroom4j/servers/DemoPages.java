package io.github.wroom4j.servers;

import java.util.Optional;

/**
 * What {@link DemoServer} answers by itself.
 *
 * <table>
 * <caption>pages</caption>
 * <tr><td>{@code GET /}</td><td>a small page in plain text</td></tr>
 * <tr><td>{@code POST}, {@code PUT}, {@code PATCH} anything</td><td>the body again, with its content type</td></tr>
 * <tr><td>{@code GET /bytes/N}</td><td>N bytes, the letters a … z over and over</td></tr>
 * <tr><td>{@code GET /chunked/N}</td><td>the same in chunks</td></tr>
 * <tr><td>{@code GET /close/N}</td><td>the same, ended by closing</td></tr>
 * <tr><td>{@code GET /status/NNN}</td><td>that status</td></tr>
 * <tr><td>{@code GET /redirect/PATH}</td><td>302 to {@code /PATH}</td></tr>
 * <tr><td>{@code GET /headers}</td><td>the request's head as it came</td></tr>
 * <tr><td>{@code GET /basic-auth/USER/PASSWORD}</td><td>a page for who gives these two by Basic</td></tr>
 * <tr><td>{@code GET /digest-auth/auth/USER/PASSWORD}</td><td>the same by Digest; {@code /SHA-256} behind it, or {@code
 *     /MD5}, names the hash</td></tr>
 * </table>
 */
final class DemoPages implements HttpExchange {
    private final GuardedPage guarded = new GuardedPage();

    @Override
    public Reply answer(Request request) {
        switch (request.method()) {
            case "POST", "PUT", "PATCH" -> {
                return Reply.of(200, request.header("Content-Type").orElse("application/octet-stream"), request.body());
            }
            case "GET", "HEAD", "DELETE" -> {
                return page(request);
            }
            default -> {
                return Reply.text(405, "This server answers GET, HEAD, POST, PUT, PATCH and DELETE.\n");
            }
        }
    }

    private Reply page(Request request) {
        String path = request.target().split("\\?", 2)[0];
        if (path.equals("/")) {
            return Reply.text(
                    200,
                    "Hello from the wroom4j demo server.\nYou came over "
                            + request.tls().orElse("plain HTTP") + ".\n");
        }
        if (path.equals("/headers")) {
            var text = new StringBuilder(request.method() + " " + request.target() + " " + request.version() + "\n");
            request.headers().forEach(h -> text.append(h.name() + ": " + h.value() + "\n"));
            return Reply.text(200, text.toString());
        }
        if (path.startsWith("/redirect/")) {
            return Reply.text(302, "").with("Location", path.substring("/redirect".length()));
        }
        return guarded.answer(path, request)
                .or(() -> numbered(path))
                .orElseGet(() -> Reply.text(404, "There is no " + path + " here.\n"));
    }

    private static Optional<Reply> numbered(String path) {
        String[] parts = path.substring(1).split("/");
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,7}")) {
            return Optional.empty();
        }
        int n = Integer.parseInt(parts[1]);
        return switch (parts[0]) {
            case "bytes" -> Optional.of(letters(n));
            case "chunked" -> Optional.of(letters(n).framed(Framing.CHUNKED));
            case "close" -> Optional.of(letters(n).framed(Framing.CLOSE));
            case "status" ->
                n >= 200 && n <= 599
                        ? Optional.of(Reply.text(n, "Status " + n + ", as you wished.\n"))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Reply letters(int n) {
        byte[] body = new byte[n];
        for (int i = 0; i < n; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        return Reply.of(200, "text/plain", body);
    }
}
