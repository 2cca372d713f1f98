package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.words.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a request goes, read as the core reads it (HC-10, HC-11), with the cases mended where it bites: a query without a
 * path keeps the query, an '@' counts only in the authority, a port is a number.
 *
 * @param scheme {@code http} or {@code https}
 * @param host name or dotted quad
 * @param port 1 … 65535
 * @param path path with query as it goes into the request line; may be empty, which stands for {@code /}
 * @param basic credentials that stood before '@', as base64 of {@code user:password}
 */
record HttpUrl(String scheme, String host, int port, String path, Optional<String> basic) {

    /** Reads an absolute URL; empty with no explanation needed beyond {@link #problem}. */
    static Optional<HttpUrl> parse(String url) {
        if (url == null || problem(url).isPresent()) {
            return Optional.empty();
        }
        int colon = url.indexOf(':');
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = url.substring(colon + 3);
        int end = rest.length();
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                end = i;
                break;
            }
        }
        String authority = rest.substring(0, end);
        String path = rest.substring(end);
        if (path.startsWith("?")) {
            path = "/" + path;
        }
        int fragment = path.indexOf('#');
        if (fragment >= 0) {
            // The core sends it; no server may be asked for a fragment (RFC 9110 §4.2.5).
            path = path.substring(0, fragment);
        }
        // The core sends the blank, which ends the path in the request line; browsers send this.
        path = path.replace(" ", "%20");
        int at = authority.lastIndexOf('@');
        Optional<String> basic = at < 0
                ? Optional.empty()
                : Optional.of(Base64.getEncoder()
                        .encodeToString(authority.substring(0, at).getBytes(StandardCharsets.UTF_8)));
        String place = authority.substring(at + 1);
        int portAt = place.lastIndexOf(':');
        String host = portAt < 0 ? place : place.substring(0, portAt);
        int port = portAt < 0 || portAt == place.length() - 1
                ? defaultPort(scheme)
                : Integer.parseInt(place.substring(portAt + 1));
        return Optional.of(new HttpUrl(scheme, host, port, path, basic));
    }

    /** Why a text is not a URL that this client accepts; empty if it is one. */
    static Optional<String> problem(String url) {
        if (url == null || url.isEmpty()) {
            return Optional.of("the URL is empty");
        }
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("a URL begins with http:// or https://, not with \"" + Printable.of(start(url)) + "\"");
        }
        if (!url.startsWith("://", colon)) {
            return Optional.of("the URL lacks // after " + scheme + ":");
        }
        if (url.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            return Optional.of(
                    "the URL holds a control character, a line end perhaps: encode it as %XX or leave it out");
        }
        String authority = url.substring(colon + 3).split("[/?#]", 2)[0];
        if (authority.indexOf(' ') >= 0) {
            return Optional.of("the URL has a blank before its path: \"" + start(authority) + "\"");
        }
        String place = authority.substring(authority.lastIndexOf('@') + 1);
        if (place.startsWith("[")) {
            return Optional.of("IPv6 addresses are not for this module: " + place);
        }
        String[] parts = place.split(":", -1);
        if (parts[0].isEmpty() || parts[0].length() > 255 || parts[0].indexOf('"') >= 0) {
            return Optional.of("the URL names no usable host");
        }
        if (parts.length > 2) {
            return Optional.of("the URL has two ports: " + place);
        }
        if (parts.length == 2 && !parts[1].isEmpty()) {
            boolean number = parts[1].matches("\\d{1,5}");
            int port = number ? Integer.parseInt(parts[1]) : 0;
            if (port < 1 || port > 65_535) {
                return Optional.of("a port is 1 … 65535, not " + parts[1]);
            }
        }
        return Optional.empty();
    }

    /** Why a text is not a host for {@code begin(client, host, port, uri)}; empty if it is one. */
    static Optional<String> hostProblem(String host) {
        if (host == null || host.isEmpty()) {
            return Optional.of("the host is empty");
        }
        if (host.contains("://")) {
            return Optional.of("\"" + start(host)
                    + "\" is a URL and not a host: call begin(client, url), or give the host" + " without its scheme");
        }
        if (host.chars().anyMatch(c -> c <= ' ' || c == 0x7F || "/?#@".indexOf(c) >= 0)) {
            return Optional.of("\"" + start(host).replaceAll("\\p{Cntrl}", "?")
                    + "\" is not a host: no blank, no path, no user belongs in it");
        }
        return Optional.empty();
    }

    private static String start(String url) {
        return url.length() > 24 ? url.substring(0, 24) + "…" : url;
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    boolean secure() {
        return scheme.equals("https");
    }

    /** The same scheme, host and port: only there may a connection be reused and a credential be repeated. */
    boolean sameOrigin(HttpUrl other) {
        return scheme.equals(other.scheme) && host.equalsIgnoreCase(other.host) && port == other.port;
    }

    String pathOrRoot() {
        return path.isEmpty() ? "/" : path;
    }

    HttpUrl withPath(String newPath) {
        return new HttpUrl(scheme, host, port, newPath, basic);
    }

    /** What a {@code Location} means here, relative references included (RFC 3986 §5); empty if it means nothing. */
    Optional<HttpUrl> resolve(String reference) {
        // Servers forget it, and browsers mend it.
        String location = reference.replace(" ", "%20");
        try {
            String base = scheme + "://" + host + ":" + port + (path.isEmpty() ? "/" : path);
            Optional<HttpUrl> target =
                    parse(URI.create(base).resolve(new URI(location)).toString());
            // An explicit default port and none are the same place.
            return target;
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            return parse(location);
        }
    }

    /** The {@code Host} header: without the port for 80 and for 443, whatever the scheme (HC-34). */
    String hostHeader() {
        return port == 80 || port == 443 ? host : host + ":" + port;
    }

    /** The URL without credentials. */
    @Override
    public String toString() {
        return scheme + "://" + hostHeader() + pathOrRoot();
    }
}
