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

/** Settings, names and the module's TLS by hand, and whether it was left in peace meanwhile. */
final class SettingProbes extends LinkTalk {
    SettingProbes(BareLine line, Findings findings, BenchDescription bench, Capabilities can) {
        super(line, findings, bench, can);
    }

    void run() throws InterruptedException {
        check("bare: settings", this::settings);
        check("bare: names", this::names);
        check("bare: module TLS", this::tls);
        findings.check("bare: undisturbed", this::undisturbed);
    }

    private String settings() {
        boolean sto = line.ask("AT+CIPSTO=180", ANSWER).has("OK");
        findings.fact("cipsto-without-server", sto ? "OK" : "ERROR", "");
        if (!sto) {
            findings.fault("F12", "AT+CIPSTO=180 is ERROR while no server runs");
        }
        if (can.has(Feature.SSL_BUFFER_SIZE)) {
            int largest = 0;
            for (int size : new int[] {2048, 4096, 8192, 16_384}) {
                if (line.ask("AT+CIPSSLSIZE=" + size, ANSWER).has("OK")) {
                    largest = size;
                }
            }
            findings.fact("largest-ssl-buffer", Integer.toString(largest), "");
            if (largest < 8192) {
                findings.fault(
                        "F8",
                        "AT+CIPSSLSIZE=8192 is refused: a certificate message of more than " + largest
                                + " bytes cannot be received");
            }
            line.ask("AT+CIPSSLSIZE=4096", ANSWER);
        }
        return "AT+CIPSTO and AT+CIPSSLSIZE asked";
    }

    private String names() {
        if (!can.has(Feature.RESOLVE)) {
            throw new Skipped("this firmware has no AT+CIPDOMAIN");
        }
        // .invalid has no address anywhere (RFC 2606), and a name server says so at once.
        Heard heard = line.ask("AT+CIPDOMAIN=\"wroom4j.invalid\"", Duration.ofSeconds(3));
        if (!heard.complete()) {
            findings.fault("dns-silent", "no answer about a name within 3 s");
            line.until(BareLine.FINAL, Duration.ofSeconds(40));
            throw new Wrong("the name server is silent");
        }
        return LineProbes.words(heard.text());
    }

    private String tls() throws IOException {
        if (!can.has(Feature.SSL)) {
            throw new Skipped("this firmware has no SSL links");
        }
        try (Peer peer = peer()) {
            line.send("AT+CIPSTART=0,\"SSL\",\"" + bench.serverAddress() + "\"," + peer.port() + "\r\n");
            Socket socket = acceptOrNone(peer);
            if (socket != null) {
                Peer.read(socket, 5);
                socket.close(); // a server that hangs up on the hello: the attempt must fail, the module must not
            }
            Heard heard = line.until(Pattern.compile("\\n(?:OK|ERROR)\\r\\n|ready\\r\\n"), Duration.ofSeconds(8));
            String text = heard.text();
            if (text.contains("ready")) {
                findings.fault("F9", "AT+CIPSTART=\"SSL\" restarted the module");
                throw new Wrong("the module restarted");
            }
            // Images with axTLS say CLOSED and then OK, never CONNECT, where the server resets (at-recorded D4).
            boolean closedWell = text.contains("CLOSED") && !text.contains("CONNECT");
            if (!text.contains("ERROR") && !closedWell) {
                throw new Wrong("a handshake that the server gave up ended with " + LineProbes.words(text));
            }
            return "a handshake that the server gives up ends with "
                    + (text.contains("ERROR") ? "ERROR" : "CLOSED and OK");
        } finally {
            closeLink();
        }
    }

    private static Socket acceptOrNone(Peer peer) throws IOException {
        try {
            return peer.accept();
        } catch (java.net.SocketTimeoutException e) {
            return null; // the module restarted or refused; what it says decides
        }
    }

    private String undisturbed() {
        Heard heard = line.ask("AT", ANSWER);
        if (line.ownBoots() > 0) {
            // At 115200 the ROM's text, and with it the cause, is garbage: both look alike from here.
            findings.fault("watchdog", "the module restarted by itself (watchdog, brown-out or crash)");
            throw new Wrong("the module restarted by itself");
        }
        if (line.lostNetwork()) {
            findings.fault("ap-loss", "WIFI DISCONNECT came while links were in use");
            throw new Wrong("the module lost its access point");
        }
        if (!heard.has("OK")) {
            throw new Wrong("the module does not answer any more: " + LineProbes.words(heard.text()));
        }
        return "no restart and no loss of the network meanwhile";
    }
}
