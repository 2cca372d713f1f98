package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Requests and their replies' heads: connecting, sending, following redirects, answering a digest challenge, repeating what
 * a stale connection swallowed (HC-31 … HC-53).
 */
final class HttpExchange {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration NO_LIMIT = Duration.ofDays(36_500);
    private static final Set<Integer> TLS_PORTS = Set.of(443, 8443);
    private static final int MOST_INTERIM_ANSWERS = 10;
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    /** Where requests go. */
    sealed interface Target {
        /** Before {@code begin()}. */
        record None() implements Target {}

        /**
         * {@code begin()} refused: every request fails with its reason.
         *
         * @param before the place that was asked before: credentials that were set for it go nowhere else
         */
        record Refused(ClientError why, Optional<HttpUrl> before) implements Target {}

        /** A URL that can be asked. */
        record At(HttpUrl url) implements Target {}
    }

    private final HttpSettings settings;
    private final HttpConnection connection;
    private final HttpReply reply;
    private final ReplyBody body;
    private final Clock clock;
    private final boolean strict;
    private final RequestHeaders headers = new RequestHeaders();

    private Target target = new Target.None();
    private Optional<String> badHeader = Optional.empty();
    private int redirects;
    private Deadline total;

    HttpExchange(
            HttpSettings settings,
            HttpConnection connection,
            HttpReply reply,
            ReplyBody body,
            Clock clock,
            boolean strict) {
        this.settings = settings;
        this.connection = connection;
        this.reply = reply;
        this.body = body;
        this.clock = clock;
        this.strict = strict;
    }

    /** Where requests go; empty before {@code begin()} and after one that refused. */
    Optional<HttpUrl> url() {
        return target instanceof Target.At at ? Optional.of(at.url()) : Optional.empty();
    }

    /** The same, but after a refused {@code begin()} the place before it. */
    Optional<HttpUrl> lastUrl() {
        return target instanceof Target.Refused refused ? refused.before() : url();
    }

    void goTo(Target newTarget) {
        target = newTarget;
    }

    int redirects() {
        return redirects;
    }

    /** Forgets what belongs to one request (HC-14). */
    void clear() {
        reply.clear();
        body.clear();
        headers.clear();
        badHeader = Optional.empty();
    }

    /** A header that cannot be sent fails the next request before a byte is sent (HC-35). */
    void addHeader(String name, String value, boolean first, boolean replace) {
        Optional<String> problem = RequestHeaders.problem(name, value);
        if (problem.isPresent()) {
            badHeader = problem;
        } else if (!name.equalsIgnoreCase("Authorization") || settings.authorization.isEmpty()) {
            headers.add(name, value, first, replace);
        }
    }

    /** Asks, follows and returns the status of the last answer. */
    int run(String type, Payload payload, boolean follow) throws HttpFailure {
        redirects = 0;
        String method = type;
        Payload carried = payload;
        total = Deadline.in(clock, settings.totalTimeout.orElse(strict ? NO_LIMIT : PATIENCE));
        boolean answeredDigest = false;
        try {
            while (true) {
                ResponseHead head = once(method, carried);
                if (head.code() == HttpCodes.HTTP_CODE_UNAUTHORIZED && !answeredDigest && carried.repeatable()) {
                    Optional<String> answer = digestAnswer(head, method);
                    if (answer.isPresent()) {
                        answeredDigest = true;
                        leaveReply();
                        headers.add("Authorization", answer.get(), false, true);
                        carried.rewind();
                        continue;
                    }
                }
                Optional<Redirects.Hop> hop = follow
                        ? Redirects.next(settings, strict, redirects, asked(), method, head.code(), reply.location())
                        : Optional.empty();
                if (hop.isEmpty() || !follow(hop.get())) {
                    return head.code();
                }
                redirects++;
                method = hop.get().method();
                carried = hop.get().keepsPayload() ? carried : new Payload.Bytes(new byte[0], 0);
                carried.rewind();
            }
        } finally {
            if (!settings.persistentHeaders && reply.head().isPresent()) {
                headers.clear();
            }
        }
    }

    private HttpUrl asked() throws HttpFailure {
        if (target instanceof Target.At at) {
            return at.url();
        }
        throw new HttpFailure(
                HttpCodes.HTTPC_ERROR_CONNECTION_FAILED,
                target instanceof Target.Refused refused
                        ? refused.why()
                        : new ClientError(Stage.SETTINGS, "there is no URL: call begin() first"));
    }

    private Optional<String> digestAnswer(ResponseHead head, String method) throws HttpFailure {
        String path = asked().pathOrRoot();
        return settings.digest.flatMap(d -> d.answer(head.all("WWW-Authenticate"), method, path));
    }

    /** Turns to where a redirect leads; false if it cannot be followed, and then the 3xx is the answer (HC-51). */
    private boolean follow(Redirects.Hop hop) throws HttpFailure {
        HttpUrl from = asked();
        HttpUrl to = hop.target();
        boolean sameOrigin = to.sameOrigin(from);
        if (!sameOrigin && (to.secure() != from.secure() || settings.redirectClients.isPresent())) {
            Optional<WiFiClient> other =
                    settings.redirectClients.map(f -> f.clientFor(to.host(), to.port(), to.secure()));
            if (other.isEmpty() || to.secure() && !other.get().isSecure()) {
                return false;
            }
            connection.release();
            connection.capture(other.get());
        }
        leaveReply();
        if (strict) {
            headers.clear();
            if (!reply.location().startsWith("/")) {
                // HC-13: the core makes a new connection for every whole URL, to the same place too.
                connection.stop();
            }
        } else if (!sameOrigin) {
            headers.dropCredentials();
            settings.dropCredentials();
        }
        target = new Target.At(to);
        return true;
    }

    /** A reply whose body is not wanted: read it if it is small and here, else close (HC-52, mended here). */
    private void leaveReply() {
        body.drainWhatIsHere();
        if (strict ? !connection.connected() : !body.reusable()) {
            connection.stop();
        }
        body.clear();
    }

    private ResponseHead once(String method, Payload payload) throws HttpFailure {
        reply.clear();
        body.clear();
        HttpUrl url = asked();
        if (badHeader.isPresent()) {
            String why = badHeader.get();
            badHeader = Optional.empty();
            throw new HttpFailure(HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED, Stage.SETTINGS, why);
        }
        String request = RequestHead.of(settings, headers, url, method, payload);
        if (settings.timeoutWasSet && connection.captured()) {
            connection.client().setTimeout(settings.timeout.toMillis());
        }
        boolean kept = connection.connect(url, settings.proxy);
        var wire = new Wire(connection.client(), settings.timeout, total);
        try {
            return talk(url, method, request, payload, wire);
        } catch (HttpFailure failure) {
            boolean stale = kept && wire.received() == 0 && failure.code() != HttpCodes.HTTPC_ERROR_READ_TIMEOUT;
            if (strict || !stale || !IDEMPOTENT.contains(method) || !payload.repeatable()) {
                throw named(failure, url, wire);
            }
            // The server closed the kept connection while it was idle and never saw the request (RFC 9110 §9.2.2).
            connection.stop();
            payload.rewind();
            connection.connect(url, settings.proxy);
            var again = new Wire(connection.client(), settings.timeout, total);
            return talk(url, method, request, payload, again);
        }
    }

    /** A server of TLS may also hang up without a word on who speaks plain HTTP to it. */
    private static HttpFailure named(HttpFailure failure, HttpUrl url, Wire wire) {
        boolean hungUp = failure.code() == HttpCodes.HTTPC_ERROR_CONNECTION_LOST && wire.received() == 0;
        return hungUp && !url.secure() && TLS_PORTS.contains(url.port())
                ? failure.with("; port " + url.port() + " is one for TLS as a rule: ask for https:// with a"
                        + " WiFiClientSecure")
                : failure;
    }

    private ResponseHead talk(HttpUrl url, String method, String request, Payload payload, Wire wire)
            throws HttpFailure {
        connection.send(request);
        connection.send(payload, settings.uploadProgress);
        ResponseHead answer = finalAnswer(wire);
        reply.came(answer);
        boolean chunked = answer.chunked(strict);
        reply.size(answer.contentLength(strict));
        boolean none = !strict
                && (method.equals("HEAD")
                        || answer.code() < 200
                        || answer.code() == HttpCodes.HTTP_CODE_NO_CONTENT
                        || answer.code() == HttpCodes.HTTP_CODE_NOT_MODIFIED);
        long length = none ? 0 : Math.max(-1, reply.size());
        Body framed = new BodyReader(wire, chunked && !none, length, strict);
        String coding = answer.all("Content-Encoding").stream().reduce("", (a, b) -> b);
        if (settings.acceptGzip && !none && coding.matches("(?i)(x-)?gzip")) {
            framed = new GzipBody(framed);
            // What was announced is the compressed size.
            reply.size(-1);
        }
        body.follows(framed, total);
        settings.cookies.ifPresent(jar -> jar.remember(url, answer.all("Set-Cookie")));
        return answer;
    }

    /** HC-41 BETTER: interim answers are skipped; in the core the first one is the answer. */
    private ResponseHead finalAnswer(Wire wire) throws HttpFailure {
        for (int i = 0; i <= MOST_INTERIM_ANSWERS; i++) {
            ResponseHead answer = ResponseHead.read(wire, strict);
            if (strict || answer.code() >= 200 || answer.code() == HttpCodes.HTTP_CODE_SWITCHING_PROTOCOLS) {
                return answer;
            }
        }
        throw new HttpFailure(HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER, Stage.PROTOCOL, "more than ten interim answers");
    }
}
