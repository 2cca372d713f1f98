package io.github.wroom4j.esp8266httpclient;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Remembers cookies between requests (HC-68, opt-in), by the rules of RFC 6265bis: a cookie goes back only to where it came
 * from, {@code Secure} ones only over https, {@code __Secure-} and {@code __Host-} hold what they promise, and nothing with
 * a control byte is taken. In memory; at most 50 of a host, 4096 bytes each, 3000 in all: the oldest go first.
 *
 * <p>A {@code Domain} wider than the host that sent it is refused: without the list of public suffixes no one can distinguish {@code
 * example.com}, whose hosts belong together, from {@code co.uk}, whose hosts do not.
 *
 * <p>Safe for use by several clients and threads.
 */
public final class CookieJar {
    private static final System.Logger LOG = System.getLogger(CookieJar.class.getName());
    private static final int MOST_OF_A_HOST = 50;
    private static final int MOST = 3000;

    private final InstantSource wallClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Cookie> cookies = new ArrayList<>();

    /** An empty jar. */
    public CookieJar() {
        this(InstantSource.system());
    }

    /** With a clock of a test's, for what expires. */
    CookieJar(InstantSource wallClock) {
        this.wallClock = wallClock;
    }

    void remember(HttpUrl from, List<String> setCookie) {
        for (String line : setCookie) {
            Cookie.Reading read = Cookie.read(line, from, wallClock.instant());
            if (read instanceof Cookie.Reading.Taken taken) {
                put(taken.cookie());
            } else if (read instanceof Cookie.Reading.Refused refused) {
                LOG.log(System.Logger.Level.DEBUG, "a cookie of {0} is not taken: {1}", from.host(), refused.why());
            }
        }
    }

    private void put(Cookie cookie) {
        lock.lock();
        try {
            putLocked(cookie);
        } finally {
            lock.unlock();
        }
    }

    private void putLocked(Cookie cookie) {
        // Over http nothing may replace a cookie that only https sees (RFC 6265bis §5.7, step 17).
        boolean hidden = cookies.stream()
                .anyMatch(old -> old.secure()
                        && !cookie.fromSecure()
                        && old.name().equals(cookie.name())
                        && old.host().equals(cookie.host())
                        && Cookie.pathMatches(cookie.path(), old.path()));
        if (hidden) {
            return;
        }
        cookies.removeIf(cookie::replaces);
        cookies.removeIf(old -> old.expired(wallClock.instant()));
        if (cookie.expired(wallClock.instant())) {
            return;
        }
        cookies.add(cookie);
        List<Cookie> sameHost =
                cookies.stream().filter(old -> old.host().equals(cookie.host())).toList();
        if (sameHost.size() > MOST_OF_A_HOST) {
            cookies.remove(sameHost.get(0));
        }
        if (cookies.size() > MOST) {
            cookies.remove(0);
        }
    }

    /** The header's value for a request; empty without cookies. Longer paths first, then older cookies. */
    String forRequest(HttpUrl to) {
        lock.lock();
        try {
            cookies.removeIf(old -> old.expired(wallClock.instant()));
            return cookies.stream()
                    .filter(cookie -> cookie.goesTo(to))
                    .sorted(Comparator.comparingInt(
                            (Cookie cookie) -> -cookie.path().length()))
                    .map(Cookie::pair)
                    .collect(Collectors.joining("; "));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all. */
    public void clear() {
        lock.lock();
        try {
            cookies.clear();
        } finally {
            lock.unlock();
        }
    }

    /** How many are remembered; one whose time is over may still be counted. */
    public int count() {
        lock.lock();
        try {
            return cookies.size();
        } finally {
            lock.unlock();
        }
    }
}
