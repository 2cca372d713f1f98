package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.hal.Clock;
import java.util.Optional;

/** Where a request goes and with which headers: {@code begin}, {@code setURL}, {@code addHeader}, {@code end}. */
abstract class HttpTarget extends HttpResponseView implements AutoCloseable {
    final SketchContext context;
    final HttpConnection connection = new HttpConnection();
    final RequestHeaders headers = new RequestHeaders();
    Optional<String> badHeader = Optional.empty();
    HttpUrl url;
    Body body;
    String cached;

    HttpTarget(SketchContext context) {
        this.context = context;
        this.strict = context != null && context.strict();
    }

    final Clock clock() {
        return context == null ? Clock.system() : context.clock();
    }

    /**
     * Sets where to; nothing is connected yet, so true says only that the URL can be read (HC-10). A plain client is
     * refused for {@code https}: it would send in the clear (HC-12 BETTER).
     */
    public boolean begin(WiFiClient client, String address) {
        Optional<HttpUrl> read = HttpUrl.parse(address);
        if (read.isEmpty()) {
            return refused(HttpUrl.problem(address).orElse("the URL cannot be read"));
        }
        return begin(client, read.get());
    }

    /** The same from parts; {@code https} names the scheme, the client's type decides about TLS (HC-12). */
    public boolean begin(WiFiClient client, String host, int port, String uri, boolean https) {
        return begin(
                client, (https ? "https://" : "http://") + host + ":" + port + (uri.startsWith("/") ? "" : "/") + uri);
    }

    public boolean begin(WiFiClient client, String host, int port, String uri) {
        return begin(client, host, port, uri, false);
    }

    public boolean begin(WiFiClient client, String host, int port) {
        return begin(client, host, port, "/");
    }

    /**
     * As before core 3.0: makes its own client (HC-15), for {@code https} one that trusts what this system trusts. Prefer
     * {@link #begin(WiFiClient, String)}.
     */
    public boolean begin(String address) {
        Optional<HttpUrl> read = HttpUrl.parse(address);
        if (read.isEmpty()) {
            return refused(HttpUrl.problem(address).orElse("the URL cannot be read"));
        }
        if (connection.captured() && connection.isAt(read.get())) {
            return begin(connection.client(), read.get());
        }
        return begin(ownClient(read.get().secure()), read.get());
    }

    /** The same from parts (HC-15). */
    public boolean begin(String host, int port, String uri) {
        return begin("http://" + host + ":" + port + (uri.startsWith("/") ? "" : "/") + uri);
    }

    /** With the 20 bytes of the SHA-1 fingerprint that the server's certificate must have (HC-15). */
    public boolean begin(String address, byte[] fingerprint) {
        var client = new WiFiClientSecure(context);
        return client.setFingerprint(fingerprint)
                ? begin(client, address)
                : refused("a fingerprint is 20 bytes, not " + (fingerprint == null ? 0 : fingerprint.length));
    }

    /** The same from parts: a fingerprint means {@code https} (HC-15). */
    public boolean begin(String host, int port, String uri, String fingerprint) {
        return begin("https://" + host + ":" + port + (uri.startsWith("/") ? "" : "/") + uri, fingerprint);
    }

    public boolean begin(String host, int port, String uri, byte[] fingerprint) {
        return begin("https://" + host + ":" + port + (uri.startsWith("/") ? "" : "/") + uri, fingerprint);
    }

    /** With the SHA-1 fingerprint that the server's certificate must have (HC-15); false if it cannot be read. */
    public boolean begin(String address, String fingerprint) {
        var client = new WiFiClientSecure(context);
        return client.setFingerprint(fingerprint)
                ? begin(client, address)
                : refused("a fingerprint is 20 pairs of hex digits, separated by blanks or colons");
    }

    private WiFiClient ownClient(boolean secure) {
        if (!secure) {
            return new WiFiClient(context);
        }
        var client = new WiFiClientSecure(context);
        client.setSystemTrust();
        return client;
    }

    private boolean begin(WiFiClient client, HttpUrl target) {
        if (client == null) {
            return refused("begin() needs a client");
        }
        if (target.secure() && !client.isSecure() && !strict) {
            return refused("this client does not encrypt: give begin() a WiFiClientSecure for " + target);
        }
        boolean sameHost = url == null || url.host().equalsIgnoreCase(target.host());
        if (strict || !connection.isAt(target)) {
            connection.stop();
        }
        if (!sameHost && !strict) {
            // HC-14: the core keeps sending one host's password to the next.
            authorization = "";
        }
        target.basic().ifPresent(this::setAuthorization);
        connection.capture(client);
        url = target;
        clear();
        lastError = ClientError.NONE;
        return true;
    }

    /** Forgets what belongs to one request (HC-14). */
    final void clear() {
        clearResponse();
        headers.clear();
        badHeader = Optional.empty();
        cached = null;
        body = null;
    }

    final boolean refused(String message) {
        lastError = new ClientError(Stage.SETTINGS, message);
        return false;
    }

    /** Changes the path ({@code /…}) or the whole URL; false for other references, as in the core (HC-25). */
    public boolean setURL(String address) {
        if (url == null) {
            return refused("setURL() needs a begin() before it");
        }
        if (address.startsWith("/")) {
            if (HttpUrl.problem("http://h" + address).isPresent()) {
                return refused("the path cannot be read");
            }
            url = url.withPath(address);
            clear();
            return true;
        }
        Optional<HttpUrl> target = HttpUrl.parse(address);
        if (target.isEmpty() || !address.startsWith(url.scheme() + ":")) {
            return refused("not a URL of scheme " + url.scheme());
        }
        connection.stop();
        url = target.get();
        clear();
        return true;
    }

    /** Ends the request: the connection is kept if it may be reused and the body was read, else closed (HC-16). */
    public void end() {
        drainWhatIsHere();
        if (!connection.keepOrStop()) {
            connection.release();
        }
        clear();
    }

    /** {@link #end()}, and the connection is closed in every case. */
    @Override
    public void close() {
        connection.release();
        clear();
    }

    /** Whether the connection stands or has something to be read (HC-17). */
    public boolean connected() {
        return connection.connected();
    }

    /** Adds a header to the next request, after {@link #begin}; three names are ours and ignored (HC-35). */
    public void addHeader(String name, String value) {
        addHeader(name, value, false, true);
    }

    public void addHeader(String name, String value, boolean first) {
        addHeader(name, value, first, true);
    }

    /** A name or value that could smuggle a line makes the request fail with −2 before anything is sent. */
    public void addHeader(String name, String value, boolean first, boolean replace) {
        Optional<String> problem = RequestHeaders.problem(name, value);
        if (problem.isPresent()) {
            badHeader = problem;
        } else if (!name.equalsIgnoreCase("Authorization") || authorization.isEmpty()) {
            headers.add(name, value, first, replace);
        }
    }

    final void drainWhatIsHere() {
        byte[] sink = new byte[1460];
        try {
            for (long n = 0; body != null && !body.ended() && n < 65_536 && connection.connected(); ) {
                // A chunked body's last line may still be on its way; nobody waits for it.
                if (connection.client().available() == 0) {
                    return;
                }
                n += Math.max(0, body.read(sink, 0, sink.length));
            }
        } catch (HttpFailure failure) {
            connection.stop();
        }
    }
}
