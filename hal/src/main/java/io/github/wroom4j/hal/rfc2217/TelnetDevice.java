package io.github.wroom4j.hal.rfc2217;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.port.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.telnet.InvalidTelnetOptionException;
import org.apache.commons.net.telnet.SimpleOptionHandler;
import org.apache.commons.net.telnet.SuppressGAOptionHandler;
import org.apache.commons.net.telnet.TelnetClient;
import org.apache.commons.net.telnet.TelnetOption;

/**
 * A serial port behind an RFC 2217 access server.
 *
 * <p>BINARY must be agreed upon both ways before a byte passes: without it Telnet would drop a NUL after each CR and
 * bytes of a module's would be eaten. A server that refuses it, or that does not know COM-PORT-OPTION, is refused.
 */
final class TelnetDevice implements Device {
    /**
     * Time for an answer to a change of lines or flow; a pseudo-terminal behind ser2net gives none (java-ecosystem §2.6).
     */
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(TelnetDevice.class.getName());

    private final Endpoint endpoint;
    private final Wire wire = new Wire();
    private final OverheardSockets sockets;
    private final Agreement agreement = new Agreement();
    private final ComPortTalk talk;
    /** Kept, because the library forgets them as it disconnects, under a reader's feet. */
    private InputStream in;

    private OutputStream out;

    private TelnetDevice(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.talk = new ComPortTalk(endpoint);
        this.sockets = new OverheardSockets(talk::end);
    }

    /** Connects and negotiates, now and after each loss. */
    record Opener(Endpoint endpoint) implements Device.Opener {
        @Override
        public String name() {
            return endpoint.toString();
        }

        @Override
        public Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline) {
            var device = new TelnetDevice(endpoint);
            try {
                device.connect(deadline);
                device.negotiate(deadline);
                device.setUp(config, lines);
                return device;
            } catch (BoardException e) {
                device.close();
                throw e;
            } catch (IOException e) {
                BoardException failure = !device.sockets.connected() ? endpoint.failure(e) : device.hungUp(e);
                device.close();
                throw failure;
            }
        }
    }

    /** The library's client, with a way out that does not wait for a stuck write's monitor. */
    private static final class Wire extends TelnetClient {
        void prepare() throws IOException {
            Endpoint.prepare(_socket_);
        }

        void abort() throws IOException {
            if (_socket_ != null) {
                _socket_.close();
            }
        }
    }

    private void connect(Deadline deadline) throws IOException {
        wire.setSocketFactory(sockets);
        try {
            wire.addOptionHandler(new SimpleOptionHandler(TelnetOption.BINARY, true, true, true, true));
            wire.addOptionHandler(new SuppressGAOptionHandler(true, true, true, true));
            wire.addOptionHandler(new SimpleOptionHandler(ComPort.OPTION, true, false, true, true) {
                @Override
                public int[] answerSubnegotiation(int[] data, int length) {
                    talk.heard(data, length);
                    return null;
                }
            });
        } catch (InvalidTelnetOptionException e) {
            throw new IllegalStateException("three options, each registered once", e);
        }
        wire.registerNotifHandler(agreement);
        wire.setReaderThread(true);
        wire.setConnectTimeout(
                (int) Math.max(1, Math.min(TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()), 60_000)));
        wire.connect(endpoint.host(), endpoint.port());
        wire.prepare();
        in = wire.getInputStream();
        out = wire.getOutputStream();
    }

    /** Waits until the server has spoken to BINARY, both ways, and to COM-PORT-OPTION. */
    private void negotiate(Deadline deadline) throws IOException {
        Deadline patience = deadline.orIn(Duration.ofSeconds(5));
        while (!agreement.isComplete()) {
            String refusal = agreement.refusal();
            if (refusal != null) {
                throw new BoardException(
                        Kind.UNSUPPORTED,
                        endpoint + " refuses " + refusal
                                + ", without which bytes would be changed on the way; serve the"
                                + " port as telnet(rfc2217), or as plain TCP and open it with tcp:");
            }
            if (patience.expired() || sockets.ended()) {
                throw notAgreed(null);
            }
            try {
                agreement.awaitMore(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BoardException(Kind.INTERRUPTED, "interrupted while it opened " + endpoint, e);
            }
        }
        // Bytes of an earlier session, and what the server says to people.
        while (in.available() > 0) {
            in.read();
        }
    }

    /** What the port is to be like; a server may agree to all options and only then say that the port is in use. */
    private void setUp(UartConfig config, Map<ModemLine, Boolean> lines) throws IOException {
        ask(List.of(ComPort.purge(), ComPort.watchLineState()));
        try {
            configure(config);
        } catch (BoardException e) {
            if (e.kind() != Kind.GONE && !sockets.ended()) {
                throw e;
            }
            talk.awaitEnd(ANSWER); // what it said before it hung up is still being read
            throw notAgreed(e);
        }
        // No wait for these: a server that cannot drive the lines says nothing, and no one asked for them.
        for (var line : lines.entrySet()) {
            ask(List.of(ComPort.line(line.getKey(), line.getValue())));
        }
    }

    private BoardException hungUp(IOException cause) {
        talk.awaitEnd(ANSWER);
        sockets.hearTheRest(cause);
        return notAgreed(cause);
    }

    private BoardException notAgreed(Exception cause) {
        String said = sockets.heard();
        if (said.toLowerCase(Locale.ROOT).contains("in use")) {
            return new BoardException(
                    Kind.BUSY,
                    endpoint + " says \"" + said + "\": someone else holds this bench; try again later",
                    cause);
        }
        if (cause != null || sockets.ended()) {
            return new BoardException(
                    Kind.IO,
                    endpoint + " hung up while RFC 2217 was negotiated"
                            + (said.isEmpty() ? "" : " and said \"" + said + "\"")
                            + ": someone else may hold this bench",
                    cause);
        }
        return new BoardException(
                Kind.UNSUPPORTED,
                endpoint + " does not negotiate RFC 2217" + (said.isEmpty() ? "" : " and says \"" + said + "\"")
                        + ": serve the port as telnet(rfc2217), or open it with tcp:");
    }

    private void ask(List<ComPort.Request> requests) throws IOException {
        talk.asking(requests);
        for (ComPort.Request request : requests) {
            wire.sendSubnegotiation(request.bytes());
        }
    }

    private boolean ask(List<ComPort.Request> requests, Duration time) {
        try {
            ask(requests);
        } catch (IOException e) {
            throw new BoardException(Kind.GONE, endpoint + " has vanished: " + e.getMessage(), e);
        }
        return talk.settled(requests, time);
    }

    @Override
    public void configure(UartConfig config) {
        if (!ask(ComPort.format(config), ANSWER.multipliedBy(3))) {
            throw new BoardException(Kind.UNSUPPORTED, endpoint + " does not take the line format " + config);
        }
        // Without flow control there is nothing to lose, and a pseudo-terminal does not answer (java-ecosystem §2.6).
        var flow = List.of(ComPort.flow(config.flow()));
        if (config.flow() == UartConfig.Flow.NONE) {
            askWithoutWaiting(flow);
        } else if (!ask(flow, ANSWER)) {
            throw new BoardException(Kind.UNSUPPORTED, endpoint + " does not confirm flow control " + config.flow());
        }
    }

    private void askWithoutWaiting(List<ComPort.Request> requests) {
        try {
            ask(requests);
        } catch (IOException e) {
            throw new BoardException(Kind.GONE, endpoint + " has vanished: " + e.getMessage(), e);
        }
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        if (!ask(List.of(ComPort.line(line, asserted)), ANSWER)) {
            throw new BoardException(
                    Kind.UNSUPPORTED, endpoint + " does not confirm that it drives " + line + " (a pseudo-terminal?)");
        }
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        talk.awaitResume();
        out.write(buffer, offset, length);
        out.flush();
    }

    @Override
    public void close() {
        talk.end();
        try {
            wire.abort();
            wire.disconnect();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> endpoint + " closed badly: " + e.getMessage());
        }
    }
}
