package io.github.wroom4j.junit;

import static io.github.wroom4j.esp8266wifi.WiFiTypes.WL_CONNECTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.bench.Bench;
import io.github.wroom4j.bench.BenchState;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a tester writes, run on whatever {@code -Dwroom4j.bench} names: the mock unless told otherwise. */
@HilTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HilOnTheMockTest {
    private static Bench first;

    @EspModule
    private Bench bench;

    @Test
    @Order(1)
    void a_module_is_injected_and_has_joined(@EspModule Esp8266 esp, @EspModule AtModule module) {
        first = bench;

        assertEquals(WL_CONNECTED, esp.wifi().status());
        assertSame(bench.module(), module);
        assertEquals(BenchState.JOINED, bench.state());
    }

    @Test
    @Order(2)
    void each_method_has_a_bench_of_its_own() {
        assertNotSame(first, bench);
        assertEquals(BenchState.OFF, first.state(), "the bench of the last method was turned off");
    }

    @OnEveryBackend
    void the_same_test_runs_on_every_backend(@EspModule(state = BenchState.TLS_READY) Bench ready) {
        assertEquals(BenchState.TLS_READY, ready.state());
        assertTrue(ready.module().version().firstLine().startsWith("AT version:"));
    }
}
