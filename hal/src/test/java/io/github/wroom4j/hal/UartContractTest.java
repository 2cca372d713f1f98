package io.github.wroom4j.hal;

import io.github.wroom4j.hal.memory.MemoryUart;
import io.github.wroom4j.hal.pty.Pty;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.UartContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;

/** {@link UartContract} over every port of this module. */
class UartContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Nested
    class InMemory extends UartContract {
        @Override
        protected Wired wire() {
            var pair = MemoryUart.pair(Clock.system(), 4096);
            var far = pair.far();
            return new Wired(pair.near(), new UartContract.FarEnd() {
                @Override
                public void send(byte[] bytes) {
                    for (int done = 0; done < bytes.length; ) {
                        done += far.write(bytes, done, bytes.length - done);
                        LockSupport.parkNanos(done < bytes.length ? 50_000 : 0);
                    }
                }

                @Override
                public byte[] receive(int count) {
                    byte[] all = new byte[count];
                    Deadline until = Deadline.in(PATIENCE);
                    for (int done = 0; done < count && !until.expired(); ) {
                        int got = far.read(all, done, count - done);
                        done += Math.max(0, got);
                        LockSupport.parkNanos(got <= 0 ? 50_000 : 0);
                    }
                    return all;
                }

                @Override
                public void vanish() {
                    far.close();
                }

                @Override
                public void close() {
                    far.close();
                }
            });
        }
    }

    @Nested
    class OnAPseudoTerminal extends UartContract {
        @Override
        protected Wired wire() {
            Require.that(
                    "pty", System.getProperty("os.name").startsWith("Linux"), "pseudo-terminals are made on Linux");
            Pty master = Pty.open();
            Board board = Boards.open("serial:" + master.slavePath());
            return new Wired(board.uart(), new UartContract.FarEnd() {
                @Override
                public void send(byte[] bytes) {
                    master.write(bytes, 0, bytes.length, Deadline.in(PATIENCE));
                }

                @Override
                public byte[] receive(int count) {
                    byte[] all = new byte[count];
                    Deadline until = Deadline.in(PATIENCE);
                    for (int done = 0; done < count && !until.expired(); ) {
                        done += master.read(all, done, count - done, until);
                    }
                    return all;
                }

                @Override
                public void vanish() {
                    master.close();
                }

                @Override
                public void close() {
                    board.close();
                    master.close();
                }
            });
        }
    }

    @Nested
    class OverTcp extends UartContract {
        @Override
        protected Wired wire() {
            return overASocket("tcp", false);
        }
    }

    @Nested
    class OverRfc2217 extends UartContract {
        @Override
        protected Wired wire() {
            return overASocket("rfc2217", true);
        }
    }

    /** A port of this machine's loopback; with Telnet an access server that agrees to everything it is asked. */
    private static UartContract.Wired overASocket(String scheme, boolean telnet) {
        try {
            var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            var far = new SocketEnd(listening, telnet);
            Board board = Boards.open(scheme + "://127.0.0.1:" + listening.getLocalPort());
            far.board = board;
            return new UartContract.Wired(board.uart(), far);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's end of a network port; a thread takes what comes and answers Telnet. */
    private static final class SocketEnd implements UartContract.FarEnd {
        private static final int IAC = 255;
        private static final int SB = 250;
        private static final int SE = 240;
        private static final int COM_PORT = 44;

        private final ServerSocket listening;
        private final boolean telnet;
        private final Thread thread;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private volatile boolean taking;
        private volatile Socket client;
        private volatile Board board;

        SocketEnd(ServerSocket listening, boolean telnet) {
            this.listening = listening;
            this.telnet = telnet;
            // Without Telnet nothing needs to be read until the test reads: then a writer can be stopped.
            this.taking = telnet;
            this.thread = new Thread(this::serve, "uart-contract-far-end");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            try {
                client = listening.accept();
                if (telnet) {
                    write(IAC, 251, 0, IAC, 253, 0, IAC, 253, COM_PORT);
                }
                var in = client.getInputStream();
                while (true) {
                    while (!taking) {
                        LockSupport.parkNanos(1_000_000);
                        if (client.isClosed()) {
                            return;
                        }
                    }
                    int c = in.read();
                    if (c < 0) {
                        return;
                    }
                    if (telnet && c == IAC) {
                        command(in.read());
                    } else {
                        put(c);
                    }
                }
            } catch (IOException ended) {
                // Closed by the test or by the port.
            }
        }

        private synchronized void put(int octet) {
            received.write(octet);
            notifyAll();
        }

        private void command(int command) throws IOException {
            if (command == IAC) {
                put(IAC);
                return;
            }
            if (command != SB) {
                client.getInputStream().read();
                return;
            }
            var frame = new ByteArrayOutputStream();
            for (int last = -1, c = client.getInputStream().read();
                    !(last == IAC && c == SE);
                    c = client.getInputStream().read()) {
                frame.write(c);
                last = c == IAC && last == IAC ? -1 : c;
            }
            byte[] asked = frame.toByteArray();
            if (asked.length > 2 && asked[0] == COM_PORT) {
                // The answer is the question with its command plus 100, whatever was wished for.
                int[] answer = new int[asked.length + 3];
                answer[0] = IAC;
                answer[1] = SB;
                for (int i = 0; i < asked.length; i++) {
                    answer[i + 2] = asked[i] & 0xff;
                }
                answer[3] += 100;
                answer[answer.length - 1] = SE;
                write(answer);
            }
        }

        private synchronized void write(int... octets) throws IOException {
            byte[] bytes = new byte[octets.length];
            for (int i = 0; i < octets.length; i++) {
                bytes[i] = (byte) octets[i];
            }
            client.getOutputStream().write(bytes);
        }

        @Override
        public void send(byte[] bytes) {
            while (client == null) {
                Thread.onSpinWait();
            }
            try {
                var out = new ByteArrayOutputStream();
                for (byte b : bytes) {
                    out.write(b);
                    if (telnet && (b & 0xff) == IAC) {
                        out.write(b);
                    }
                }
                byte[] all = out.toByteArray();
                for (int from = 0; from < all.length; from += 1000) {
                    client.getOutputStream().write(all, from, Math.min(1000, all.length - from));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public synchronized byte[] receive(int count) {
            taking = true;
            Deadline until = Deadline.in(PATIENCE);
            try {
                while (received.size() < count && !until.expired()) {
                    wait(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            byte[] all = received.toByteArray();
            received.reset();
            received.write(all, Math.min(count, all.length), Math.max(0, all.length - count));
            return Arrays.copyOf(all, Math.min(count, all.length));
        }

        @Override
        public void vanish() {
            try {
                listening.close();
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            board.close();
            try {
                listening.close();
                if (client != null) {
                    client.close();
                }
                thread.join();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
