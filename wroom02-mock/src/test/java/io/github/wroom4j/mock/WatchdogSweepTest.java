package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.faults.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A watchdog or a brown-out at any byte of a whole session: the module boots again, and nothing of the old life shows. */
class WatchdogSweepTest {
    private static final boolean FULL = Boolean.getBoolean("wroom4j.full");
    private static final String READY = "\r\nready\r\n";

    /** The session, from boot to a closed link; stops where the module has reset. */
    private static final class Session implements AutoCloseable {
        final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        final MockWroom02 mock;
        final Terminal terminal;
        final boolean suffixes;
        final StringBuilder all = new StringBuilder();
        Socket peer;

        Session(String profile, String fault) throws IOException {
            MockBuilder builder = MockWroom02.builder().profile(profile).name("swept");
            mock = (fault.isEmpty() ? builder : builder.faults(new Faults(1).and(fault))).build();
            terminal = new Terminal(mock.uart());
            suffixes = !profile.startsWith("esp-at");
        }

        /** False if the module has reset meanwhile. */
        private boolean step(String typed, String end) {
            terminal.type(typed);
            Pattern pattern = Pattern.compile(end + "\\z", Pattern.DOTALL);
            String text = terminal.until(t -> pattern.matcher(t).find() || t.contains(READY));
            all.append(text);
            return !text.contains(READY);
        }

        void run() throws IOException {
            String cur = suffixes ? "_CUR" : "";
            boolean alive = !step("", READY)
                    && step("ATE0\r\n", "OK\r\n")
                    && step("AT+CWMODE" + cur + "=1\r\n", "OK\r\n")
                    && step(
                            "AT+CWJAP" + cur + "=\"" + MockBuilder.SSID + "\",\"" + MockBuilder.PASSWORD + "\"\r\n",
                            "GOT IP\r\n.*OK\r\n")
                    && step(
                            "AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + listener.getLocalPort() + "\r\n",
                            "CONNECT\r\n\r\nOK\r\n");
            if (!alive) {
                return;
            }
            peer = listener.accept();
            if (!step("AT+CIPSEND=4\r\n", "(> |\r\n>)") || !step("ping", "SEND OK\r\n")) {
                return;
            }
            Bench.write(peer, Bench.read(peer, 4));
            boolean received = step("", "\\+IPD,4:ping" + (suffixes ? "" : "\r\n"));
            assertFalse(all.toString().contains("CLOSED"), "a reset tells nobody of its links");
            if (received) {
                step("AT+CIPCLOSE\r\n", "CLOSED\r\n\r\nOK\r\n");
            }
        }

        /** It booted once more, for that reason, and is as new. */
        void isReborn(int at, ResetReason why) throws IOException {
            // In the first ready it strikes unseen: the whole one that came is the second boot's.
            int wanted = at <= READY.length() ? 1 : 2;
            assertEquals(wanted, all.toString().split(READY, -1).length - 1, Terminal.visible(all.toString()));
            assertEquals(why.code(), mock.chip().lastReset().reason().code());
            if (peer != null) {
                try {
                    byte[] rest = peer.getInputStream().readAllBytes();
                    assertTrue(rest.length == 0 || rest.length == 4, rest.length + " bytes came");
                } catch (SocketException reset) {
                    assertTrue(peer.isConnected(), reset.getMessage());
                }
            }
            terminal.type("AT\r\n");
            // The end of what was typed into the reset may have come before it, and make another line of it.
            String said = terminal.until(t -> t.contains("\r\nOK\r\n") || t.contains("\r\nERROR\r\n"));
            if (!said.contains("\r\nOK\r\n")) {
                terminal.type("AT\r\n");
                said = terminal.until(t -> t.contains("\r\nOK\r\n"));
            }
            // It echoes again; ESP-AT may be joining its stored access point meanwhile.
            assertTrue(wanted == 1 || said.contains("AT\r"), Terminal.visible(said));
        }

        @Override
        public void close() throws IOException {
            if (peer != null) {
                peer.close();
            }
            mock.close();
            listener.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_reset_at_any_byte_is_survived() {
        return Stream.of("at-0.40", "at-1.7", "esp-at-2.2", "atmod-0.5")
                .map(profile -> DynamicTest.dynamicTest(profile, () -> sweep(profile)));
    }

    private static void sweep(String profile) throws IOException {
        int total;
        try (var whole = new Session(profile, "")) {
            whole.run();
            // The boot ROM's text is none of the firmware's bytes.
            String said = whole.all.toString();
            total = said.length() - said.indexOf(READY);
        }
        assertTrue(total > 100, "the session has only " + total + " bytes");
        int step = FULL ? 1 : Math.max(1, total / 12);
        for (int at : IntStream.iterate(1, n -> n <= total, n -> n + step).toArray()) {
            boolean brownOut = at % 2 == 0;
            String fault = (brownOut ? "brown-out" : "watchdog") + "@byte=" + at;
            try (var session = new Session(profile, fault)) {
                session.run();
                session.isReborn(at, brownOut ? ResetReason.DEFAULT : ResetReason.WDT);
            } catch (AssertionError e) {
                throw new AssertionError(profile + " with " + fault + ": " + e.getMessage(), e);
            }
        }
    }
}
