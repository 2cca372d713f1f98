package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.BareLine.Heard;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links by hand, on a module that has joined: where the reported firmware faults F1 … F14 and a bad network show. */
final class LinkProbes {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final int SERVER_PORT = 8266;
    private static final Pattern CLOSED = Pattern.compile("0,CLOSED\\r\\n");
    private static final Pattern SENT = Pattern.compile("SEND (OK|FAIL)\\r\\n");
    private static final Pattern IPD = Pattern.compile("\\r\\n\\+IPD,0,(\\d+)(?:,[^:]*)?:");

    private final BareLine line;
    private final Findings findings;
    private final BenchDescription bench;
    private final Capabilities can;
    private final Dial dial;

    /** How this machine reaches a server of the module's. */
    interface Dial {
        Socket to(int port) throws IOException;
    }

    LinkProbes(BareLine line, Findings findings, BenchDescription bench, Capabilities can, Dial dial) {
        this.line = line;
        this.findings = findings;
        this.bench = bench;
        this.can = can;
        this.dial = dial;
    }

    void run() throws InterruptedException {
        boolean open = check("bare: connect", this::connect);
        if (open) {
            check("bare: send", this::send);
            check("bare: burst", this::burst);
            check("bare: receive", this::receive);
            check("bare: close", this::close);
            check("bare: empty send", this::emptySend);
            check("bare: server", this::server);
            check("bare: passive receive", this::passive);
        }
        check("bare: settings", this::settings);
        check("bare: names", this::names);
        check("bare: module TLS", this::tls);
        findings.check("bare: undisturbed", this::undisturbed);
    }

    /** A module that has restarted or lost its network by itself answers nothing that is worth asking. */
    private boolean check(String name, Findings.Body body) throws InterruptedException {
        return findings.check(name, () -> {
            if (line.ownBoots() > 0 || line.lostNetwork()) {
                throw new Skipped("the module restarted or lost its access point by itself before");
            }
            return body.look();
        });
    }

    private Peer peer() throws IOException {
        return new Peer(bench.serverAddress(), line.scaled(Duration.ofSeconds(3)));
    }

    private Heard start(Peer peer) {
        line.send("AT+CIPSTART=0,\"TCP\",\"" + bench.serverAddress() + "\"," + peer.port() + "\r\n");
        return line.until(Pattern.compile("\\n(?:OK|ERROR)\\r\\n|ALREADY CONNECTED"), CONNECT);
    }

    private Socket open(Peer peer) throws IOException {
        Heard heard = start(peer);
        if (!heard.complete() || !heard.has("CONNECT")) {
            throw new Wrong("no connection: " + LineProbes.words(heard.text()));
        }
        return peer.accept();
    }

    private void closeLink() {
        line.ask("AT+CIPCLOSE=0", ANSWER);
        line.drain();
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
            if (!heard.has("CONNECT")) {
                line.until(BareLine.FINAL, Duration.ofSeconds(20));
                throw new Wrong("no connection: " + LineProbes.words(heard.text()));
            }
            peer.accept();
            closeLink();
            return "connected and closed";
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
            return "three clients came and went, each told";
        } finally {
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
            // A firmware that still waits for the acknowledgement says so; one that forgot to tell is idle.
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
            findings.fault("lost-ipd", "the peer sent " + got.length + " bytes, and no +IPD told of them");
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
            findings.fact("closed-with-unread-bytes", closed.complete() ? "told at once" : "withheld", "");
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
            if (!text.contains("ERROR")) {
                throw new Wrong("a handshake that the server gave up ended with " + LineProbes.words(text));
            }
            return "a handshake that the server gives up ends with ERROR";
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
