package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The client that was captured, where it is connected to, and whether it may be used again (HC-13, HC-16, HC-33). */
final class HttpConnection {
    private static final int PIECE = 1460;

    private final boolean strict;

    private WiFiClient client;
    private HttpUrl connectedTo;
    private boolean mayReuse;
    private Body body;

    HttpConnection(boolean strict) {
        this.strict = strict;
    }

    void capture(WiFiClient newClient) {
        if (client != newClient) {
            release();
            client = newClient;
            // Measured: a client that is already connected when given to begin() is not used, and is closed.
            client.stop();
        }
    }

    WiFiClient client() {
        return client;
    }

    boolean captured() {
        return client != null;
    }

    boolean connected() {
        return client != null && (client.connected() || client.available() > 0);
    }

    /** Makes a connection, perhaps to or through a proxy, or finds the kept one; true if it is the kept one. */
    boolean connect(HttpUrl url, Optional<HttpProxy> proxy) throws HttpFailure {
        if (client == null) {
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_CONNECTION_FAILED, Stage.SETTINGS, "there is no client: call begin() first");
        }
        // HC-33: the core throws away what has come of an earlier body, and hopes that no more will.
        boolean drained = strict || body == null || body.reusable();
        if (mayReuse
                && drained
                && connectedTo != null
                && connectedTo.sameOrigin(url)
                && client.connected()
                && nothingIsLeft()) {
            client.setSpare(false);
            return true;
        }
        stop();
        client.setRoute(proxy.filter(p -> url.secure())
                .map(p -> (to, port, until) -> p.tunnel(client.board(), to, port, until)));
        HttpProxy direct = new HttpProxy(url.host(), url.port(), Optional.empty());
        HttpProxy first = url.secure() ? direct : proxy.orElse(direct);
        if (client.connect(first.host(), first.port()) == 0) {
            ClientError below = client.getLastError();
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_CONNECTION_FAILED,
                    new ClientError(
                            below.stage(), url.host() + ":" + url.port() + ": " + below.message(), below.cause()));
        }
        client.setNoDelay(true);
        connectedTo = url;
        return false;
    }

    /** Whether no byte of an earlier reply is here; the core throws such bytes away without waiting (HC-33). */
    private boolean nothingIsLeft() {
        for (int left = strict ? client.available() : 0; left > 0; left--) {
            client.read();
        }
        return client.available() == 0;
    }

    /** The reply is here: from now on its body decides about reuse. */
    void answered(boolean reusable, Body newBody) {
        mayReuse = reusable;
        body = newBody;
    }

    void send(String head) throws HttpFailure {
        byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
        if (client.write(bytes, 0, bytes.length) != bytes.length) {
            throw sendFailed(HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED, "the header could not be sent");
        }
    }

    void send(Payload payload, BiConsumer<Long, Long> progress) throws HttpFailure {
        boolean chunked = payload.size() < 0;
        byte[] piece = new byte[PIECE];
        long done = 0;
        while (chunked || done < payload.size()) {
            int most = (int) (chunked ? PIECE : Math.min(PIECE, payload.size() - done));
            int got = next(payload, piece, most);
            if (got < 0) {
                break;
            }
            if (chunked) {
                write((Integer.toHexString(got).toUpperCase(Locale.ROOT) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            write(piece, got);
            if (chunked) {
                write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            done += got;
            progress.accept(done, payload.size());
        }
        if (chunked) {
            write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else if (done < payload.size()) {
            throw sendFailed(
                    HttpCodes.HTTPC_ERROR_SEND_PAYLOAD_FAILED,
                    "the payload ended after " + done + " of " + payload.size() + " bytes");
        }
    }

    private static int next(Payload payload, byte[] piece, int most) throws HttpFailure {
        try {
            return payload.next(piece, most);
        } catch (IOException unreadable) {
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_SEND_PAYLOAD_FAILED,
                    new ClientError(Stage.SEND, "the payload cannot be read: " + unreadable.getMessage(), unreadable));
        }
    }

    private void write(byte[] bytes) throws HttpFailure {
        write(bytes, bytes.length);
    }

    private void write(byte[] bytes, int length) throws HttpFailure {
        if (client.write(bytes, 0, length) != length) {
            throw sendFailed(HttpCodes.HTTPC_ERROR_SEND_PAYLOAD_FAILED, "the payload could not be sent");
        }
    }

    private HttpFailure sendFailed(int code, String message) {
        ClientError below = client.getLastError();
        return new HttpFailure(
                code,
                below.isError()
                        ? new ClientError(below.stage(), message + ": " + below.message(), below.cause())
                        : new ClientError(Stage.SEND, message));
    }

    /** Keeps the connection if it stands exactly behind a whole reply, else closes it. */
    boolean keepOrStop() {
        boolean keep = mayReuse && body != null && body.reusable() && client != null && client.connected();
        if (keep) {
            client.setSpare(true);
        } else {
            stop();
        }
        return keep;
    }

    void stop() {
        connectedTo = null;
        mayReuse = false;
        body = null;
        if (client != null) {
            client.stop();
        }
    }

    /** Lets go of the client. */
    void release() {
        stop();
        client = null;
    }

    boolean isAt(HttpUrl url) {
        return connectedTo != null && connectedTo.sameOrigin(url);
    }
}
