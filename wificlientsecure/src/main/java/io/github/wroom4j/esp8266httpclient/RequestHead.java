package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError.Stage;
import java.util.Optional;

/** The text of a request up to its blank line, byte for byte in the core's order (HC-34). */
final class RequestHead {
    private RequestHead() {}

    /** What is sent before the payload; removes a {@code Content-Length} of the sketch's where ours is sent. */
    static String of(HttpTarget http, String method, Payload payload) throws HttpFailure {
        HttpUrl url = http.url;
        if (url == null) {
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_CONNECTION_FAILED, Stage.SETTINGS, "there is no URL: call begin() first");
        }
        Optional<String> bad = RequestHeaders.problem(method, http.userAgent + http.authorization);
        if (bad.isPresent()) {
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED,
                    Stage.SETTINGS,
                    "method, user agent or authorization: " + bad.get());
        }
        boolean inTheClear = !url.secure();
        var text = new StringBuilder();
        // A proxy is asked for the whole URL; through its tunnel the server is asked as ever (RFC 9112 §3.2.2).
        text.append(method)
                .append(' ')
                .append(http.proxy.isPresent() && inTheClear ? url.toString() : url.pathOrRoot())
                .append(http.http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        text.append("Host: ").append(url.hostHeader()).append("\r\n");
        if (!http.userAgent.isEmpty()) {
            text.append("User-Agent: ").append(http.userAgent).append("\r\n");
        }
        if (http.acceptGzip) {
            text.append("Accept-Encoding: gzip\r\n");
        } else if (!http.http10) {
            text.append("Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0\r\n");
        }
        if (!http.authorization.isEmpty()) {
            text.append("Authorization: Basic ").append(http.authorization).append("\r\n");
        }
        if (inTheClear) {
            http.proxy.ifPresent(proxy -> text.append(proxy.authorizationLine()));
        }
        text.append("Connection: ").append(http.reuse ? "keep-alive" : "close").append("\r\n");
        String cookie = http.cookies.map(jar -> jar.forRequest(url)).orElse("");
        if (!cookie.isEmpty() && !http.headers.has("Cookie")) {
            text.append("Cookie: ").append(cookie).append("\r\n");
        }
        if (payload.announced()) {
            http.headers.remove("Content-Length");
        }
        http.headers.appendTo(text);
        if (payload.announced()) {
            text.append("Content-Length: ").append(payload.size()).append("\r\n");
        } else if (payload.size() < 0) {
            text.append("Transfer-Encoding: chunked\r\n");
        }
        return text.append("\r\n").toString();
    }
}
