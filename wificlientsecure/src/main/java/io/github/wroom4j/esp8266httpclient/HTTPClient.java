package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Deadline;
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
public class HTTPClient extends HttpBodyView {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    /** In the sketch that runs in this thread. */
    public HTTPClient() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public HTTPClient(SketchContext context) {
        super(context);
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
                once(method, carried);
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

    private void once(String method, Payload payload) throws HttpFailure {
        clearResponse();
        cached = null;
        body = null;
        if (badHeader.isPresent()) {
            String why = badHeader.get();
            badHeader = Optional.empty();
            throw new HttpFailure(HTTPC_ERROR_SEND_HEADER_FAILED, Stage.SETTINGS, why);
        }
        String request = RequestHead.of(this, method, payload);
        if (timeoutWasSet && connection.captured()) {
            connection.client().setTimeout(timeout.toMillis());
        }
        boolean kept = connection.connect(url, proxy);
        var wire = new Wire(connection.client(), timeout, total);
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
            connection.connect(url, proxy);
            talk(method, request, payload, new Wire(connection.client(), timeout, total));
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
        String coding = answer.all("Content-Encoding").stream().reduce("", (a, b) -> b);
        if (acceptGzip && !none && coding.matches("(?i)(x-)?gzip")) {
            body = new GzipBody(body);
            // What was announced is the compressed size.
            size = -1;
        }
        connection.answered(reuse && answer.keepsConnection(strict), body);
        cookies.ifPresent(jar -> jar.remember(url, head.all("Set-Cookie")));
    }
}
