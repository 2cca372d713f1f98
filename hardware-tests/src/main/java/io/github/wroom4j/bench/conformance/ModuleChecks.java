package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What programs do with a module, through the driver. {@link PayloadChecks} moves the bytes. */
final class ModuleChecks extends ModuleTalk {
    private static final int[] LADDER = {57_600, 115_200, 230_400, 460_800, 921_600};

    private final PayloadChecks payload;

    ModuleChecks(BenchDescription bench, Esp8266 esp, Board board, Findings findings, ConformancePlan plan) {
        super(bench, esp, board, findings, plan);
        this.payload = new PayloadChecks(bench, esp, board, findings, plan);
    }

    void run() throws InterruptedException {
        var tls = new TlsChecks(bench, esp, findings);
        findings.check("scan", this::scan);
        findings.check("TCP", () -> payload.echoed(1, 4096));
        findings.check("UDP", payload::udp);
        findings.check("SSL", tls::moduleTls);
        findings.check("adversarial payload both ways", payload::adversarial);
        findings.check("five links", payload::manyLinks);
        findings.check("flow control", payload::flowControl);
        findings.check("passive receive", payload::passive);
        findings.check("TLS on the JVM", tls::hostTls);
        findings.check("its hello", tls::hello);
        findings.check("speed ladder", this::ladder);
        findings.check("reset recovery", this::recovery);
    }

    private String scan() {
        List<AccessPoint> points = module.scan(in(20));
        if (points.isEmpty()) {
            throw new Wrong("a scan found no access point, and one is joined");
        }
        String wanted = bench.login().map(login -> login.ssid()).orElse("");
        return points.stream()
                .filter(point -> point.name().equals(wanted))
                .findFirst()
                .map(point -> {
                    findings.measured("rssi", point.rssi(), "dBm", "");
                    return points.size() + " access points, the joined one at " + point.rssi() + " dBm";
                })
                .orElseThrow(() -> new Wrong("a scan does not show \"" + wanted + "\", which is joined"));
    }

    private String ladder() throws IOException {
        if (!module.capabilities().has(Feature.UART_SPEED)) {
            throw new Skipped("this firmware cannot change its speed for now");
        }
        int before = board.uart().config().baud();
        var held = new ArrayList<Integer>();
        try {
            for (int baud : LADDER) {
                if (module.speed(baud, in(10)) != baud) {
                    continue;
                }
                long began = System.nanoTime();
                payload.echoed(baud, plan.ladderBytes());
                long rate = (long) (2.0 * plan.ladderBytes() / ((System.nanoTime() - began) / 1e9));
                findings.measured("goodput-at-" + baud, rate, "B/s", "");
                held.add(baud);
            }
        } finally {
            module.speed(before, in(10));
        }
        if (held.isEmpty()) {
            throw new Wrong("no speed but " + before + " works");
        }
        findings.local("speeds-that-work", held.toString());
        return "works at " + held + ", back at " + board.uart().config().baud();
    }

    private String recovery() throws IOException, InterruptedException {
        try (Peer peer = peer();
                Link link = module.open(to(peer))) {
            peer.accept();
            long began = System.nanoTime();
            if (board.canReset()) {
                board.reset();
            } else {
                module.restart(in(30));
            }
            try {
                int n = link.read(new byte[1], 0, 1, in(15));
                throw new Wrong("a link outlived the reset of its module: read said " + n);
            } catch (AtException expected) {
                // It is reported as lost, whatever the kind.
            }
            // The driver joins again by itself; opening waits for that.
            Deadline deadline = in(40);
            AtException last = null;
            while (!deadline.expired()) {
                try (Link again = module.open(to(peer), deadline)) {
                    peer.accept();
                    long millis = (System.nanoTime() - began) / 1_000_000;
                    findings.measured("recovery", millis, "ms", "");
                    return "the link was reported as lost, and " + millis + " ms after the reset a new one stood: "
                            + again.request().type();
                } catch (AtException e) {
                    last = e;
                    if (e.kind() != AtException.Kind.NO_WIFI && e.kind() != AtException.Kind.CONNECT_FAILED) {
                        throw e;
                    }
                    // The access point has not answered yet; the firmware's own polling decides when it does.
                    Clock.system().sleepUntil(Clock.system().nanos() + 200_000_000L);
                }
            }
            throw new Wrong("no connection again after a reset: " + last.getMessage());
        }
    }
}
