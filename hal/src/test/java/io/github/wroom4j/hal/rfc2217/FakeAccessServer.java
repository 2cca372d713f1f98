package io.github.wroom4j.hal.rfc2217;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An RFC 2217 access server with modem lines, which ser2net's pseudo-terminals lack; one client at a time, on loopback. */
final class FakeAccessServer implements AutoCloseable {
    private static final int IAC = 255;
    private static final int SB = 250;
    private static final int SE = 240;
    private static final int WILL = 251;
    private static final int DO = 253;

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final LinkedBlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Integer> data = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Socket> clients = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::serve, "fake-access-server");
    /** Whether SET-CONTROL goes unanswered, as it does for a port without lines. */
    private volatile boolean silent;
    /** What it says, and then hangs up, once it has agreed to all options and is asked for a setting. */
    private volatile String farewell;

    /** A request: command and values, as in {@code 5 11}, and when it came. */
    record Asked(String words, long atNanos) {}

    FakeAccessServer() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    FakeAccessServer silentAboutControl() {
        silent = true;
        return this;
    }

    FakeAccessServer thatHangsUpSaying(String words) {
        farewell = words;
        return this;
    }

    String address(String keys) {
        return "rfc2217://127.0.0.1:" + listening.getLocalPort() + keys;
    }

    /** The next request, which must come soon. */
    Asked nextAsked() throws InterruptedException {
        Asked next = asked.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was asked");
        }
        return next;
    }

    /** The next byte for the port, or null if none comes in that time. */
    Integer nextByte(long millis) throws InterruptedException {
        return data.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Says something to the client: bytes of the port, or Telnet's. */
    void say(int... bytes) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        Socket client = clients.peek();
        synchronized (client) {
            client.getOutputStream().write(all);
        }
    }

    /** A COM-PORT subnegotiation. */
    void notify(int command, int... values) throws IOException {
        int[] frame = new int[6 + values.length];
        frame[0] = IAC;
        frame[1] = SB;
        frame[2] = ComPort.OPTION;
        frame[3] = command;
        System.arraycopy(values, 0, frame, 4, values.length);
        frame[frame.length - 2] = IAC;
        frame[frame.length - 1] = SE;
        say(frame);
    }

    /** Ends the connection; the next one is served. */
    void hangUp() throws IOException {
        clients.remove().close();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                clients.add(client);
                say(IAC, WILL, 0, IAC, DO, 0, IAC, DO, ComPort.OPTION);
                listen(client.getInputStream());
            } catch (IOException e) {
                // The client or the test has ended this connection; the loop looks whether there is another.
                clients.clear();
            }
        }
    }

    private void listen(InputStream in) throws IOException {
        for (int b; (b = in.read()) >= 0; ) {
            if (b != IAC) {
                data.add(b);
                continue;
            }
            int command = in.read();
            if (command == IAC) {
                data.add(IAC);
            } else if (command == SB) {
                answer(frame(in));
            } else {
                in.read(); // an option that was settled at the beginning
            }
        }
        clients.clear();
    }

    private static byte[] frame(InputStream in) throws IOException {
        var frame = new ByteArrayOutputStream();
        for (int b; (b = in.read()) >= 0; ) {
            if (b == IAC && (b = in.read()) == SE) {
                return frame.toByteArray();
            }
            frame.write(b);
        }
        throw new IOException("the client hung up in a subnegotiation");
    }

    private void answer(byte[] frame) throws IOException {
        var words = new StringBuilder().append(frame[1]);
        int[] values = new int[frame.length - 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = frame[2 + i] & 0xff;
            words.append(' ').append(values[i]);
        }
        asked.add(new Asked(words.toString(), System.nanoTime()));
        if (farewell != null) {
            say(farewell.chars().toArray());
            hangUp();
            return;
        }
        boolean control = frame[1] == ComPort.SET_CONTROL;
        if (!(control && silent) && Arrays.stream(values).noneMatch(value -> value == IAC)) {
            notify(frame[1] + ComPort.ANSWER, values);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket client : clients) {
                client.close();
            }
            thread.join(5_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
