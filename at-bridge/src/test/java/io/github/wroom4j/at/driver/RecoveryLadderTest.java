package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.faults.Faults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resync, close the links, {@code AT+RST}, reset pin, reopen the port: each rung is tried before the next, and each is enough. */
@Timeout(60)
class RecoveryLadderTest {
    private static final LinkRequest PEER = LinkRequest.tcp("10.0.0.2", 80);
    private static final String MAC = "AT\\+CIPSTAMAC_CUR\\?";
    private static final String RESTART = "AT\\+RST";

    private final ManualClock clock = new ManualClock();
    private final ManualClock.Stop time = clock.drive();
    private final AtomicInteger pulses = new AtomicInteger();

    @AfterEach
    void stop() {
        time.close();
    }

    private Deadline within(int seconds) {
        return Deadline.in(clock, Duration.ofSeconds(seconds));
    }

    private AtDriver open(ScriptedModule module) {
        return AtDriver.open(module, options());
    }

    private DriverOptions options() {
        return DriverOptions.DEFAULT.withClock(clock).withFindSpeed(false);
    }

    private ScriptedModule module() {
        var module = ScriptedModule.nonOs17(clock);
        module.resetPin(() -> {
            pulses.incrementAndGet();
            module.mute(false);
            module.say("\r\nready\r\n");
        });
        return module.on(MAC, "+CIPSTAMAC_CUR:\"5c:cf:7f:00:00:01\"\r\n" + OK);
    }

    /** The module says nothing from now on until something makes it speak; a caller is told so. */
    private void silence(ScriptedModule module, AtDriver driver) {
        module.mute(true);
        var silent = assertThrows(AtException.class, () -> driver.station().mac(within(60)));
        assertEquals(Kind.TIMEOUT, silent.kind(), silent.getMessage());
    }

    private void works(AtDriver driver) {
        assertEquals("5c:cf:7f:00:00:01", driver.station().mac(within(120)));
    }

    @Test
    void a_module_that_speaks_again_keeps_its_links() {
        var module = module();
        module.on("AT\\+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:4,\"TCP\",\"10.0.0.2\",80,1024,0\r\n" + OK);
        try (var driver = open(module);
                Link link = driver.open(PEER)) {
            silence(module, driver);
            module.mute(false);
            works(driver);
            assertTrue(link.isOpen());
            assertEquals(0, module.count(RESTART) + pulses.get());
        }
    }

    @Test
    void a_link_whose_end_was_missed_is_broken_and_one_that_nobody_knows_is_closed() {
        var module = module();
        try (var driver = open(module);
                Link missed = driver.open(PEER)) {
            silence(module, driver);
            module.on("AT\\+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:1,\"TCP\",\"10.0.0.9\",5000,333,1\r\n" + OK);
            module.mute(false);
            works(driver);
            assertEquals(Kind.LINK_BROKEN, missed.whyClosed().orElseThrow().kind());
            while (module.count("AT\\+CIPCLOSE=1") == 0) {
                driver.raw("AT", within(10));
            }
            assertEquals(0, module.count(RESTART) + pulses.get());
        }
    }

    @Test
    void links_in_disorder_are_closed_before_anything_is_restarted() {
        var module = module();
        var closed = new AtomicBoolean();
        module.on("AT\\+CIPSTATUS", m -> closed.get() ? "STATUS:4\r\n" + OK : ERROR);
        module.on("AT\\+CIPCLOSE=5", m -> {
            closed.set(true);
            return "4,CLOSED\r\n" + OK;
        });
        try (var driver = open(module);
                Link link = driver.open(PEER)) {
            silence(module, driver);
            module.mute(false);
            works(driver);
            assertEquals(Kind.LINK_BROKEN, link.whyClosed().orElseThrow().kind());
            assertTrue(driver.open(PEER).isOpen());
            assertEquals(0, module.count(RESTART) + pulses.get());
        }
    }

    @Test
    void links_that_cannot_even_be_closed_are_worth_a_restart() {
        var module = module();
        module.on("AT\\+CIPSTATUS", ERROR).on("AT\\+CIPCLOSE=5", ERROR).on(RESTART, OK + "\r\nready\r\n");
        try (var driver = open(module);
                Link link = driver.open(PEER)) {
            silence(module, driver);
            module.mute(false);
            works(driver);
            assertFalse(link.isOpen());
            assertEquals(1, module.count(RESTART));
            assertEquals(0, pulses.get());
        }
    }

    @Test
    void a_silent_module_is_restarted_by_its_reset_pin() {
        var module = module();
        try (var driver = open(module);
                Link link = driver.open(PEER)) {
            silence(module, driver);
            works(driver);
            assertEquals(1, pulses.get());
            assertEquals(Kind.MODULE_RESET, link.whyClosed().orElseThrow().kind());
        }
    }

    @Test
    void without_a_reset_pin_the_port_is_opened_again() {
        var dead = module();
        dead.resetPin(null);
        var next = new AtomicReference<ScriptedModule>();
        var options = options().withReopen(() -> {
            next.set(module());
            return next.get();
        });
        try (var driver = AtDriver.open(dead, options)) {
            silence(dead, driver);
            works(driver);
            assertEquals(1, next.get().count(MAC));
        }
    }

    @Test
    void bytes_of_a_link_whose_end_was_missed_are_drained_before_its_id_is_used() { // at-protocol §9.4: kept for the
        // id's next use
        var module = module();
        var fetches = new AtomicInteger();
        try (var driver = open(module);
                Link missed = driver.open(PEER)) {
            silence(module, driver);
            module.on("AT\\+CIPSTATUS", "STATUS:3\r\n" + OK);
            module.on("AT\\+CIPRECVLEN\\?", "+CIPRECVLEN:0,0,0,0,5\r\n" + OK);
            module.on(
                    "AT\\+CIPRECVDATA=4,2048",
                    m -> fetches.getAndIncrement() == 0 ? "\r\n+CIPRECVDATA,5:stale" + OK : ERROR);
            module.mute(false);
            works(driver);
            assertEquals(Kind.LINK_BROKEN, missed.whyClosed().orElseThrow().kind());
            while (fetches.get()
                    < 1) { // by the keeper; no more than was told of, since the next bytes may be another's
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_station_that_stayed_joined_while_the_port_was_away_is_not_joined_anew() throws InterruptedException {
        var first = joinable();
        var again = joinable()
                .on(
                        "AT\\+CIPSTA_CUR\\?",
                        "+CIPSTA_CUR:ip:\"10.0.0.7\"\r\n+CIPSTA_CUR:gateway:\"10.0.0.1\"\r\n+CIPSTA_CUR:netmask:\"255.255.255.0\"\r\n"
                                + OK);
        again.on("AT\\+CIPSTATUS", "STATUS:2\r\n" + OK);
        try (var driver = AtDriver.open(first, options().withReopen(() -> again))) {
            driver.join("Lab", "password");
            first.unplug();
            while (again.count("AT\\+CIPSTATUS") == 0) { // the port is back and its module has been asked for its links
                Thread.onSpinWait();
            }
            try (Link link = driver.open(PEER)) {
                assertEquals(Station.State.CONNECTED, driver.station().state());
                clock.sleepUntil(within(120).atNanos()); // longer than a lost station is given to come back by itself
                works(driver);
                assertTrue(link.isOpen());
                assertEquals(0, again.count("AT\\+CWJAP.*"));
            }
        }
    }

    private ScriptedModule joinable() {
        return module().on("AT\\+CWJAP_CUR=.*", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" + OK);
    }

    @Test
    void a_busy_module_is_waited_for_and_not_restarted() {
        var module = module();
        var busyUntil = new AtomicReference<>(within(0));
        module.on("AT", m -> busyUntil.get().expired() ? OK : "\r\nbusy p...\r\n");
        module.on("AT\\+CIPMUX\\?", m -> busyUntil.get().expired() ? "+CIPMUX:1\r\n" + OK : "\r\nbusy p...\r\n");
        module.on("AT\\+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:4,\"TCP\",\"10.0.0.2\",80,1024,0\r\n" + OK);
        try (var driver = open(module);
                Link link = driver.open(PEER)) {
            silence(module, driver);
            busyUntil.set(within(40)); // a join, a handshake: longer than all tries to be answered together
            module.mute(false);
            works(driver);
            assertTrue(busyUntil.get().expired());
            assertTrue(link.isOpen());
            assertEquals(0, module.count(RESTART) + pulses.get());
        }
    }

    @Test
    void a_module_that_is_busy_for_ever_is_restarted() {
        var module = module();
        var hangs = new AtomicBoolean();
        module.on(MAC, m -> hangs.get() ? "\r\nbusy p...\r\n" : "+CIPSTAMAC_CUR:\"5c:cf:7f:00:00:01\"\r\n" + OK);
        module.on("AT", m -> hangs.get() ? "\r\nbusy p...\r\n" : OK);
        try (var driver = open(module)) {
            module.on("AT\\+CIPMUX\\?", m -> hangs.get() ? "\r\nbusy p...\r\n" : "+CIPMUX:1\r\n" + OK);
            module.on(RESTART, m -> {
                hangs.set(false); // at-protocol §3.5: the one line that a busy firmware obeys
                return "\r\nWill force to restart!!!\r\n" + OK + "\r\nready\r\n";
            });
            hangs.set(true);
            var busy = assertThrows(AtException.class, () -> driver.station().mac(within(5)));
            assertEquals(Kind.BUSY, busy.kind());
            while (module.count(RESTART) == 0) {
                try {
                    works(driver);
                } catch (AtException stillBusy) { // whoever finds out that it hangs is told so
                    assertEquals(Kind.BUSY, stillBusy.kind(), stillBusy.getMessage());
                }
            }
            works(driver);
            assertEquals(1, module.count(RESTART));
        }
    }

    @Test
    void a_setting_that_noise_spoils_once_is_made_again_without_a_restart() {
        var module = module();
        var refused = new AtomicInteger();
        module.on("AT\\+CIPMUX=1", m -> refused.getAndIncrement() == 0 ? ERROR : OK);
        var spoiled = new AtomicBoolean(true);
        module.on(
                "AT\\+GMR",
                m -> spoiled.getAndSet(false) ? ERROR : "AT version:1.7.4.0(May 11 2020 19:13:04)\r\n" + OK);
        try (var driver = open(module)) {
            assertEquals("1.7.4.0", driver.version().atVersion());
            assertEquals(0, module.count(RESTART) + pulses.get());
        }
    }

    @Test
    void a_firmware_that_hears_nothing_while_it_connects_is_not_taken_for_dead() { // ESP_ATMod, at-protocol §14
        var plan = new Faults(1).and("syn-lost");
        try (var server = LoopbackServer.echo();
                var mock = MockWroom02.builder()
                        .profile("atmod-0.5")
                        .clock(clock)
                        .faults(plan)
                        .build();
                var driver = AtDriver.open(mock, options())) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            var late = assertThrows(
                    AtException.class, () -> driver.open(LinkRequest.tcp("127.0.0.1", server.port()), within(2)));
            assertEquals(Kind.TIMEOUT, late.kind(), late.getMessage());
            assertTrue(driver.station().address(within(60)).isPresent());
            assertFalse(
                    driver.transcript().text().contains("AT+RST"),
                    driver.transcript().text());
        }
    }
}
