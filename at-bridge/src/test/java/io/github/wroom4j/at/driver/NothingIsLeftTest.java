package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver takes it gives back: threads, links of the module, the port. */
@Timeout(120)
class NothingIsLeftTest {

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static void becomes(BooleanSupplier sign, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!sign.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    /** The threads of drivers, by name. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("wroom4j-(\\d+-.*|opener)"))
                .collect(Collectors.toSet());
    }

    private static void portIsFree(MockWroom02 mock) {
        var closed = assertThrows(
                BoardException.class, () -> mock.uart().write(new byte[1], 0, 1, Deadline.in(Duration.ofSeconds(5))));
        assertEquals(BoardException.Kind.CLOSED, closed.kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    void closing_a_link_frees_it_on_every_side(String profile) {
        try (var server = LoopbackServer.echo();
                var driver =
                        AtDriver.open(MockWroom02.builder().profile(profile).build())) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            String rows = "AT+CIPSTATUS";
            for (int round = 0; round < 3; round++) {
                List<Link> links = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    links.add(driver.open(LinkRequest.tcp("127.0.0.1", server.port())));
                    links.get(i).write(new byte[] {1, 2, 3}, 0, 3, soon());
                }
                links.forEach(Link::close);
                becomes(
                        () -> driver.raw(rows, soon()).stream().noneMatch(line -> line.startsWith("+CIPSTAT")),
                        "the module still has links");
                becomes(() -> server.connections() == 0, "the peer still has connections");
            }
        }
    }

    @Test
    void closing_a_driver_leaves_no_thread_no_connection_and_no_port() {
        Set<Thread> before = threads();
        try (var server = LoopbackServer.echo()) {
            for (int round = 0; round < 10; round++) {
                MockWroom02 mock = MockWroom02.builder().build();
                AtDriver driver = AtDriver.open(mock);
                driver.events().subscribe(event -> {});
                driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
                Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()));
                driver.openAsync(LinkRequest.tcp("127.0.0.1", server.port()), soon());
                driver.close();
                assertFalse(link.isOpen());
                portIsFree(mock);
                becomes(() -> server.connections() == 0, "the peer still has connections");
                becomes(() -> before.containsAll(threads()), "threads are left: " + threads());
            }
        }
    }

    @Test
    void an_opening_that_fails_leaves_nothing_either() {
        Set<Thread> before = threads();
        var module = new ScriptedModule();
        module.mute(true);
        var impatient = DriverOptions.DEFAULT
                .withPatience(Duration.ofMillis(20), Duration.ofMillis(20))
                .withFindSpeed(false);
        module.unplug();
        assertThrows(AtException.class, () -> AtDriver.open(module, impatient));
        becomes(() -> before.containsAll(threads()), "threads are left: " + threads());
        assertThrows(BoardException.class, () -> module.uart().write(new byte[1], 0, 1, soon()));
    }

    @Test
    void a_reader_that_dies_with_its_port_is_replaced_not_joined_by_another() {
        Set<Thread> before = threads();
        var modules = new ArrayList<ScriptedModule>();
        for (int i = 0; i < 5; i++) {
            modules.add(ScriptedModule.nonOs17().on("AT\\+CIPSTATUS", "STATUS:5\r\n" + ScriptedModule.OK));
        }
        var next = modules.iterator();
        try (var driver = AtDriver.open(next.next(), DriverOptions.DEFAULT.withReopen(next::next))) {
            for (int i = 0; i < 4; i++) {
                ScriptedModule successor = modules.get(i + 1);
                modules.get(i).unplug();
                becomes(() -> !successor.commands().isEmpty(), "the port was not opened again");
                driver.raw("AT", soon());
                var now = threads();
                now.removeAll(before);
                becomes(() -> threads().size() - before.size() <= 2, "more than a reader and a keeper: " + now);
            }
        }
        becomes(() -> before.containsAll(threads()), "threads are left: " + threads());
    }
}
