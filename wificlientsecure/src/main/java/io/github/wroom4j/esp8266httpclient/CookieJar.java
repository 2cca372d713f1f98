package io.github.wroom4j.esp8266httpclient;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.util.List;

/**
 * Remembers cookies between requests (HC-68, opt-in): the JDK's own store and rules, so that a cookie goes back only to
 * where it came from. Safe for use by several clients.
 */
public final class CookieJar {
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER);

    private static URI uri(HttpUrl url) {
        return URI.create(url.toString());
    }

    void remember(HttpUrl from, List<String> setCookie) {
        for (String line : setCookie) {
            try {
                for (HttpCookie cookie : HttpCookie.parse(line)) {
                    defaults(cookie, from);
                    if (HttpCookie.domainMatches(cookie.getDomain(), from.host())
                            || cookie.getDomain().equalsIgnoreCase(from.host())) {
                        cookies.getCookieStore().add(uri(from), cookie);
                    }
                }
            } catch (IllegalArgumentException malformed) {
                System.getLogger(CookieJar.class.getName())
                        .log(System.Logger.Level.DEBUG, "a cookie of " + from.host() + " cannot be read", malformed);
            }
        }
    }

    private static void defaults(HttpCookie cookie, HttpUrl from) {
        if (cookie.getDomain() == null) {
            cookie.setDomain(from.host());
        }
        if (cookie.getPath() == null) {
            String path = from.path().split("\\?", 2)[0];
            int slash = path.lastIndexOf('/');
            cookie.setPath(slash <= 0 ? "/" : path.substring(0, slash + 1));
        }
    }

    /** The header's value for a request; empty without cookies. */
    String forRequest(HttpUrl to) {
        String path = to.path().isEmpty() ? "/" : to.path().split("\\?", 2)[0];
        var line = new StringBuilder();
        for (HttpCookie cookie : cookies.getCookieStore().getCookies()) {
            boolean here = (cookie.getDomain().equalsIgnoreCase(to.host())
                            || HttpCookie.domainMatches(cookie.getDomain(), to.host()))
                    && path.startsWith(cookie.getPath())
                    && (!cookie.getSecure() || to.secure());
            if (here) {
                line.append(line.isEmpty() ? "" : "; ")
                        .append(cookie.getName())
                        .append('=')
                        .append(cookie.getValue());
            }
        }
        return line.toString();
    }

    /** Forgets all. */
    public void clear() {
        cookies.getCookieStore().removeAll();
    }

    /** How many are remembered. */
    public int count() {
        return cookies.getCookieStore().getCookies().size();
    }
}
