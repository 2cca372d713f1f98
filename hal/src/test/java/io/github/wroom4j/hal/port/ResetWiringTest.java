package io.github.wroom4j.hal.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.memory.MemoryUart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResetWiringTest {
    private final MemoryUart.Pair pair = MemoryUart.pair();
    private final List<String> driven = new ArrayList<>();

    ResetWiringTest() {
        pair.far().onLine((line, asserted) -> driven.add(line + (asserted ? " low" : " high")));
    }

    @Test
    void a_reset_pulls_EN_and_leaves_GPIO0_high() {
        new ResetWiring(ModemLine.RTS).reset(pair.near());
        assertEquals(List.of("DTR high", "RTS low", "RTS high"), driven);
    }

    @Test
    void the_bootloader_finds_GPIO0_low_when_EN_rises() {
        new ResetWiring(ModemLine.RTS).resetToBootloader(pair.near());
        assertEquals(List.of("DTR high", "RTS low", "DTR low", "RTS high", "DTR high"), driven);
    }

    @Test
    void the_lines_may_be_crossed() {
        new ResetWiring(ModemLine.DTR).reset(pair.near());
        assertEquals(List.of("RTS high", "DTR low", "DTR high"), driven);
    }
}
