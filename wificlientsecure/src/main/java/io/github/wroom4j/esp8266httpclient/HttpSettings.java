package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a sketch sets on an {@code HTTPClient} and what stays set until changed (HC-14, HC-20 … HC-26). */
abstract class HttpSettings implements HttpCodes {
    private static final int DEFAULT_REDIRECTS = 10;
    private static final int LONGEST_TIMEOUT_MS = 65_535;

    String userAgent = "ESP8266HTTPClient";
    String authorization = "";
    boolean reuse = true;
    Duration timeout = Duration.ofMillis(HTTPCLIENT_DEFAULT_TCP_TIMEOUT);
    boolean timeoutWasSet;
    Optional<Duration> totalTimeout = Optional.empty();
    int redirectMode = HTTPC_DISABLE_FOLLOW_REDIRECTS;
    int redirectLimit = DEFAULT_REDIRECTS;
    boolean http10;
    boolean persistentHeaders;
    boolean chunkedUpload;
    int longestString = 16 * 1024 * 1024;
    BiConsumer<Long, Long> uploadProgress = (done, total) -> {};
    Optional<ClientFactory> clientFactory = Optional.empty();
    boolean acceptGzip;
    Optional<HttpProxy> proxy = Optional.empty();
    Optional<CookieJar> cookies = Optional.empty();
    Optional<DigestAuthorization> digest = Optional.empty();

    /** Makes the client for a redirect to another origin or scheme (HC-53 BETTER). */
    @FunctionalInterface
    public interface ClientFactory {
        /** A client for a URL: one with TLS and its trust where {@code secure} is true. */
        WiFiClient clientFor(String host, int port, boolean secure);
    }

    HttpSettings() {}

    /** Whether the connection is kept for the next request; true by default (HC-20). */
    public void setReuse(boolean on) {
        reuse = on;
    }

    /** {@code ESP8266HTTPClient} by default; empty leaves the header out (HC-21). */
    public void setUserAgent(String agent) {
        userAgent = agent == null ? "" : agent;
    }

    /** Basic authorization; nulls change nothing (HC-22). */
    public void setAuthorization(String user, String password) {
        if (user != null && password != null) {
            authorization =
                    Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            digest = Optional.empty();
        }
    }

    /** Basic authorization as base64; empty removes it (HC-22). */
    public void setAuthorization(String base64) {
        authorization = base64 == null ? "" : base64.replace("\n", "");
    }

    /** Answers a 401 that asks for it with a digest, MD5 or SHA-256 (RFC 7616); nothing is sent unasked. */
    public void setDigestAuthorization(String user, String password) {
        authorization = "";
        digest = Optional.of(new DigestAuthorization(user, password));
    }

    /** Longest silence while a reply is read, in milliseconds, and the client's own limits; 1 … 65535 (HC-23). */
    public void setTimeout(int milliseconds) {
        if (milliseconds < 1 || milliseconds > LONGEST_TIMEOUT_MS) {
            throw new IllegalArgumentException("a timeout is 1 … 65535 ms, not " + milliseconds);
        }
        timeout = Duration.ofMillis(milliseconds);
        timeoutWasSet = true;
    }

    /**
     * Longest time for a whole request, reply and body included. Without a call: five minutes for a reply's header and for
     * {@code getString()}, none for streamed bodies; in strict mode none at all.
     */
    public void setTotalTimeout(long milliseconds) {
        totalTimeout = Optional.of(Duration.ofMillis(milliseconds));
    }

    /** One of the {@code HTTPC_…_FOLLOW_REDIRECTS}; redirects are not followed by default (HC-24). */
    public void setFollowRedirects(int mode) {
        redirectMode = mode;
    }

    /** 10 by default; 0 follows none (HC-24). */
    public void setRedirectLimit(int limit) {
        redirectLimit = limit;
    }

    /** Speaks HTTP/1.0: no reuse, and servers then send no chunks (HC-26). */
    public void useHTTP10(boolean on) {
        http10 = on;
        reuse = !on;
    }

    public void useHTTP10() {
        useHTTP10(true);
    }

    /** Whether added headers outlive their request; false by default, as in the core (HC-36). */
    public void setPersistentHeaders(boolean on) {
        persistentHeaders = on;
    }

    /** Sends streams of unknown size in chunks; false by default, as in the core (HC-32). */
    public void setChunkedUpload(boolean on) {
        chunkedUpload = on;
    }

    /** Most bytes that {@code getString()} collects; 16 MiB by default. */
    public void setLongestString(int bytes) {
        longestString = bytes;
    }

    /** Told of a payload's bytes as they leave: how many so far, and how many in all (−1 unknown). */
    public void onUploadProgress(BiConsumer<Long, Long> listener) {
        uploadProgress = listener;
    }

    /** Lets redirects go to another origin or from http to https and back (HC-53 BETTER). */
    public void setClientFactory(ClientFactory factory) {
        clientFactory = Optional.ofNullable(factory);
    }

    /**
     * Asks for gzip and decompresses it while the body is read; false by default, as in the core (HC-66). {@code
     * getSize()} is then −1 until the body was read, and {@code getStream()} still gives what came.
     */
    public void setAcceptGzip(boolean on) {
        acceptGzip = on;
    }

    /**
     * Sends requests through a proxy: {@code http} by asking it for whole URLs, {@code https} through a tunnel, so that TLS
     * is still between this program and the server. TLS in the module cannot do that. Counts from the next connection on.
     *
     * @throws IllegalArgumentException for a host or port that cannot be
     */
    public void setProxy(String host, int port) {
        proxy = Optional.of(proxyAt(host, port, Optional.empty()));
    }

    /** The same with the proxy's own user and password. */
    public void setProxy(String host, int port, String user, String password) {
        byte[] basic = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        proxy = Optional.of(proxyAt(host, port, Optional.of(Base64.getEncoder().encodeToString(basic))));
    }

    /** Goes straight to the server again: the default. */
    public void setNoProxy() {
        proxy = Optional.empty();
    }

    private static HttpProxy proxyAt(String host, int port, Optional<String> authorization) {
        if (host == null || !host.matches("[A-Za-z0-9._-]{1,255}") || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a proxy has a host name and a port of 1 … 65535");
        }
        return new HttpProxy(host, port, authorization);
    }

    /** Remembers and sends cookies; none by default, as in the core (HC-68). */
    public void setCookieJar(CookieJar jar) {
        cookies = Optional.ofNullable(jar);
    }
}
