package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.CutBoard;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program between the computer and the module, a real socat or ser2net, is killed after the Nth byte that the module sends
 * in a GET over TLS: the GET gives the whole page or tells that the port is gone, in time; the program is started again where
 * it was, and the next GET gives the page. Through all of it goes one driver. A few moments by default, many with {@code
 * -Dwroom4j.full=true}.
 */
@Timeout(240)
@EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux")
class KilledBridgeTest {
    private static final Duration AT_MOST = Duration.ofSeconds(15);

    private static final DriverOptions OPTIONS = DriverOptions.DEFAULT
            .withPatience(Duration.ofMillis(500), Duration.ofMillis(500))
            .withKeeping(Duration.ofMillis(50), Duration.ofMillis(50));

    private static DemoServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void server() {
        server = DemoServer.start(DemoAuthority.create());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** Starts what stands between the driver and the module's terminal, also again: in the same place. */
    private interface Start {
        ExternalProgram at(String terminal);
    }

    /** The program that stands there now. */
    private static final class Bridge implements AutoCloseable {
        private final Start start;
        private final String terminal;
        private volatile ExternalProgram running;

        Bridge(Start start, String terminal) {
            this.start = start;
            this.terminal = terminal;
            running = start.at(terminal);
        }

        /** From whichever thread sees the moment come. */
        void kill() {
            running.process()
                    .destroyForcibly()
                    .onExit()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }

        /** Ends it and what it started, where a kill has not. */
        void end() {
            running.close();
        }

        void startAgain() {
            running = start.at(terminal);
        }

        @Override
        public void close() {
            end();
        }
    }

    /** What a GET gave: a page, or an error. */
    private record Got(int code, String body, ClientError error) {
        boolean whole() {
            return code == 200 && !error.isError();
        }

        /** Whether the port's end is what it tells. */
        boolean tellsThePort() {
            for (Throwable t = error.cause(); t != null; t = t.getCause()) {
                if (t instanceof AtException at && at.kind() == AtException.Kind.PORT
                        || t instanceof BoardException board && board.kind() == BoardException.Kind.GONE) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Got get(Esp8266 esp) {
        try (var client = new WiFiClientSecure(esp);
                var http = new HTTPClient(esp)) {
            client.setTrustAnchors(new X509List(server.caPem()));
            http.begin(client, server.url());
            int code = http.GET();
            String body = code == 200 ? http.getString() : "";
            return new Got(code, body, http.getLastError());
        }
    }

    @Test
    void a_socat_that_is_killed_at_any_moment_is_told_and_used_again() throws Exception {
        Path port = folder.resolve("module");
        sweep("socat", "serial:" + port, terminal -> {
            delete(port); // a killed socat leaves its link behind
            var socat = Counterparts.socat(
                    folder, "pty,raw,echo=0,link=" + port.getFileName(), "open:" + terminal + ",raw,echo=0");
            try {
                socat.awaitLog("starting data transfer loop");
            } catch (AssertionError e) {
                socat.close();
                throw e;
            }
            return socat;
        });
    }

    @Test
    void a_ser2net_that_is_killed_at_any_moment_is_told_and_used_again() throws Exception {
        int port = ExternalProgram.freePort();
        sweep(
                "ser2net",
                "rfc2217://127.0.0.1:" + port,
                terminal -> Counterparts.ser2net(folder, "telnet(rfc2217),tcp", terminal, port)
                        .program());
    }

    private void sweep(String what, String address, Start start) throws Exception {
        var module = new CutBoard(MockWroom02.builder().build());
        try (var device = PtyDevice.start(module, folder.resolve("wroom"));
                var bridge = new Bridge(start, device.path())) {
            var driver = AtDriver.open(address, OPTIONS);
            var back = new Semaphore(0);
            driver.events().subscribe(event -> back.release(event.kind() == AtEvents.Kind.PORT_BACK ? 1 : 0));
            var console = new HardwareSerial(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
            try (var esp = Esp8266.of(driver, null, console)) {
                driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
                Got page = get(esp);
                assertTrue(page.whole(), () -> "undisturbed: " + page);
                module.cutAfter(Long.MAX_VALUE, () -> {});
                assertEquals(page, get(esp));
                long golden = module.passed();
                assertTrue(golden > 1000, "bytes of a whole exchange: " + golden);
                int moments = Seeds.full() ? 45 : 6;
                long shift = Math.floorMod(Seeds.seed("killed " + what), golden / moments);
                for (int i = 0; i < moments; i++) {
                    long offset = i * golden / moments + shift;
                    String where = what + " killed at byte " + offset + " of " + golden;
                    module.cutAfter(offset, bridge::kill);
                    long before = System.nanoTime();
                    Got got = get(esp);
                    long took = System.nanoTime() - before;
                    assertTrue(took < AT_MOST.toNanos(), () -> where + ": told after " + took / 1_000_000 + " ms");
                    if (got.whole()) {
                        assertEquals(page.body(), got.body(), where);
                    } else {
                        assertTrue(
                                got.tellsThePort(),
                                () -> where + " gave " + got + "\n"
                                        + driver.transcript().tail(40));
                    }
                    module.cutAfter(Long.MAX_VALUE, () -> {});
                    bridge.end(); // dead already, unless the exchange ended before its moment
                    back.drainPermits();
                    bridge.startAgain();
                    assertTrue(back.tryAcquire(15, TimeUnit.SECONDS), () -> where + ": the port was not found again");
                    assertEquals(page.body(), nextPage(driver, esp, where), where);
                }
            }
        }
    }

    /** Until the driver has made friends with the module again, a request is told that the port is gone. */
    private static String nextPage(AtDriver driver, Esp8266 esp, String where) {
        Deadline patience = Deadline.in(AT_MOST);
        Got next = get(esp);
        while (!next.whole()) {
            String last = next.toString();
            assertTrue(
                    next.tellsThePort(),
                    () -> where + ": the next request gave " + last + "\n"
                            + driver.transcript().tail(40));
            assertTrue(
                    !patience.expired(),
                    () -> where + ": no request works again, the last gave " + last + "\n"
                            + driver.transcript().tail(40));
            next = get(esp);
        }
        return next.body();
    }

    private static void delete(Path link) {
        try {
            Files.deleteIfExists(link);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
