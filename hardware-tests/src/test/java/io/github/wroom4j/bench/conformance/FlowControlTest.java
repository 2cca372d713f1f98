package io.github.wroom4j.bench.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.bench.Bench;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.BenchState;
import io.github.wroom4j.bench.passport.Passport.Check;
import io.github.wroom4j.bench.passport.Passport.Outcome;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.hal.ForwardingUart;
import io.github.wroom4j.hal.ModemLine;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The checks for the fixture {@code rts-cts}, over the in-process UART: it is the only mock that has these wires. A
 * pseudo-terminal carries neither, nor does a TCP port.
 */
@Timeout(60)
class FlowControlTest {
    private static BenchDescription wired(String address) {
        return new BenchDescription(
                "wired", address, Optional.empty(), Set.of("rts-cts"), Optional.empty(), "127.0.0.1", 1);
    }

    private static Check probed(Board board) throws InterruptedException {
        var findings = new Findings(step -> {});
        var line = new BareLine(board.uart(), 1);
        line.until(LineProbes.READY, LineProbes.BOOT);
        new FlowProbe(wired(board.address()), board, line, findings).run();
        line.drain();
        board.uart().line(ModemLine.RTS, false);
        assertTrue(line.ask("AT", LineProbes.BOOT).has("OK"), "whatever was found, the module is left heeding nothing");
        return findings.checks().get(0);
    }

    /** A board from whose adapter RTS reaches the module only as far as the wire is whole. */
    private static Board wiredThrough(Predicate<Boolean> passes) {
        return new ForwardingBoard(Boards.open("mock:at-1.7"), uart -> new ForwardingUart(uart) {
            @Override
            public void line(ModemLine line, boolean asserted) {
                if (passes.test(asserted)) {
                    super.line(line, asserted);
                }
            }
        });
    }

    @Test
    void a_module_whose_cts_is_wired_is_silent_while_rts_is_off() throws Exception {
        try (Board board = Boards.open("mock:at-1.7")) {
            Check check = probed(board);

            assertEquals(Outcome.PASSED, check.outcome(), check.detail());
            assertTrue(check.detail().contains("silent for 300 ms"), check.detail());
        }
    }

    @Test
    void a_cts_that_hangs_loose_is_told_and_the_module_is_brought_back_by_a_reset() throws Exception {
        try (Board board = wiredThrough(asserted -> false)) {
            Check check = probed(board);

            assertEquals(Outcome.FAILED, check.outcome());
            assertTrue(check.detail().contains("CTS is not wired to it"), check.detail());
        }
    }

    @Test
    void a_cts_that_is_tied_to_ground_is_told() throws Exception {
        try (Board board = wiredThrough(asserted -> asserted)) {
            Check check = probed(board);

            assertEquals(Outcome.FAILED, check.outcome());
            assertTrue(check.detail().contains("while RTS was off"), check.detail());
        }
    }

    @Test
    void with_both_wires_in_use_a_module_that_overruns_loses_nothing() throws Exception {
        try (var bench = new Bench(wired("mock:at-1.7?fault=overrun"))) {
            bench.reach(BenchState.JOINED);
            Esp8266 esp = bench.esp();
            var findings = new Findings(step -> {});
            var payload = new PayloadChecks(bench.description(), esp, bench.board(), findings, ConformancePlan.QUICK);

            String told = payload.flowControl();

            assertTrue(told.startsWith("with RTS/CTS: 32768 bytes each way, unharmed"), told);
            assertTrue(
                    findings.facts().stream().anyMatch(fact -> fact.name().equals("goodput-with-rts-cts")),
                    findings.facts().toString());
        }
    }
}
