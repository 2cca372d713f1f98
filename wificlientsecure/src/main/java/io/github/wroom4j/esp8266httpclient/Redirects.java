package io.github.wroom4j.esp8266httpclient;

import java.util.Optional;

/** Whether and how a redirect is followed (HC-50, HC-51). */
final class Redirects {
    private Redirects() {}

    /** Where to go next, how, and whether with the payload. */
    record Hop(HttpUrl target, String method, boolean keepsPayload) {}

    static Optional<Hop> next(
            HttpSettings settings,
            boolean strict,
            int followed,
            HttpUrl from,
            String method,
            int code,
            String location) {
        if (settings.redirectMode == HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS
                || followed >= settings.redirectLimit
                || location.isEmpty()) {
            return Optional.empty();
        }
        Optional<HttpUrl> target = strict ? strictly(from, location) : from.resolve(location);
        boolean safe = method.equals("GET") || method.equals("HEAD");
        boolean forced = settings.redirectMode == HttpCodes.HTTPC_FORCE_FOLLOW_REDIRECTS;
        return switch (code) {
            case HttpCodes.HTTP_CODE_MOVED_PERMANENTLY, HttpCodes.HTTP_CODE_TEMPORARY_REDIRECT ->
                safe || forced ? target.map(t -> new Hop(t, method, true)) : Optional.empty();
            // 308 is 301 that keeps the method (RFC 9110 §15.4.9); the core does not know it.
            case HttpCodes.HTTP_CODE_PERMANENT_REDIRECT ->
                !strict && (safe || forced) ? target.map(t -> new Hop(t, method, true)) : Optional.empty();
            case HttpCodes.HTTP_CODE_FOUND, HttpCodes.HTTP_CODE_SEE_OTHER -> {
                // The core turns HEAD into GET as well; RFC 9110 §15.4.4 keeps it.
                String next = !strict && method.equals("HEAD") ? "HEAD" : "GET";
                yield target.map(t -> new Hop(t, next, false));
            }
            default -> Optional.empty();
        };
    }

    /** HC-25: a path, or a URL that begins with the same scheme, case-sensitively. */
    private static Optional<HttpUrl> strictly(HttpUrl from, String location) {
        if (location.startsWith("/")) {
            return Optional.of(from.withPath(location));
        }
        return location.startsWith(from.scheme() + ":") ? HttpUrl.parse(location) : Optional.empty();
    }
}
