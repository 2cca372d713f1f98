package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;

/** The driver's end of a joined module, for the checks that stand on it: peers, waits, and bytes compared. */
abstract class ModuleTalk {
    final BenchDescription bench;
    final Esp8266 esp;
    final Board board;
    final Findings findings;
    final ConformancePlan plan;
    final AtModule module;

    ModuleTalk(BenchDescription bench, Esp8266 esp, Board board, Findings findings, ConformancePlan plan) {
        this.bench = bench;
        this.esp = esp;
        this.board = board;
        this.findings = findings;
        this.plan = plan;
        this.module = esp.module();
    }

    final Deadline in(int seconds) {
        return Deadline.in(Duration.ofMillis((long) (seconds * 1000 * bench.timeoutMultiplier())));
    }

    final Peer peer() throws IOException {
        return new Peer(bench.serverAddress(), Duration.ofMillis((long) (10_000 * bench.timeoutMultiplier())));
    }

    final LinkRequest to(Peer peer) {
        return LinkRequest.tcp(bench.serverAddress(), peer.port());
    }

    static byte[] read(Link link, int count, Deadline deadline) {
        byte[] bytes = new byte[count];
        int have = 0;
        while (have < count) {
            int n = link.read(bytes, have, count - have, deadline);
            if (n <= 0) {
                break;
            }
            have += n;
        }
        return Arrays.copyOf(bytes, have);
    }

    static String difference(byte[] wanted, byte[] got) {
        int at = Arrays.mismatch(wanted, got);
        return got.length + " of " + wanted.length + " bytes, different from byte " + at + " on";
    }

    static InetAddress address(BenchDescription bench) throws IOException {
        return InetAddress.getByName(bench.serverAddress());
    }
}
