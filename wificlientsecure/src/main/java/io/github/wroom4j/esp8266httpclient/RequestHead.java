package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError.Stage;
import java.util.ArrayList;
import java.util.Optional;

/** The text of a request up to its blank line, byte for byte in the core's order (HC-34). */
final class RequestHead {
    private RequestHead() {}

    /** What is sent before the payload; removes a {@code Content-Length} of the sketch's where ours is sent. */
    static String of(HttpSettings settings, RequestHeaders headers, HttpUrl url, String method, Payload payload)
            throws HttpFailure {
        String credentials = settings.digest.map(DigestAuthorization::user).orElse("");
        Optional<String> bad =
                RequestHeaders.problem(method, settings.userAgent + settings.authorization + credentials);
        if (bad.isPresent()) {
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED,
                    Stage.SETTINGS,
                    "method, user agent or authorization: " + bad.get());
        }
        boolean inTheClear = !url.secure();
        var lines = new ArrayList<String>();
        // A proxy is asked for the whole URL; through its tunnel the server is asked as ever (RFC 9112 §3.2.2).
        lines.add(method
                + ' '
                + (settings.proxy.isPresent() && inTheClear ? url.toString() : url.pathOrRoot())
                + (settings.http10 ? " HTTP/1.0" : " HTTP/1.1"));
        lines.add("Host: " + url.hostHeader());
        if (!settings.userAgent.isEmpty()) {
            lines.add("User-Agent: " + settings.userAgent);
        }
        if (settings.acceptGzip) {
            lines.add("Accept-Encoding: gzip");
        } else if (!settings.http10) {
            lines.add("Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0");
        }
        if (!settings.authorization.isEmpty()) {
            lines.add("Authorization: Basic " + settings.authorization);
        }
        if (inTheClear) {
            settings.proxy.flatMap(HttpProxy::authorizationHeader).ifPresent(lines::add);
        }
        lines.add("Connection: " + (settings.reuse ? "keep-alive" : "close"));
        String cookie = settings.cookies.map(jar -> jar.forRequest(url)).orElse("");
        if (!cookie.isEmpty() && !headers.has("Cookie")) {
            lines.add("Cookie: " + cookie);
        }
        if (payload.announced()) {
            headers.remove("Content-Length");
        }
        lines.addAll(headers.lines());
        if (payload.announced()) {
            lines.add("Content-Length: " + payload.size());
        } else if (payload.size() < 0) {
            lines.add("Transfer-Encoding: chunked");
        }
        for (String line : lines) {
            // The last gate, also for what a server gave us to send back: a cookie, a nonce, a path.
            if (line.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new HttpFailure(
                        HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED,
                        Stage.SETTINGS,
                        "\"" + line.replaceAll("[:= ].*", "").replaceAll("\\p{Cntrl}", "?")
                                + "\" of the request holds a line end or NUL");
            }
        }
        return String.join("\r\n", lines) + "\r\n\r\n";
    }
}
