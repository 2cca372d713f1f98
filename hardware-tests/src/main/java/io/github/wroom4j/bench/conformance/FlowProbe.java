package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.BareLine.Heard;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.ModemLine;
import java.time.Duration;

/**
 * The wire from this machine's RTS to the module's CTS, tried by hand: while RTS is off the module is silent, and what it
 * owes comes when RTS is on again. Needs the fixture {@code rts-cts}; a pseudo-terminal and a plain TCP port carry no
 * such wire.
 */
final class FlowProbe {
    private static final Duration ANSWER = Duration.ofMillis(300);
    private static final Duration HELD = Duration.ofMillis(300);

    private final BenchDescription bench;
    private final Board board;
    private final BareLine line;
    private final Findings findings;

    FlowProbe(BenchDescription bench, Board board, BareLine line, Findings findings) {
        this.bench = bench;
        this.board = board;
        this.line = line;
        this.findings = findings;
    }

    void run() throws InterruptedException {
        findings.check("RTS holds the module", this::held);
    }

    private String held() {
        if (!bench.fixtures().contains("rts-cts")) {
            throw new Skipped("needs the fixture rts-cts");
        }
        int baud = board.uart().config().baud();
        board.uart().line(ModemLine.RTS, true);
        if (!format(baud, 2).has("OK")) {
            throw new Skipped("this firmware cannot change its line format for now");
        }
        try {
            // Where CTS hangs loose the module is silent for ever (at-protocol §16.4): that is ruled out first.
            if (!line.ask("AT", ANSWER).has("OK")) {
                throw new Wrong("the module heeds CTS and is silent although RTS is on: CTS is not wired to it");
            }
            board.uart().line(ModemLine.RTS, false);
            line.send("AT\r\n");
            Heard held = line.until(BareLine.FINAL, HELD);
            board.uart().line(ModemLine.RTS, true);
            if (!held.text().isEmpty()) {
                throw new Wrong("the module said " + LineProbes.words(held.text())
                        + " while RTS was off: its CTS is not wired to this machine's RTS");
            }
            Heard released = line.until(BareLine.FINAL, ANSWER);
            if (!released.has("OK")) {
                throw new Wrong("RTS is on again, and what the module owed came not whole: "
                        + LineProbes.words(released.text()));
            }
            return "silent for " + line.scaled(HELD).toMillis() + " ms while RTS was off, then OK";
        } finally {
            board.uart().line(ModemLine.RTS, true);
            if (!format(baud, 0).has("OK") && board.canReset()) {
                board.reset(); // nothing else brings a module back that waits for its CTS
                line.until(LineProbes.READY, LineProbes.BOOT);
                line.drain();
            }
        }
    }

    /** The line format as it is, with flow control: 0 none, 1 RTS, 2 CTS, 3 both (at-protocol §5). */
    private Heard format(int baud, int flow) {
        return line.ask("AT+UART_CUR=" + baud + ",8,1,0," + flow, ANSWER);
    }
}
