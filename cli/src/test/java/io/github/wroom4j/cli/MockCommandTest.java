package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code mock --tcp}: a module for any program, its conversation on stderr. */
@Timeout(60)
class MockCommandTest {
    private static final Pattern DOOR = Pattern.compile("tcp://127\\.0\\.0\\.1:(\\d+)");

    @Test
    void a_port_or_an_address_that_cannot_be_had_is_told_with_what_to_do() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Captured.run("mock", "--tcp", Integer.toString(taken.getLocalPort()));
            assertEquals(1, port.code());
            assertTrue(port.err().contains("end the program that listens there, or say --tcp 0"), port.err());
        }
        var address = Captured.run("mock", "--tcp", "0", "--bind", "203.0.113.7");
        assertEquals(1, address.code());
        assertTrue(address.err().contains("--bind wants an address of this machine's"), address.err());
    }

    @Test
    void a_program_on_a_tcp_port_is_served_at_any_rate_and_traced_without_its_secrets() throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        String[] arguments = {
            "mock", "--tcp", "0", "--profile", "at-1.7", "--pace", "115200", "--ap", "Lab/secret12", "--trace"
        };
        var command = new Thread(() -> Wroom4j.execute(Captured.terminal(Map.of(), out, err), arguments), "mock");
        command.start();
        try (Socket host = new Socket(InetAddress.getLoopbackAddress(), port(out))) {
            host.setSoTimeout(10_000);
            // The new rate is the module's alone: a socket has none.
            says(host, "AT+UART_CUR=57600,8,1,0,0", "OK");
            says(host, "AT+CWMODE_CUR=1", "OK");
            says(host, "AT+CWJAP_CUR=\"Lab\",\"secret12\"", "WIFI GOT IP\r\n\r\nOK");
            says(host, "AT+NOSUCH", "ERROR");
        } catch (IOException e) {
            throw new AssertionError("the conversation so far: " + err.toString(StandardCharsets.UTF_8), e);
        } finally {
            command.interrupt();
            command.join(30_000);
        }
        assertFalse(command.isAlive(), "an interrupt ends it");
        String trace = err.toString(StandardCharsets.UTF_8);
        assertTrue(
                Pattern.compile("\\d\\.\\d{3} >> AT\\+CWMODE_CUR=1\\R")
                        .matcher(trace)
                        .find(),
                trace);
        assertTrue(
                Pattern.compile("\\d\\.\\d{3} << WIFI GOT IP\\R").matcher(trace).find(), trace);
        assertTrue(trace.contains("AT+CWJAP_CUR=\"Lab\""), trace);
        assertFalse(trace.contains("secret12"), trace);
    }

    private static int port(ByteArrayOutputStream out) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(30));
        while (!deadline.expired()) {
            Matcher door = DOOR.matcher(out.toString(StandardCharsets.UTF_8));
            if (door.find()) {
                return Integer.parseInt(door.group(1));
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("no port was told: " + out.toString(StandardCharsets.UTF_8));
    }

    private static void says(Socket host, String line, String end) throws IOException {
        host.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        var text = new StringBuilder();
        while (!text.toString().endsWith(end + "\r\n")) {
            int b = host.getInputStream().read();
            assertTrue(b >= 0, "the port closed after " + text);
            text.append((char) b);
        }
    }
}
