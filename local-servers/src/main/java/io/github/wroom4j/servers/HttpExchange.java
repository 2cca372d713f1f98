package io.github.wroom4j.servers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One request and what is answered: the vocabulary of {@link DemoServer}'s handlers. */
public interface HttpExchange {

    /** Answers a request; called on the connection's own thread, never for two requests of one connection at once. */
    Reply answer(Request request);

    /**
     * A header line.
     *
     * @param name as it came
     * @param value without surrounding blanks
     */
    record Header(String name, String value) {}

    /**
     * A request as it came.
     *
     * @param method {@code GET}, {@code POST} …
     * @param target path and query as sent
     * @param version {@code HTTP/1.1} or {@code HTTP/1.0}
     * @param headers in order
     * @param body complete, already de-chunked; not copied
     * @param tls version and suite, as in {@code TLSv1.3 TLS_AES_128_GCM_SHA256}; empty over plain HTTP
     */
    record Request(
            String method, String target, String version, List<Header> headers, byte[] body, Optional<String> tls) {
        public Request {
            headers = List.copyOf(headers);
        }

        /** The first header of that name, in whatever case. */
        public Optional<String> header(String name) {
            return headers.stream()
                    .filter(h -> h.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .findFirst();
        }

        /** The body as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return method + " " + target + " (" + body.length + " bytes)";
        }
    }

    /** How the end of a reply's body is marked. */
    enum Framing {
        /** By {@code Content-Length}. */
        LENGTH,
        /** By chunks; to an HTTP/1.0 client, by closing. */
        CHUNKED,
        /** By closing the connection. */
        CLOSE
    }

    /**
     * An answer.
     *
     * @param status 100 … 599
     * @param headers in order; the framing's own are added
     * @param body not copied
     * @param framing how its end is marked
     */
    record Reply(int status, List<Header> headers, byte[] body, Framing framing) {
        public Reply {
            headers = List.copyOf(headers);
        }

        /** A text page. */
        public static Reply text(int status, String text) {
            return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }

        /** Bytes of a type. */
        public static Reply of(int status, String contentType, byte[] body) {
            return new Reply(status, List.of(new Header("Content-Type", contentType)), body, Framing.LENGTH);
        }

        /** This answer with a further header. */
        public Reply with(String name, String value) {
            var more = new ArrayList<>(headers);
            more.add(new Header(name, value));
            return new Reply(status, more, body, framing);
        }

        /** This answer with another framing. */
        public Reply framed(Framing how) {
            return new Reply(status, headers, body, how);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Reply that
                    && that.status == status
                    && that.headers.equals(headers)
                    && that.framing == framing
                    && Arrays.equals(that.body, body);
        }

        @Override
        public int hashCode() {
            return 31 * status + Arrays.hashCode(body);
        }

        @Override
        public String toString() {
            return status + " (" + body.length + " bytes, " + framing + ")";
        }
    }
}
