package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP requests as the ESP8266 core makes them (rules HC-1 … HC-68).
 *
 * <p>{@link #begin} captures a client and reads the URL; a verb connects, sends, and returns the HTTP status or one of the
 * negative {@code HTTPC_ERROR}s; {@link #getLastError()} says what stands behind those. Then {@link #getString()}, {@link
 * #writeToStream} or {@link #getBodyStream()} give the body, and {@link #end()} lets go. Where the core is known to bite,
 * this class does better unless the context is strict; {@code docs/porting.md} lists where.
 *
 * <p>One thread at a time. A verb may block as long as the client's connect, plus {@link #setTimeout} between two bytes,
 * plus at most {@link #setTotalTimeout}.
 */
public class HTTPClient extends HttpResponseView implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    private final SketchContext context;
    private final HttpConnection connection = new HttpConnection();
    private final RequestHeaders headers = new RequestHeaders();
    private Optional<String> badHeader = Optional.empty();
    private HttpUrl url;
    private BodyReader body;
    private String cached;
    private Deadline total;

    /** In the sketch that runs in this thread. */
    public HTTPClient() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public HTTPClient(SketchContext context) {
        this.context = context;
        this.strict = context != null && context.strict();
    }

    private Clock clock() {
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
    private void clear() {
        clearResponse();
        headers.clear();
        badHeader = Optional.empty();
        cached = null;
        body = null;
    }

    private boolean refused(String message) {
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
        return sendRequest("POST", payload, payload.length);
    }

    public int PUT(String payload) {
        return sendRequest("PUT", payload);
    }

    public int PUT(byte[] payload) {
        return sendRequest("PUT", payload, payload.length);
    }

    public int PATCH(String payload) {
        return sendRequest("PATCH", payload);
    }

    public int PATCH(byte[] payload) {
        return sendRequest("PATCH", payload, payload.length);
    }

    public int sendRequest(String type) {
        return exchange(type, new Payload.Bytes(new byte[0], 0), true);
    }

    /** With text in UTF-8; {@code Content-Length} counts bytes (D-9). */
    public int sendRequest(String type, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return sendRequest(type, bytes, bytes.length);
    }

    public int sendRequest(String type, byte[] payload, int length) {
        return exchange(type, new Payload.Bytes(payload == null ? new byte[0] : payload, length), true);
    }

    /** Sends exactly that many bytes of a stream; redirects are not followed (HC-32). */
    public int sendRequest(String type, Stream stream, long length) {
        if (stream == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to send"));
        }
        return exchange(type, new Payload.FromStream(stream, length == 0 && chunkedUpload ? -1 : length), false);
    }

    /** Sends a Java stream; a length of −1 is sent in chunks. */
    public int sendRequest(String type, InputStream stream, long length) {
        if (stream == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to send"));
        }
        return exchange(type, new Payload.FromInput(stream, length), false);
    }

    /** Sends a form with files, as it grows: nothing is held in memory. */
    public int POST(Multipart form) {
        addHeader("Content-Type", form.contentType());
        return exchange("POST", new Payload.FromInput(form.open(), form.length()), false);
    }

    private int exchange(String type, Payload payload, boolean follow) {
        redirects = 0;
        lastError = ClientError.NONE;
        String method = type;
        Payload carried = payload;
        total = Deadline.in(clock(), totalTimeout.orElse(strict ? Duration.ofDays(36_500) : PATIENCE));
        boolean answeredDigest = false;
        try {
            while (true) {
                once(method, carried, follow);
                if (head.code() == HTTP_CODE_UNAUTHORIZED && !answeredDigest && carried.repeatable()) {
                    Optional<String> digestAnswer = digestAnswer(method);
                    if (digestAnswer.isPresent()) {
                        answeredDigest = true;
                        leaveReply();
                        headers.add("Authorization", digestAnswer.get(), false, true);
                        carried.rewind();
                        continue;
                    }
                }
                Optional<Redirects.Hop> hop =
                        follow ? Redirects.next(this, url, method, head.code(), location) : Optional.empty();
                if (hop.isEmpty() || !goTo(hop.get().target())) {
                    return head.code();
                }
                redirects++;
                method = hop.get().method();
                carried = hop.get().keepsPayload() ? carried : new Payload.Bytes(new byte[0], 0);
                carried.rewind();
            }
        } catch (HttpFailure failure) {
            return failed(failure);
        } finally {
            if (!persistentHeaders && head != null) {
                headers.clear();
            }
        }
    }

    private Optional<String> digestAnswer(String method) {
        return digest.flatMap(d -> d.answer(head.all("WWW-Authenticate"), method, url.path()));
    }

    /** Turns to where a redirect leads; false if it cannot be followed, and then the 3xx is the answer (HC-51). */
    private boolean goTo(HttpUrl target) {
        boolean sameOrigin = target.sameOrigin(url);
        if (!sameOrigin && (target.secure() != url.secure() || clientFactory.isPresent())) {
            Optional<WiFiClient> other =
                    clientFactory.map(f -> f.clientFor(target.host(), target.port(), target.secure()));
            if (other.isEmpty() || target.secure() && !other.get().isSecure()) {
                return false;
            }
            connection.release();
            connection.capture(other.get());
        }
        leaveReply();
        if (strict) {
            headers.clear();
        } else if (!sameOrigin) {
            headers.dropCredentials();
            authorization = "";
            digest = Optional.empty();
        }
        url = target;
        return true;
    }

    /** A reply whose body nobody wants: read it if it is small and here, else close (HC-52 BETTER). */
    private void leaveReply() {
        drainWhatIsHere();
        if (strict ? !connection.connected() : body == null || !body.reusable()) {
            connection.stop();
        }
        body = null;
    }

    private void drainWhatIsHere() {
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

    private void once(String method, Payload payload, boolean bufferForm) throws HttpFailure {
        clearResponse();
        cached = null;
        body = null;
        if (badHeader.isPresent()) {
            String why = badHeader.get();
            badHeader = Optional.empty();
            throw new HttpFailure(HTTPC_ERROR_SEND_HEADER_FAILED, Stage.SETTINGS, why);
        }
        String request = requestHead(method, payload, bufferForm);
        if (timeoutWasSet && connection.captured()) {
            connection.client().setTimeout(timeout.toMillis());
        }
        boolean kept = connection.connect(url);
        var wire = new Wire(connection.client(), clock(), timeout, total);
        try {
            talk(method, request, payload, wire);
        } catch (HttpFailure failure) {
            boolean stale = kept && wire.received() == 0 && failure.code() != HTTPC_ERROR_READ_TIMEOUT;
            if (strict || !stale || !IDEMPOTENT.contains(method) || !payload.repeatable()) {
                throw failure;
            }
            // The server closed the kept connection while nobody looked; it never saw the request (RFC 9110 §9.2.2).
            connection.stop();
            payload.rewind();
            connection.connect(url);
            talk(method, request, payload, new Wire(connection.client(), clock(), timeout, total));
        }
    }

    private void talk(String method, String request, Payload payload, Wire wire) throws HttpFailure {
        connection.send(request);
        connection.send(payload, this);
        ResponseHead answer = ResponseHead.read(wire);
        for (int i = 0; !strict && answer.code() < 200 && answer.code() != HTTP_CODE_SWITCHING_PROTOCOLS; i++) {
            if (i == 10) {
                throw new HttpFailure(HTTPC_ERROR_NO_HTTP_SERVER, Stage.PROTOCOL, "more than ten interim answers");
            }
            answer = ResponseHead.read(wire);
        }
        head = answer;
        location = answer.all("Location").stream().reduce("", (a, b) -> b);
        boolean chunked = answer.chunked(strict);
        size = answer.contentLength(strict);
        boolean none = !strict
                && (method.equals("HEAD")
                        || answer.code() < 200
                        || answer.code() == HTTP_CODE_NO_CONTENT
                        || answer.code() == HTTP_CODE_NOT_MODIFIED);
        body = new BodyReader(wire, chunked && !none, none ? 0 : size < 0 || strict && size < 0 ? -1 : size, strict);
        connection.answered(reuse && answer.keepsConnection(strict), body);
        cookies.ifPresent(jar -> jar.remember(url, head.all("Set-Cookie")));
    }

    private String requestHead(String method, Payload payload, boolean bufferForm) throws HttpFailure {
        if (url == null) {
            throw new HttpFailure(HTTPC_ERROR_CONNECTION_FAILED, Stage.SETTINGS, "there is no URL: call begin() first");
        }
        Optional<String> bad = RequestHeaders.problem(method, userAgent + authorization);
        if (bad.isPresent()) {
            throw new HttpFailure(
                    HTTPC_ERROR_SEND_HEADER_FAILED,
                    Stage.SETTINGS,
                    "method, user agent or authorization: " + bad.get());
        }
        var text = new StringBuilder();
        text.append(method)
                .append(' ')
                .append(url.path().isEmpty() ? "/" : url.path())
                .append(http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        text.append("Host: ").append(url.hostHeader()).append("\r\n");
        if (!userAgent.isEmpty()) {
            text.append("User-Agent: ").append(userAgent).append("\r\n");
        }
        if (!http10) {
            text.append("Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0\r\n");
        }
        if (!authorization.isEmpty()) {
            text.append("Authorization: Basic ").append(authorization).append("\r\n");
        }
        text.append("Connection: ").append(reuse ? "keep-alive" : "close").append("\r\n");
        String cookie = cookies.map(jar -> jar.forRequest(url)).orElse("");
        if (!cookie.isEmpty() && !headers.has("Cookie")) {
            text.append("Cookie: ").append(cookie).append("\r\n");
        }
        if (payload.announced()) {
            headers.remove("Content-Length");
        }
        headers.appendTo(text);
        if (payload.announced()) {
            text.append("Content-Length: ").append(payload.size()).append("\r\n");
        } else if (payload.size() < 0) {
            text.append("Transfer-Encoding: chunked\r\n");
        }
        return text.append("\r\n").toString();
    }

    private int failed(HttpFailure failure) {
        lastError = failure.error();
        // HC-37: every negative result also stops the connection.
        connection.stop();
        return failure.code();
    }

    /** The captured client, chunk framing and all; null when not connected (HC-61). */
    public WiFiClient getStreamPtr() {
        return connection.connected() ? connection.client() : null;
    }

    /** The captured client, or one without connection (HC-61). Prefer {@link #getBodyStream()}. */
    public WiFiClient getStream() {
        return connection.connected() ? connection.client() : new WiFiClient(context);
    }

    /** The body without its framing, ending where it ends (HC-61 BETTER); empty before a request. */
    public BodyStream getBodyStream() {
        if (body == null) {
            lastError = new ClientError(Stage.PROTOCOL, "there is no reply to read");
            return new BodyStream(this, new BodyReader(null, false, 0, strict));
        }
        return new BodyStream(this, streamed());
    }

    /** The body under the streaming limits: no total unless one was set. */
    private BodyReader streamed() {
        Deadline limit = totalTimeout.isPresent() ? total : Deadline.never(clock());
        body = body.within(new Wire(connection.client(), clock(), timeout, limit));
        connection.answered(reuse && head.keepsConnection(strict), body);
        return body;
    }

    void bodyFailed(HttpFailure failure) {
        failed(failure);
    }

    void bodyEnded(BodyReader whole) {
        if (whole.ended()) {
            size = whole.done();
            connection.keepOrStop();
        }
    }

    /** Copies the body; returns how many bytes, or an {@code HTTPC_ERROR} (HC-62). */
    public int writeToStream(Print out) {
        if (out == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to write to"));
        }
        if (body == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NOT_CONNECTED, Stage.PROTOCOL, "there is no reply to read"));
        }
        return copy(streamed(), out);
    }

    private int copy(BodyReader from, Print out) {
        byte[] piece = new byte[1460];
        try {
            for (int got; (got = from.read(piece, 0, piece.length)) > 0; ) {
                if (out.write(piece, 0, got) != got) {
                    throw new HttpFailure(HTTPC_ERROR_STREAM_WRITE, Stage.SEND, "the target took no more bytes");
                }
            }
            bodyEnded(from);
            return (int) Math.min(Integer.MAX_VALUE, from.done());
        } catch (HttpFailure failure) {
            return failed(failure);
        }
    }

    /**
     * The body as text; collected once and kept. On an error it is what had come, and {@link #getLastError()} says so
     * (HC-64).
     */
    public String getString() {
        if (cached != null) {
            return cached;
        }
        if (body == null) {
            lastError = new ClientError(Stage.PROTOCOL, "there is no reply to read");
            return "";
        }
        var text = new Collected(longestString);
        int result = copy(body, text);
        if (result == HTTPC_ERROR_STREAM_WRITE && text.full) {
            lastError = new ClientError(
                    Stage.RECEIVE,
                    errorToString(HTTPC_ERROR_TOO_LESS_RAM) + ": the body has more than " + longestString
                            + " bytes; stream it, or call setLongestString()");
        }
        cached = text.bytes.toString(StandardCharsets.UTF_8);
        return cached;
    }

    /** Bytes in memory up to a limit. */
    private static final class Collected extends Print {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;
        boolean full;

        Collected(int most) {
            this.most = most;
        }

        @Override
        public int write(int octet) {
            return write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public int write(byte[] buffer, int offset, int length) {
            int count = Math.min(length, most - bytes.size());
            full |= count < length;
            bytes.write(buffer, offset, count);
            return count;
        }
    }
}
