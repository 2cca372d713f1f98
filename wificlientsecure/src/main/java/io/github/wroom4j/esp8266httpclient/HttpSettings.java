package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a sketch has set on an {@link HTTPClient}, and what stays set until it is changed (HC-14, HC-20 … HC-26). */
final class HttpSettings {
    /** Makes the clients for redirects to another origin. */
    @FunctionalInterface
    interface RedirectClients {
        WiFiClient clientFor(String host, int port, boolean secure);
    }

    private static final int DEFAULT_REDIRECTS = 10;

    String userAgent = "ESP8266HTTPClient";
    /** Basic credentials in base64; empty without any. */
    String authorization = "";

    boolean reuse = true;
    /** Longest silence while a reply is read. */
    Duration timeout = Duration.ofMillis(HttpCodes.HTTPCLIENT_DEFAULT_TCP_TIMEOUT);

    boolean timeoutWasSet;
    Optional<Duration> totalTimeout = Optional.empty();
    int redirectMode = HttpCodes.HTTPC_DISABLE_FOLLOW_REDIRECTS;
    int redirectLimit = DEFAULT_REDIRECTS;
    boolean http10;
    boolean persistentHeaders;
    boolean chunkedUpload;
    int longestString = 16 * 1024 * 1024;
    BiConsumer<Long, Long> uploadProgress = (done, total) -> {};
    Optional<RedirectClients> redirectClients = Optional.empty();
    boolean acceptGzip;
    Optional<HttpProxy> proxy = Optional.empty();
    Optional<CookieJar> cookies = Optional.empty();
    Optional<DigestAuthorization> digest = Optional.empty();

    /** Forgets both kinds of credentials: they belong to the host for which they were set. */
    void dropCredentials() {
        authorization = "";
        digest = Optional.empty();
    }
}
