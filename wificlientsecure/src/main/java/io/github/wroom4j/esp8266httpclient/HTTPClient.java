package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.esp8266httpclient.HttpExchange.Target;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.hal.Clock;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * HTTP requests as the ESP8266 core makes them (rules HC-1 … HC-68).
 *
 * <p>{@link #begin} captures a client and reads the URL; a verb connects, sends, and returns the HTTP status or one of the
 * negative {@code HTTPC_ERROR}s; {@link #getLastError()} says what stands behind those. Then {@link #getString()}, {@link
 * #writeToStream} or {@link #getBodyStream()} give the body, and {@link #end()} lets go. Where the core is known to bite,
 * this class does better unless the context is strict; {@code docs/differences.md} lists where.
 *
 * <p>One thread at a time. A verb may block as long as the client's connect, plus {@link #setTimeout} between two bytes,
 * plus at most {@link #setTotalTimeout}. No getter does any I/O.
 */
public class HTTPClient implements HttpCodes, AutoCloseable {
    private static final int LONGEST_TIMEOUT_MS = 65_535;

    private final SketchContext context;
    private final boolean strict;
    final HttpSettings settings = new HttpSettings();
    private final HttpConnection connection;
    private final HttpReply reply;
    private final ReplyBody body;
    private final HttpExchange exchange;
    private ClientError lastError = ClientError.NONE;

    /** Makes the client for a redirect to another origin or scheme (HC-53, mended here). */
    @FunctionalInterface
    public interface ClientFactory {
        /** A client for a URL: one with TLS and its trust where {@code secure} is true. */
        WiFiClient clientFor(String host, int port, boolean secure);
    }

    /** In the sketch that runs in this thread. */
    public HTTPClient() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public HTTPClient(SketchContext context) {
        this.context = context;
        this.strict = context != null && context.strict();
        Clock clock = context == null ? Clock.system() : context.clock();
        connection = new HttpConnection(strict);
        reply = new HttpReply(strict);
        body = new ReplyBody(settings, connection, reply, clock, strict);
        exchange = new HttpExchange(settings, connection, reply, body, clock, strict);
    }

    // --- where to -------------------------------------------------------------------------------------------------

    /**
     * Sets where to; nothing is connected yet, so true says only that the URL can be read (HC-10). A plain client is
     * refused for {@code https}: it would send in the clear (HC-12, mended here). After a refusal every request fails
     * with its reason, until a {@code begin} is accepted.
     */
    public boolean begin(WiFiClient client, String address) {
        String text = CString.of(address);
        Optional<HttpUrl> read = HttpUrl.parse(text);
        return read.isEmpty()
                ? refused(HttpUrl.problem(text).orElse("the URL cannot be read"))
                : begin(client, read.get());
    }

    /** The same from parts; {@code https} names the scheme, the client's type decides about TLS (HC-12). */
    public boolean begin(WiFiClient client, String host, int port, String uri, boolean https) {
        Optional<String> problem = HttpUrl.hostProblem(CString.of(host));
        return problem.isPresent() ? refused(problem.get()) : begin(client, url(https, host, port, uri));
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
        String text = CString.of(address);
        Optional<HttpUrl> read = HttpUrl.parse(text);
        if (read.isEmpty()) {
            return refused(HttpUrl.problem(text).orElse("the URL cannot be read"));
        }
        if (connection.captured() && connection.isAt(read.get())) {
            return begin(connection.client(), read.get());
        }
        return begin(ownClient(read.get().secure()), read.get());
    }

    /** The same from parts (HC-15). */
    public boolean begin(String host, int port, String uri) {
        Optional<String> problem = HttpUrl.hostProblem(CString.of(host));
        return problem.isPresent() ? refused(problem.get()) : begin(url(false, host, port, uri));
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
        Optional<String> problem = HttpUrl.hostProblem(CString.of(host));
        return problem.isPresent() ? refused(problem.get()) : begin(url(true, host, port, uri), fingerprint);
    }

    public boolean begin(String host, int port, String uri, byte[] fingerprint) {
        Optional<String> problem = HttpUrl.hostProblem(CString.of(host));
        return problem.isPresent() ? refused(problem.get()) : begin(url(true, host, port, uri), fingerprint);
    }

    /** With the SHA-1 fingerprint that the server's certificate must have (HC-15); false if it cannot be read. */
    public boolean begin(String address, String fingerprint) {
        var client = new WiFiClientSecure(context);
        return client.setFingerprint(fingerprint)
                ? begin(client, address)
                : refused("a fingerprint is 20 pairs of hex digits, separated by blanks or colons");
    }

    private static String url(boolean https, String host, int port, String uri) {
        String path = uri == null ? "" : CString.of(uri);
        return (https ? "https://" : "http://") + CString.of(host) + ":" + port + (path.startsWith("/") ? "" : "/")
                + path;
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
        boolean sameHost = exchange.lastUrl()
                .map(before -> before.host().equalsIgnoreCase(target.host()))
                .orElse(true);
        if (strict || !connection.isAt(target)) {
            connection.stop();
        }
        if (!sameHost && !strict) {
            // HC-14: the core keeps sending one host's password to the next.
            settings.authorization = "";
        }
        target.basic().ifPresent(this::setAuthorization);
        connection.capture(client);
        exchange.goTo(new Target.At(target));
        exchange.clear();
        lastError = ClientError.NONE;
        return true;
    }

    private boolean refused(String message) {
        lastError = new ClientError(Stage.SETTINGS, message);
        exchange.goTo(new Target.Refused(lastError, exchange.lastUrl()));
        return false;
    }

    /** Changes the path ({@code /…}) or the whole URL; false for other references, as in the core (HC-25). */
    public boolean setURL(String reference) {
        String address = CString.of(reference);
        Optional<HttpUrl> now = exchange.url();
        if (now.isEmpty()) {
            return unchanged("setURL() needs a begin() before it");
        }
        if (address == null || address.isEmpty()) {
            return unchanged("setURL() needs a path or a URL");
        }
        if (address.startsWith("/")) {
            Optional<HttpUrl> path = HttpUrl.parse("http://h" + address);
            if (path.isEmpty()) {
                return unchanged("the path cannot be read");
            }
            exchange.goTo(new Target.At(now.get().withPath(path.get().path())));
            exchange.clear();
            return true;
        }
        Optional<HttpUrl> target = HttpUrl.parse(address);
        if (target.isEmpty() || !address.startsWith(now.get().scheme() + ":")) {
            return unchanged("not a URL of scheme " + now.get().scheme());
        }
        connection.stop();
        exchange.goTo(new Target.At(target.get()));
        exchange.clear();
        return true;
    }

    private boolean unchanged(String why) {
        lastError = new ClientError(Stage.SETTINGS, why);
        return false;
    }

    /** Ends the request: the connection is kept if it may be reused and the body was read, else closed (HC-16). */
    public void end() {
        body.drainWhatIsHere();
        if (!connection.keepOrStop()) {
            connection.release();
        }
        exchange.clear();
    }

    /** {@link #end()}, and the connection is closed in every case. */
    @Override
    public void close() {
        connection.release();
        exchange.clear();
    }

    /** Whether the connection is open or has something to be read (HC-17). */
    public boolean connected() {
        return connection.connected();
    }

    // --- how ------------------------------------------------------------------------------------------------------

    /** Whether the connection is kept for the next request; true by default (HC-20). */
    public void setReuse(boolean on) {
        settings.reuse = on;
    }

    /** {@code ESP8266HTTPClient} by default; empty leaves the header out (HC-21). */
    public void setUserAgent(String agent) {
        settings.userAgent = agent == null ? "" : CString.of(agent);
    }

    /** Basic authorization; nulls change nothing (HC-22). */
    public void setAuthorization(String user, String password) {
        if (user != null && password != null) {
            String both = CString.of(user) + ":" + CString.of(password);
            settings.authorization = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
            settings.digest = Optional.empty();
        }
    }

    /** Basic authorization as base64; empty removes it (HC-22). */
    public void setAuthorization(String base64) {
        settings.authorization = base64 == null ? "" : CString.of(base64).replace("\n", "");
    }

    /**
     * Answers a 401 that asks for it with a digest, MD5 or SHA-256 (RFC 7616); nothing is sent unasked. A user with a line
     * end in it makes every request fail with −2, as a header with one does.
     */
    public void setDigestAuthorization(String user, String password) {
        settings.authorization = "";
        settings.digest = user == null || password == null
                ? Optional.empty()
                : Optional.of(new DigestAuthorization(CString.of(user), CString.of(password)));
    }

    /** Longest silence while a reply is read, in milliseconds, and the client's own limits; 1 … 65535 (HC-23). */
    public void setTimeout(int milliseconds) {
        if (milliseconds < 1 || milliseconds > LONGEST_TIMEOUT_MS) {
            throw new IllegalArgumentException("a timeout is 1 … 65535 ms, not " + milliseconds);
        }
        settings.timeout = Duration.ofMillis(milliseconds);
        settings.timeoutWasSet = true;
    }

    /**
     * Longest time for a whole request, reply and body included. Without a call: five minutes for a reply's header and for
     * {@code getString()}, none for streamed bodies; in strict mode none at all.
     */
    public void setTotalTimeout(long milliseconds) {
        settings.totalTimeout = Optional.of(Duration.ofMillis(milliseconds));
    }

    /** One of the {@code HTTPC_…_FOLLOW_REDIRECTS}; redirects are not followed by default (HC-24). */
    public void setFollowRedirects(int mode) {
        settings.redirectMode = mode;
    }

    /** 10 by default; 0 follows none (HC-24). */
    public void setRedirectLimit(int limit) {
        settings.redirectLimit = limit;
    }

    /** Speaks HTTP/1.0: no reuse, and servers then send no chunks (HC-26). */
    public void useHTTP10(boolean on) {
        settings.http10 = on;
        settings.reuse = !on;
    }

    public void useHTTP10() {
        useHTTP10(true);
    }

    /** Whether added headers outlive their request; false by default, as in the core (HC-36). */
    public void setPersistentHeaders(boolean on) {
        settings.persistentHeaders = on;
    }

    /** Sends streams of unknown size in chunks; false by default, as in the core (HC-32). */
    public void setChunkedUpload(boolean on) {
        settings.chunkedUpload = on;
    }

    /** Most bytes that {@code getString()} collects; 16 MiB by default. */
    public void setLongestString(int bytes) {
        settings.longestString = bytes;
    }

    /** Wording of a payload's bytes as they leave: how many so far, and how many in all (−1 unknown). */
    public void onUploadProgress(BiConsumer<Long, Long> listener) {
        settings.uploadProgress = listener;
    }

    /** Lets redirects go to another origin or from http to https and back (HC-53, mended here). */
    public void setClientFactory(ClientFactory factory) {
        settings.redirectClients = Optional.ofNullable(factory).map(each -> each::clientFor);
    }

    /**
     * Asks for gzip and decompresses it while the body is read; false by default, as in the core (HC-66). {@code
     * getSize()} is then −1 until the body was read, and {@code getStream()} still gives what came.
     */
    public void setAcceptGzip(boolean on) {
        settings.acceptGzip = on;
    }

    /**
     * Sends requests through a proxy: {@code http} by asking it for whole URLs, {@code https} through a tunnel, so that TLS
     * is still between this program and the server. TLS in the module cannot do that. Counts from the next connection on.
     *
     * @throws IllegalArgumentException for a host or port that cannot be
     */
    public void setProxy(String host, int port) {
        settings.proxy = Optional.of(proxyAt(CString.of(host), port, Optional.empty()));
    }

    /**
     * The same with the proxy's own user and password.
     *
     * @throws IllegalArgumentException for a host or port that cannot be
     */
    public void setProxy(String host, int port, String user, String password) {
        byte[] basic = (CString.of(user) + ":" + CString.of(password)).getBytes(StandardCharsets.UTF_8);
        settings.proxy = Optional.of(
                proxyAt(CString.of(host), port, Optional.of(Base64.getEncoder().encodeToString(basic))));
    }

    /** Goes straight to the server again: the default. */
    public void setNoProxy() {
        settings.proxy = Optional.empty();
    }

    private static HttpProxy proxyAt(String host, int port, Optional<String> authorization) {
        if (host == null || !host.matches("[A-Za-z0-9._-]{1,255}") || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a proxy has a host name and a port of 1 … 65535");
        }
        return new HttpProxy(host, port, authorization);
    }

    /** Remembers and sends cookies; none by default, as in the core (HC-68). */
    public void setCookieJar(CookieJar jar) {
        settings.cookies = Optional.ofNullable(jar);
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
        exchange.addHeader(CString.of(name), CString.of(value), first, replace);
    }

    // --- requests -------------------------------------------------------------------------------------------------

    public int GET() {
        return sendRequest("GET");
    }

    public int DELETE() {
        return sendRequest("DELETE");
    }

    public int HEAD() {
        return sendRequest("HEAD");
    }

    public int OPTIONS() {
        return sendRequest("OPTIONS");
    }

    public int POST(String payload) {
        return sendRequest("POST", payload);
    }

    public int POST(byte[] payload) {
        return sendRequest("POST", payload, lengthOf(payload));
    }

    /** The first {@code length} bytes of a buffer. */
    public int POST(byte[] payload, int length) {
        return sendRequest("POST", payload, length);
    }

    public int PUT(String payload) {
        return sendRequest("PUT", payload);
    }

    public int PUT(byte[] payload) {
        return sendRequest("PUT", payload, lengthOf(payload));
    }

    /** The first {@code length} bytes of a buffer. */
    public int PUT(byte[] payload, int length) {
        return sendRequest("PUT", payload, length);
    }

    public int PATCH(String payload) {
        return sendRequest("PATCH", payload);
    }

    public int PATCH(byte[] payload) {
        return sendRequest("PATCH", payload, lengthOf(payload));
    }

    /** The first {@code length} bytes of a buffer. */
    public int PATCH(byte[] payload, int length) {
        return sendRequest("PATCH", payload, length);
    }

    private static int lengthOf(byte[] payload) {
        return payload == null ? 0 : payload.length;
    }

    public int sendRequest(String type) {
        return run(type, new Payload.Bytes(new byte[0], 0), true);
    }

    /** With text in UTF-8; {@code Content-Length} counts bytes (D-9). */
    public int sendRequest(String type, String payload) {
        byte[] bytes = payload == null ? new byte[0] : payload.getBytes(StandardCharsets.UTF_8);
        return sendRequest(type, bytes, bytes.length);
    }

    /** With the first {@code length} bytes of a buffer; more than it holds is refused with −3 before anything is sent. */
    public int sendRequest(String type, byte[] payload, int length) {
        if (length < 0 || length > lengthOf(payload)) {
            return failed(new HttpFailure(
                    HTTPC_ERROR_SEND_PAYLOAD_FAILED,
                    Stage.SETTINGS,
                    length + " bytes were to be sent of a buffer of " + lengthOf(payload)));
        }
        return run(type, new Payload.Bytes(payload == null ? new byte[0] : payload, length), true);
    }

    /** Sends exactly that many bytes of a stream; redirects are not followed (HC-32). */
    public int sendRequest(String type, Stream stream, long length) {
        if (stream == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to send"));
        }
        return run(type, new Payload.FromStream(stream, length == 0 && settings.chunkedUpload ? -1 : length), false);
    }

    /** Sends a Java stream; a length of −1 is sent in chunks. */
    public int sendRequest(String type, InputStream stream, long length) {
        if (stream == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to send"));
        }
        return run(type, new Payload.FromInput(stream, length), false);
    }

    /** Sends a form with files, as it grows: nothing is held in memory. */
    public int POST(Multipart form) {
        addHeader("Content-Type", form.contentType());
        return run("POST", new Payload.FromInput(form.open(), form.length()), false);
    }

    private int run(String type, Payload payload, boolean follow) {
        lastError = ClientError.NONE;
        try {
            return exchange.run(CString.of(type), payload, follow);
        } catch (HttpFailure failure) {
            return failed(failure);
        }
    }

    private int failed(HttpFailure failure) {
        lastError = failure.error();
        // HC-37: every negative result also stops the connection.
        connection.stop();
        return failure.code();
    }

    // --- the reply's head -----------------------------------------------------------------------------------------

    /** The core's text for an error number; empty for any other (HC-2). */
    public static String errorToString(int error) {
        return HttpFailure.words(error);
    }

    /**
     * Why the last request failed, down to the TLS alert or the AT line; {@link ClientError#NONE} if it did not. Asking for
     * a reply that is not there does not replace a reason.
     */
    public ClientError getLastError() {
        return lastError;
    }

    /**
     * {@code Content-Length}; −1 unknown, the total once a chunked body was read (HC-60). A body of two gigabytes and more is
     * {@link Integer#MAX_VALUE} here; {@code header("Content-Length")} holds the exact length.
     */
    public int getSize() {
        return (int) Math.min(Integer.MAX_VALUE, reply.size());
    }

    /** The last reply's {@code Location} as it came; empty without one (HC-44). */
    public String getLocation() {
        return reply.location();
    }

    /** Redirects followed by the last request. */
    public int redirectCount() {
        return exchange.redirects();
    }

    /** Names to collect. Without a call every header is kept; in strict mode none (HC-45). */
    public void collectHeaders(String... names) {
        reply.collect(
                Arrays.stream(CString.each(names)).filter(Objects::nonNull).toList());
    }

    /** A header's values joined with ','; empty without it. The name's case matters only in strict mode (HC-44, HC-45). */
    public String header(String name) {
        return reply.header(CString.of(name));
    }

    /** The value of a collected header by index; empty out of range. */
    public String header(int index) {
        return reply.header(index);
    }

    /** The name of a collected header by index; empty out of range. */
    public String headerName(int index) {
        return reply.headerName(index);
    }

    /** How many headers are collected. */
    public int headers() {
        return reply.headers();
    }

    /** Whether a header came with a value. */
    public boolean hasHeader(String name) {
        return !header(name).isEmpty();
    }

    /** Every value of a repeated header, in order: {@code Set-Cookie} cannot be joined (HC-45, mended here). */
    public List<String> headerValues(String name) {
        return reply.values(CString.of(name));
    }

    // --- the reply's body -----------------------------------------------------------------------------------------

    /** The captured client, chunk framing and all; null when not connected (HC-61). */
    public WiFiClient getStreamPtr() {
        return connection.connected() ? connection.client() : null;
    }

    /** The captured client, or one without connection (HC-61). Prefer {@link #getBodyStream()}. */
    public WiFiClient getStream() {
        return connection.connected() ? connection.client() : new WiFiClient(context);
    }

    /** The body without its framing, ending where it ends (HC-61, mended here); empty before a request. */
    public BodyStream getBodyStream() {
        if (!body.isThere()) {
            noReply();
            return new BodyStream(body, new BodyReader(null, false, 0, strict), this::bodyFailed, doubt -> {});
        }
        return new BodyStream(body, body.streamed(), this::bodyFailed, doubt -> lastError = doubt);
    }

    private ClientError bodyFailed(HttpFailure failure) {
        failed(failure);
        return lastError;
    }

    /** Keeps the reason why there is none, if there is a reason. */
    private void noReply() {
        if (!lastError.isError()) {
            lastError = new ClientError(Stage.PROTOCOL, "there is no reply to read");
        }
    }

    /** Copies the body; returns how many bytes, or an {@code HTTPC_ERROR} (HC-62). */
    public int writeToStream(Print out) {
        if (out == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to write to"));
        }
        if (!body.isThere()) {
            noReply();
            connection.stop();
            return HTTPC_ERROR_NOT_CONNECTED;
        }
        try {
            int bytes = body.copyTo(out);
            lastError = body.doubt();
            return bytes;
        } catch (HttpFailure failure) {
            return failed(failure);
        }
    }

    /** {@link #writeToStream} by its older name (HC-62). */
    public int writeToPrint(Print out) {
        return writeToStream(out);
    }

    /**
     * The body as text in UTF-8; collected once and kept. On an error it is what had come, and {@link #getLastError()} says
     * so (HC-64).
     */
    public String getString() {
        if (body.text().isPresent()) {
            return body.text().get();
        }
        if (!body.isThere()) {
            noReply();
            return "";
        }
        try {
            String text = body.collect();
            lastError = body.doubt();
            return text;
        } catch (HttpFailure failure) {
            failed(failure);
            return body.text().orElse("");
        }
    }
}
