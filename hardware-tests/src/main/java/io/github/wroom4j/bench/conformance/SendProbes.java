package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.BareLine.Heard;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What a module does with bytes it is given to send: prompts, acknowledgements, bursts and their times. */
final class SendProbes extends LinkTalk {
    private static final Pattern SENT = Pattern.compile("SEND (OK|FAIL)\\r\\n");

    SendProbes(BareLine line, Findings findings, BenchDescription bench, Capabilities can) {
        super(line, findings, bench, can);
    }

    void run() throws InterruptedException {
        check("bare: send", this::send);
        check("bare: burst", this::burst);
        check("bare: empty send", this::emptySend);
    }

    /** A small payload that the peer sends back, several times. */
    private String send() throws IOException {
        try (Peer peer = peer();
                Socket socket = open(peer)) {
            long fastest = Long.MAX_VALUE;
            long fastestRoundTrip = Long.MAX_VALUE;
            for (int round = 0; round < 6; round++) {
                String payload = "Probe number " + round + " of six";
                if (!prompt(payload.length())) {
                    findings.fault("stuck-prompt", "AT+CIPSEND was accepted and no \">\" followed");
                    throw new Wrong("no prompt");
                }
                line.send(payload);
                byte[] got = Peer.read(socket, payload.length());
                wrongFirst(payload, got);
                Peer.write(socket, got);
                Heard heard = line.until(Pattern.compile("(?s)(?=.*SEND (OK|FAIL)\\r\\n)(?=.*\\+IPD,0,)"), ANSWER);
                judgeOrder(heard, payload, got);
                OptionalLong recv = heard.after("bytes\r\n");
                OptionalLong ok = heard.after("SEND OK\r\n");
                if (recv.isPresent() && ok.isPresent()) {
                    fastest = Math.min(fastest, ok.getAsLong() - recv.getAsLong());
                }
                OptionalLong back = heard.after("+IPD,0,");
                if (back.isPresent()) {
                    fastestRoundTrip = Math.min(fastestRoundTrip, back.getAsLong());
                }
                line.drain();
            }
            judgeTimes(fastest, fastestRoundTrip);
            return "six payloads arrived and came back";
        } finally {
            closeLink();
        }
    }

    private boolean prompt(int length) {
        line.send("AT+CIPSEND=0," + length + "\r\n");
        Heard heard = line.until(Pattern.compile(">|ERROR\\r\\n|busy [ps]"), ANSWER);
        return heard.has(">");
    }

    private void wrongFirst(String payload, byte[] got) {
        String arrived = new String(got, StandardCharsets.ISO_8859_1);
        boolean onlyFirst = arrived.length() == payload.length()
                && arrived.charAt(0) != payload.charAt(0)
                && arrived.substring(1).equals(payload.substring(1));
        if (onlyFirst) {
            findings.fault(
                    "F13", "sent \"" + payload.charAt(0) + "…\", the peer received \"" + arrived.charAt(0) + "…\"");
            throw new Wrong("the first byte of a payload was changed");
        }
    }

    private void judgeOrder(Heard heard, String payload, byte[] got) {
        int recv = heard.text().indexOf("Recv ");
        int ipd = heard.text().indexOf("+IPD,0,");
        if (ipd >= 0 && recv > ipd) {
            findings.fault("F2", "+IPD came before \"Recv " + payload.length() + " bytes\"");
        }
        boolean arrived = got.length == payload.length();
        if (!heard.has("SEND OK") && arrived && recv >= 0) {
            // A firmware that still waits for the acknowledgement says so; one that forgot to report it is idle.
            if (line.ask("AT", ANSWER).has("busy")) {
                findings.fault("acks-lost", "the peer had the payload, and the module waits for its acknowledgement");
            } else {
                findings.fault("F7", "the peer had the payload, the module is idle, and SEND OK never came");
            }
            throw new Wrong("no SEND OK: " + LineProbes.words(heard.text()));
        }
        if (!heard.has("SEND OK")) {
            throw new Wrong("a payload was not sent: " + LineProbes.words(heard.text()));
        }
        if (ipd < 0) {
            findings.fault("lost-ipd", "the peer sent " + got.length + " bytes, and no +IPD announced them");
            throw new Wrong("bytes of the peer never came: " + LineProbes.words(heard.text()));
        }
    }

    private void judgeTimes(long sendOk, long roundTrip) {
        if (sendOk != Long.MAX_VALUE) {
            findings.measured("recv-to-send-ok", sendOk / 1_000_000, "ms", "");
            if (sendOk >= 60_000_000) {
                findings.fault("slow-ack", "SEND OK came no sooner than " + sendOk / 1_000_000 + " ms after Recv");
            } else if (sendOk >= 15_000_000) {
                findings.fault("F10", "SEND OK came no sooner than " + sendOk / 1_000_000 + " ms after Recv");
            }
        }
        if (roundTrip != Long.MAX_VALUE) {
            findings.measured("peer-to-ipd", roundTrip / 1_000_000, "ms", "");
            if (roundTrip >= 50_000_000) {
                findings.fault("latency", "what the peer sent took at least " + roundTrip / 1_000_000 + " ms");
            }
        }
    }

    /** More than the receive FIFO of 128 bytes at once. */
    private String burst() throws IOException {
        String payload = "0123456789abcdef".repeat(64);
        try (Peer peer = peer();
                Socket socket = open(peer)) {
            if (!prompt(payload.length())) {
                throw new Wrong("no prompt");
            }
            line.send(payload);
            byte[] got = Peer.read(socket, payload.length());
            if (got.length == 0) {
                long received = payload.length() - fillUp(payload.length());
                findings.fault(
                        "overrun", "of a burst of " + payload.length() + " bytes the module received " + received);
                throw new Wrong("bytes of a burst were lost on the way to the module");
            }
            Peer.write(socket, "x");
            Heard heard = line.until(SENT, ANSWER);
            if (!new String(got, StandardCharsets.ISO_8859_1).equals(payload)) {
                throw new Wrong("the peer received " + got.length + " bytes, not the " + payload.length() + " sent");
            }
            if (!heard.has("SEND OK")) {
                throw new Wrong("no SEND OK after a burst: " + LineProbes.words(heard.text()));
            }
            return payload.length() + " bytes in one write";
        } finally {
            closeLink();
        }
    }

    /** Gives the module what it still waits for, in pieces that any FIFO takes; how many bytes that were. */
    private int fillUp(int most) {
        int filled = 0;
        while (filled < most) {
            line.send("#".repeat(16));
            filled += 16;
            if (line.quiet(Duration.ofMillis(10)).has("Recv ")) {
                break;
            }
        }
        line.drain();
        return filled;
    }

    private String emptySend() throws IOException {
        try (Peer peer = peer();
                Socket socket = open(peer)) {
            line.send("AT+CIPSEND=0,0\r\n");
            Heard heard = line.until(Pattern.compile(">|ERROR\\r\\n|OK\\r\\n"), ANSWER);
            Heard more = line.quiet(Duration.ofMillis(100));
            String text = (heard.text() + more.text()).strip().replaceAll("(\\r?\\n)+", " ");
            findings.fact("send-of-0-bytes", text, "Q3");
            if (text.contains(">")) {
                line.send("+++"); // gives data entry up, where a firmware has entered it
                line.quiet(Duration.ofMillis(150));
            }
            return "AT+CIPSEND=0,0 is answered " + LineProbes.words(text) + " with " + socket.getPort() + " connected";
        } finally {
            closeLink();
        }
    }
}
