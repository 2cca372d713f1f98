package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Surroundings;
import io.github.wroom4j.hal.Surroundings.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people change around a mock while it runs. */
@Timeout(60)
class MockSurroundingsTest {
    private final MockWroom02 mock = MockWroom02.builder().build();
    private final Surroundings around = mock.surroundings().orElseThrow();
    private final Pin pin = mock.pin(0);

    @AfterEach
    void close() {
        mock.close();
    }

    private Surroundings.Trouble trouble(String name) {
        return around.troubles().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_wire_decides_the_level_of_an_input_and_its_edges_are_told() {
        var edges = new ArrayList<Boolean>();
        pin.input(Pin.Pull.UP);
        pin.onEdge(edges::add);

        around.wire(0, Wire.LOW);
        assertFalse(pin.read());
        around.wire(0, Wire.OPEN);
        assertTrue(pin.read());
        around.wire(0, Wire.HIGH);

        assertEquals(List.of(false, true), edges);
    }

    @Test
    void an_output_keeps_what_it_drives_whatever_is_wired_to_it() {
        pin.write(true);

        around.wire(0, Wire.LOW);

        assertTrue(pin.read());
        pin.input(Pin.Pull.UP);
        assertFalse(pin.read());
        assertThrows(BoardException.class, () -> around.wire(17, Wire.LOW));
    }

    @Test
    void an_access_point_goes_and_comes_back_as_it_was() {
        var before = mock.air().points();

        around.network(MockBuilder.SSID, false);
        assertEquals(List.of(), mock.air().points());
        assertFalse(around.networks().get(0).onAir());
        around.network(MockBuilder.SSID, false);
        around.network(MockBuilder.SSID, true);

        assertEquals(before, mock.air().points());
        assertTrue(around.networks().get(0).onAir());
        assertThrows(IllegalArgumentException.class, () -> around.network("nobody", false));
    }

    @Test
    void a_fault_that_is_switched_on_while_the_module_runs_strikes_until_it_is_switched_off() {
        var terminal = Terminal.at(mock);
        around.trouble("F4@20%", true);
        String busy = "busy";
        var seen = new StringBuilder();
        for (int i = 0; i < 100 && seen.indexOf(busy) < 0; i++) {
            terminal.type("AT\r\n");
            seen.append(terminal.until(text -> text.contains("OK") || text.contains(busy)));
        }
        assertTrue(seen.indexOf(busy) >= 0, "a fifth of a hundred commands was busy, and none was seen");

        around.trouble("F4@20%", false);

        for (int i = 0; i < 20; i++) {
            terminal.type("AT\r\n");
            assertFalse(terminal.until(text -> text.contains("OK") || text.contains(busy))
                    .contains(busy));
        }
    }

    @Test
    void each_trouble_is_switched_on_and_off_again_and_leaves_nothing() {
        for (Surroundings.Trouble each : around.troubles()) {
            if (!each.once()) {
                around.trouble(each.name(), true);
                assertTrue(trouble(each.name()).on(), each.name());
                around.trouble(each.name(), true);
                around.trouble(each.name(), false);
                assertFalse(trouble(each.name()).on(), each.name());
            }
        }
        var terminal = Terminal.at(mock);
        terminal.type("AT\r\n");
        terminal.until(text -> text.contains("OK"));
        assertThrows(IllegalArgumentException.class, () -> around.trouble("none", true));
    }
}
