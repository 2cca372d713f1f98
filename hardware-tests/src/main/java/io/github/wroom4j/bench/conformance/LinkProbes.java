package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.BareLine.Heard;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Links by hand, on a module that has joined: where the reported firmware faults F1 … F14 and a bad network show. This
 * class connects, {@link SendProbes} sends, {@link ReceiveProbes} receives, {@link SettingProbes} asks the rest.
 */
final class LinkProbes extends LinkTalk {
    private static final int SERVER_PORT = 8266;

    private final Dial dial;

    /** How this machine reaches a server of the module's. */
    interface Dial {
        Socket to(int port) throws IOException;
    }

    LinkProbes(BareLine line, Findings findings, BenchDescription bench, Capabilities can, Dial dial) {
        super(line, findings, bench, can);
        this.dial = dial;
    }

    void run() throws InterruptedException {
        if (check("bare: connect", this::connect)) {
            check("bare: idle", this::idle);
            new SendProbes(line, findings, bench, can).run();
            check("bare: server", this::server);
            new ReceiveProbes(line, findings, bench, can).run();
        }
        new SettingProbes(line, findings, bench, can).run();
    }

    private String connect() throws IOException {
        line.drain();
        line.ask("ATE0", ANSWER);
        line.ask("AT+CIPCLOSE=5", ANSWER);
        line.ask("AT+CIPMODE=0", ANSWER);
        line.ask("AT+CIPMUX=1", ANSWER);
        line.ask("AT+CIPDINFO=0", ANSWER);
        if (can.has(Feature.PASSIVE_RECEIVE)) {
            line.ask("AT+CIPRECVMODE=0", ANSWER);
        }
        line.drain();
        try (Peer peer = peer()) {
            Heard heard = start(peer);
            if (!heard.complete()) {
                // The command was taken, and the module neither connected nor gave up.
                findings.fault("syn-lost", "no answer to AT+CIPSTART within " + CONNECT.toSeconds() + " s");
            }
            long gaveUp = heard.after("ERROR\r\n").orElse(0) / 1_000_000;
            if (!heard.has("CONNECT") && gaveUp >= 1000) {
                // A refusal is reported at once; AT 1.7 sends four SYNs in 3.3 s (at-recorded, CIPSTART to a
                // silent host).
                findings.fault("syn-lost", "AT+CIPSTART gave up after " + gaveUp + " ms");
            }
            if (!heard.has("CONNECT")) {
                if (!heard.complete()) {
                    line.until(BareLine.FINAL, Duration.ofSeconds(20));
                }
                throw new Wrong("no connection: " + LineProbes.words(heard.text()));
            }
            peer.accept();
            closeLink();
            return "connected and closed";
        }
    }

    /** A link on which nothing is said stays open, and is closed as soon as it is asked. */
    private String idle() throws IOException {
        // The link before this one was closed and confirmed: nothing more may come of it.
        if (line.until(CLOSED, Duration.ofMillis(900)).complete()) {
            findings.fault("late-closed", "0,CLOSED came after its link's closing was confirmed");
        }
        try (Peer peer = peer();
                Socket socket = open(peer)) {
            Heard heard = line.until(CLOSED, Duration.ofMillis(700));
            if (heard.complete()) {
                long millis = heard.after("0,CLOSED\r\n").orElse(0) / 1_000_000;
                findings.fault("reset", "an idle connection broke after " + millis + " ms");
                throw new Wrong("an idle connection broke after " + millis + " ms");
            }
            line.send("AT+CIPCLOSE=0\r\n");
            Heard closed = line.until(Pattern.compile("(?s)0,CLOSED\\r\\n.*OK\\r\\n"), ANSWER);
            if (!closed.complete()) {
                throw new Wrong("AT+CIPCLOSE=0 was answered " + LineProbes.words(closed.text()));
            }
            long millis = Math.max(
                            closed.after("0,CLOSED\r\n").orElse(0),
                            closed.after("OK\r\n").orElse(0))
                    / 1_000_000;
            findings.measured("close", millis, "ms", "");
            if (millis >= 300) {
                findings.fault("slow-close", "closing a link took " + millis + " ms");
            }
            return "quiet for 700 ms, closed in " + millis + " ms at port " + socket.getLocalPort();
        } finally {
            line.drain();
        }
    }

    /** A client connects to the module's server while a command is echoed: the event may come inside the echo. */
    private String server() throws IOException {
        line.ask("AT+CIPSERVER=1," + SERVER_PORT, ANSWER);
        try {
            for (int round = 0; round < 3; round++) {
                line.ask("ATE1", ANSWER);
                line.send("AT+CIPSERVERMAXCONN=5\r\n"); // whether it is known does not matter: it is echoed
                Heard begun = line.until(Pattern.compile("SERVERMAXCONN"), ANSWER);
                try (Socket client = dialled()) {
                    Heard heard = line.until(Pattern.compile("(?s).*0,CONNECT\\r\\n.*"), ANSWER)
                            .and(line.quiet(Duration.ofMillis(80)));
                    String text = begun.text() + heard.text();
                    if (!text.contains("0,CONNECT")) {
                        throw new Wrong("a client connected and 0,CONNECT never came: " + LineProbes.words(text));
                    }
                    int event = text.indexOf("0,CONNECT");
                    if (text.indexOf("AT+CIPSERVERM") >= 0
                            && text.indexOf("AT+CIPSERVERM") < event
                            && event < text.indexOf("=5")) {
                        findings.fault("F1", "0,CONNECT came inside the echo of a command: " + LineProbes.words(text));
                    }
                    line.ask("ATE0", ANSWER);
                    client.shutdownOutput();
                }
                line.until(CLOSED, ANSWER);
            }
            return "three clients came and went, each reported";
        } finally {
            line.drain(); // a command may still be running, and the next one would only be answered busy
            line.ask("ATE0", ANSWER);
            line.ask("AT+CIPSERVER=0", ANSWER);
            line.drain();
        }
    }

    private Socket dialled() throws IOException {
        try {
            return dial.to(SERVER_PORT);
        } catch (IOException e) {
            throw new Skipped("this machine does not reach the module's server: " + e.getMessage());
        }
    }
}
