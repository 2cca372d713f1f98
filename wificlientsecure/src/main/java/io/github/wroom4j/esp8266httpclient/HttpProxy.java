package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A proxy of HTTP: asked for whole URLs in the clear, and for a tunnel where TLS goes to the server itself.
 *
 * @param host where it is
 * @param port 1 … 65535
 * @param authorization base64 of {@code user:password} for the proxy, or empty
 */
record HttpProxy(String host, int port, Optional<String> authorization) {
    private static final int MOST_ANSWER = 16 * 1024;

    /** The header with the proxy's credentials, without its line end. */
    Optional<String> authorizationHeader() {
        return authorization.map(basic -> "Proxy-Authorization: Basic " + basic);
    }

    /** A link through the proxy to a place, on which its first byte will be the place's own (RFC 9110 §9.3.6). */
    Link tunnel(SketchContext context, String to, int toPort, Deadline deadline) {
        Link link = context.module().open(LinkRequest.tcp(host, port), deadline);
        try {
            String request = "CONNECT " + to + ":" + toPort + " HTTP/1.1\r\nHost: " + to + ":" + toPort + "\r\n"
                    + authorizationHeader().map(line -> line + "\r\n").orElse("") + "\r\n";
            byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
            ask(link, bytes, deadline);
            String answer = answer(link, deadline);
            if (!answer.matches("(?s)HTTP/1\\.\\d 2\\d\\d.*")) {
                throw refused("answered CONNECT with \"" + ResponseHead.printable(answer.split("\r?\n", 2)[0]) + "\"");
            }
            return link;
        } catch (RuntimeException failed) {
            link.close();
            throw failed;
        }
    }

    /** Who closes at once may do so before it was asked. */
    private void ask(Link link, byte[] request, Deadline deadline) {
        try {
            link.write(request, 0, request.length, deadline);
            link.flush(deadline);
        } catch (AtException e) {
            throw new AtException(e.kind(), "proxy " + this + ": " + e.getMessage(), e.atLine(), e);
        }
    }

    private String answer(Link link, Deadline deadline) {
        var head = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (head.size() < MOST_ANSWER) {
            // One at a time: what follows the blank line belongs to the tunnel.
            int got = link.read(one, 0, 1, deadline);
            if (got == 0) {
                throw new AtException(AtException.Kind.TIMEOUT, "proxy " + this + " did not answer in time", "");
            }
            if (got < 0) {
                throw refused("closed the connection");
            }
            head.write(one[0]);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n") || text.endsWith("\n\n")) {
                return text;
            }
        }
        throw refused("answers without end");
    }

    private AtException refused(String what) {
        return new AtException(AtException.Kind.CONNECT_FAILED, "proxy " + this + " " + what, "");
    }

    /** The place, without credentials. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
