package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.BareLine.Heard;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.regex.Pattern;

/** The hand on a joined module's links: opening, closing and asking, for the probes that stand on it. */
abstract class LinkTalk {
    static final Duration ANSWER = Duration.ofSeconds(2);
    static final Duration CONNECT = Duration.ofSeconds(4);
    static final Pattern CLOSED = Pattern.compile("0,CLOSED\\r\\n");

    final BareLine line;
    final Findings findings;
    final BenchDescription bench;
    final Capabilities can;

    LinkTalk(BareLine line, Findings findings, BenchDescription bench, Capabilities can) {
        this.line = line;
        this.findings = findings;
        this.bench = bench;
        this.can = can;
    }

    /** A module that has restarted or lost its network by itself answers nothing that is worth asking. */
    final boolean check(String name, Findings.Body body) throws InterruptedException {
        return findings.check(name, () -> {
            if (line.ownBoots() > 0 || line.lostNetwork()) {
                throw new Skipped("the module restarted or lost its access point by itself before");
            }
            return body.look();
        });
    }

    final Peer peer() throws IOException {
        return new Peer(bench.serverAddress(), line.scaled(Duration.ofSeconds(3)));
    }

    final Heard start(Peer peer) {
        line.send("AT+CIPSTART=0,\"TCP\",\"" + bench.serverAddress() + "\"," + peer.port() + "\r\n");
        return line.until(Pattern.compile("\\n(?:OK|ERROR)\\r\\n|ALREADY CONNECTED"), CONNECT);
    }

    final Socket open(Peer peer) throws IOException {
        Heard heard = start(peer);
        if (!heard.complete() || !heard.has("CONNECT")) {
            throw new Wrong("no connection: " + LineProbes.words(heard.text()));
        }
        return peer.accept();
    }

    final void closeLink() {
        line.ask("AT+CIPCLOSE=0", ANSWER);
        line.drain();
    }
}
