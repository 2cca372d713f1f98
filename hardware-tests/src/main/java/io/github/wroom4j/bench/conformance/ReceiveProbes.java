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
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a module reports of the bytes that come to it: frames, their order, their end, and passive receive. */
final class ReceiveProbes extends LinkTalk {
    private static final Pattern IPD = Pattern.compile("\\r\\n\\+IPD,0,(\\d+)(?:,[^:]*)?:");

    ReceiveProbes(BareLine line, Findings findings, BenchDescription bench, Capabilities can) {
        super(line, findings, bench, can);
    }

    void run() throws InterruptedException {
        check("bare: receive", this::receive);
        check("bare: close", this::close);
        check("bare: passive receive", this::passive);
    }

    private String receive() throws IOException {
        String pattern = "The quick brown fox jumps over the lazy dog. ".repeat(14);
        int blocks = 24;
        try (Peer peer = peer();
                Socket socket = open(peer)) {
            long began = System.nanoTime();
            var text = new StringBuilder();
            for (int i = 0; i < blocks; i++) {
                try {
                    Peer.write(socket, pattern);
                } catch (IOException e) {
                    text.append(line.quiet(Duration.ofMillis(100)).text());
                    findings.fault(
                            "limit",
                            "the connection was reset after " + payload(text).length() + " bytes");
                    throw new Wrong("the connection was reset while the peer sent");
                }
                int wanted = pattern.length() * (i + 1);
                Heard heard = line.until(Pattern.compile("(?s).{" + pattern.length() + ",}"), ANSWER);
                text.append(heard.text());
                while (payload(text).length() < wanted && !text.toString().contains("CLOSED")) {
                    Heard more = line.until(Pattern.compile("(?s).+"), ANSWER);
                    if (!more.complete()) {
                        break;
                    }
                    text.append(more.text());
                }
                if (payload(text).length() < wanted) {
                    break;
                }
            }
            long nanos = System.nanoTime() - began;
            return judgeReceived(text.toString(), pattern.repeat(blocks), nanos);
        } finally {
            closeLink();
        }
    }

    private String judgeReceived(String text, String sent, long nanos) {
        String got = payload(new StringBuilder(text));
        if (text.contains("SEND OK")) {
            findings.fault("F3", "\"SEND OK\" stands inside a +IPD frame, not counted by its length");
            throw new Wrong("text inside a frame");
        }
        if (text.contains("0,CLOSED") && got.length() < sent.length()) {
            findings.fault("limit", "the connection broke after " + got.length() + " bytes");
            throw new Wrong("the connection broke after " + got.length() + " bytes");
        }
        if (!got.equals(sent)) {
            throw new Wrong("the peer sent " + sent.length() + " bytes, " + got.length() + " came, "
                    + (sent.startsWith(got) ? "the beginning" : "damaged"));
        }
        int frames = 0;
        Matcher frame = IPD.matcher(text);
        while (frame.find()) {
            frames++;
        }
        if (sent.length() / frames < 100) {
            findings.fault("slicer", sent.length() + " bytes came in " + frames + " frames");
        }
        long rate = (long) (sent.length() / (nanos / 1e9));
        findings.measured("bare-receive", rate, "B/s", "");
        if (rate < 4_000) {
            findings.fault("bandwidth", "the peer's bytes came at " + rate + " B/s");
        }
        return sent.length() + " bytes in " + frames + " frames";
    }

    /** The payload of all whole frames, and of the one that has begun. */
    private static String payload(StringBuilder text) {
        var out = new StringBuilder();
        Matcher frame = IPD.matcher(text);
        int at = 0;
        while (frame.find(at)) {
            int end = Math.min(text.length(), frame.end() + Integer.parseInt(frame.group(1)));
            out.append(text, frame.end(), end);
            at = end;
        }
        return out.toString();
    }

    /** The peer sends and closes at once. */
    private String close() throws IOException {
        String last = "last words, then the end of the connection";
        try (Peer peer = peer()) {
            Socket socket = open(peer);
            Peer.write(socket, last);
            socket.close();
            Heard heard = line.until(CLOSED, Duration.ofSeconds(3));
            Heard more = line.quiet(Duration.ofMillis(150));
            String text = heard.text() + more.text();
            int closed = text.indexOf("0,CLOSED");
            int data = text.indexOf("last words");
            if (closed < 0) {
                throw new Wrong("the peer closed, and 0,CLOSED never came: " + LineProbes.words(text));
            }
            if (data < 0 || data > closed) {
                findings.fault("F6", "0,CLOSED came before the peer's last " + last.length() + " bytes");
                throw new Wrong("CLOSED overtook data: " + LineProbes.words(text));
            }
            String between = text.substring(data + last.length(), closed);
            boolean apart = between.startsWith("\r\n");
            findings.fact("crlf-after-payload", apart ? "yes" : "no", "Q2");
            if (!apart) {
                findings.fault("F5", "0,CLOSED is glued to the payload before it");
            }
            OptionalLong came = heard.after("last words");
            OptionalLong ended = heard.after("0,CLOSED\r\n");
            if (came.isPresent() && ended.isPresent() && ended.getAsLong() - came.getAsLong() > 300_000_000) {
                findings.fault(
                        "late-closed",
                        "0,CLOSED came " + (ended.getAsLong() - came.getAsLong()) / 1_000_000
                                + " ms after the last data");
            }
            return "data, then 0,CLOSED";
        } finally {
            line.drain();
        }
    }

    private String passive() throws IOException {
        if (!can.has(Feature.PASSIVE_RECEIVE)) {
            throw new Skipped("this firmware has no passive receive");
        }
        line.ask("AT+CIPRECVMODE=1", ANSWER);
        try (Peer peer = peer()) {
            Socket first = open(peer);
            Peer.write(first, "old bytes");
            Heard one = line.until(Pattern.compile("\\+IPD,0,9\\r\\n"), ANSWER);
            Peer.write(first, "and more");
            Heard two = line.until(Pattern.compile("\\+IPD,0,\\d+\\r\\n"), Duration.ofMillis(600));
            findings.fact("second-notice", notice(two), "Q5");
            Heard most = line.ask("AT+CIPRECVDATA=0,100000", ANSWER);
            boolean any = most.has("old bytes");
            findings.fact("ciprecvdata-above-2048", any ? "accepted" : "refused", "Q10");
            if (!any && !line.ask("AT+CIPRECVDATA=0,17", ANSWER).has("old bytes")) {
                throw new Wrong("bytes were announced and could not be fetched");
            }
            Peer.write(first, "left behind");
            line.until(Pattern.compile("\\+IPD,0,\\d+\\r\\n"), ANSWER);
            first.close();
            Heard closed = line.until(CLOSED, Duration.ofMillis(600));
            findings.fact("closed-with-unread-bytes", closed.complete() ? "reported at once" : "withheld", "");
            if (!closed.complete()) {
                line.ask("AT+CIPCLOSE=0", ANSWER);
                line.drain();
            }
            try (Socket second = open(peer)) {
                Peer.write(second, "new bytes");
                line.until(Pattern.compile("\\+IPD,0,\\d+\\r\\n"), ANSWER);
                Heard next = line.ask("AT+CIPRECVDATA=0,64", ANSWER);
                boolean kept = next.has("left behind");
                findings.fact("old-bytes-on-a-reused-id", kept ? "kept" : "lost", "");
                if (!kept) {
                    findings.fault("F14", "unread bytes of the old link were gone when its id was used again");
                }
            }
            return one.complete() ? "announced, fetched, link id used again" : "fetched without an announcement";
        } finally {
            closeLink();
            line.ask("AT+CIPRECVMODE=0", ANSWER);
        }
    }

    private static String notice(Heard heard) {
        Matcher found = Pattern.compile("\\+IPD,0,(\\d+)\\r\\n").matcher(heard.text());
        if (!found.find()) {
            return "none before the first is read";
        }
        return found.group(1).equals("8")
                ? "the increment"
                : found.group(1).equals("17") ? "the total" : found.group(1);
    }
}
