package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/** A reply's bytes, with the limit between two of them and the limit on the whole; every failure has its number. */
final class Wire {
    static final String ANSWERED_IN_TLS = "the server answered in TLS: ask for https:// with a WiFiClientSecure";

    /** What a record with an alert of TLS begins with, and no answer of HTTP. */
    private static final char TLS_ALERT = 0x15;

    private final WiFiClient client;
    private final Duration between;
    private final Deadline total;
    private long received;

    Wire(WiFiClient client, Duration between, Deadline total) {
        this.client = client;
        this.between = between;
        this.total = total;
    }

    /** Bytes received so far: whether a reply had begun. */
    long received() {
        return received;
    }

    /** What could be read at once. */
    int available() {
        return client.available();
    }

    /** At least one byte, or −1 at the end of the connection. */
    int read(byte[] into, int offset, int length) throws HttpFailure {
        int got = client.read(into, offset, length, total.orIn(between));
        if (got == 0) {
            String what =
                    total.expired() ? "the whole exchange took too long" : "no byte for " + between.toMillis() + " ms";
            throw new HttpFailure(HttpCodes.HTTPC_ERROR_READ_TIMEOUT, Stage.RECEIVE, what);
        }
        received += Math.max(0, got);
        return got;
    }

    /** One byte, or −1 at the end of the connection. */
    int read() throws HttpFailure {
        // One byte at a time, so that nothing of the body leaves the client: getStream() may want it.
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** A line without its end, at most so many bytes long. */
    String line(int most) throws HttpFailure {
        String line = rawLine(most);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** A line without its LF, but with a CR that stands before it. */
    String rawLine(int most) throws HttpFailure {
        var line = new StringBuilder();
        while (true) {
            int c = read();
            if (c < 0) {
                throw lost(isTls(line) ? ANSWERED_IN_TLS : "the connection ended inside the header");
            }
            if (c == '\n') {
                return line.toString();
            }
            if (line.length() >= most) {
                throw new HttpFailure(
                        HttpCodes.HTTPC_ERROR_TOO_LESS_RAM, Stage.PROTOCOL, "the header has more than 64 KB");
            }
            line.append((char) c);
        }
    }

    /** Whether an answer begins as that of a server of TLS does to plain text. */
    static boolean isTls(CharSequence answer) {
        return answer.length() > 0 && answer.charAt(0) == TLS_ALERT;
    }

    /** Drops what is here, without waiting for more. */
    void discard() {
        for (int left = client.available(); left > 0; left--) {
            client.read();
        }
    }

    /** The connection ended too early; what the client knows about it becomes the cause. */
    HttpFailure lost(String message) {
        return ended(HttpCodes.HTTPC_ERROR_CONNECTION_LOST, message);
    }

    HttpFailure ended(int code, String message) {
        ClientError below = client.getLastError();
        return new HttpFailure(
                code,
                below.isError()
                        ? new ClientError(below.stage(), message + ": " + below.message(), below.cause())
                        : new ClientError(Stage.RECEIVE, message));
    }

    /** Whether the connection broke, instead of coming to an end; an end without close_notify is an end. */
    boolean broke() {
        ClientError below = client.getLastError();
        return below.isError() && !isEnd(below);
    }

    /** What makes the end of the connection doubtful as the end of the data; {@link ClientError#NONE} without a doubt. */
    ClientError doubt() {
        ClientError below = client.getLastError();
        return isEnd(below) ? below : ClientError.NONE;
    }

    private static boolean isEnd(ClientError error) {
        return error.cause() instanceof AtException why && why.kind() == AtException.Kind.LINK_CLOSED;
    }
}
