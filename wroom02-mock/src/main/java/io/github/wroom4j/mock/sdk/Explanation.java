package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.tls.AxtlsResult;
import io.github.wroom4j.mock.tls.TlsFacts;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words what became of a connection, and why the application got no callback (espconn-sdk §15). */
public final class Explanation {
    /** Record header and what else the buffer needs beside a record's body (espconn-sdk §8.3). */
    private static final int RECORD_HEADER = 5;

    private static final int GATE = 14_336;

    private Explanation() {}

    /** The story of an attempt, one sentence or fact a line, most important first. */
    public static String of(Attempt attempt) {
        return String.join("\n", lines(attempt));
    }

    /** As {@link #of}, line by line. */
    public static List<String> lines(Attempt a) {
        var lines = new ArrayList<String>();
        lines.add(verdict(a));
        reported(a, lines);
        buffer(a, lines);
        hello(a, lines);
        lines.add(place(a));
        other(a, lines);
        clock(a, lines);
        lines.add("timing: "
                + a.events().stream().map(e -> ms(e.micros()) + " " + e.what()).collect(Collectors.joining("; ")));
        return lines;
    }

    private static String ms(long micros) {
        return micros / 1_000 + " ms";
    }

    private static String verdict(Attempt a) {
        if (a.returned() == EspconnCodes.ESPCONN_MEM && a.heapNeeded() >= a.heapFree()) {
            return "refused before any packet left: a buffer of " + a.bufferSize() + " wants more than "
                    + a.heapNeeded()
                    + " bytes of free heap (size + " + GATE + "), " + a.heapFree() + " are free; "
                    + largest(a.heapFree());
        }
        if (a.returned() != 0) {
            return "refused before any packet left, code " + a.returned() + " (" + EspconnCodes.nameOf(a.returned())
                    + "): " + a.events().get(0).what();
        }
        if (a.isCrashed()) {
            return "the chip crashed and restarted: "
                    + a.events().get(a.events().size() - 1).what();
        }
        if (!a.alertsReceived().isEmpty()
                && a.result().isPresent()
                && a.result().getAsInt() != AxtlsResult.CLOSE_NOTIFY) {
            Attempt.AlertSeen seen = a.alertsReceived().get(0);
            Alert alert = Alert.of(seen.description());
            return (a.isEstablished() ? "the peer ended the TLS connection" : "TLS handshake refused by peer")
                    + ": alert "
                    + alert.code() + " " + alert.name() + " received " + ms(seen.micros() - a.helloMicros())
                    + " after ClientHello — " + alert.meaning();
        }
        if (a.hsStatus() == -29) {
            return "no answer to the handshake for 30 s: 15 polls of 2 s without a byte";
        }
        if (a.result().isPresent() && a.result().getAsInt() == AxtlsResult.CLOSE_NOTIFY) {
            return "the peer closed in order, with close_notify; \"client's data invalid protocol\" on the console is no"
                    + " error then";
        }
        if (a.result().isPresent()) {
            String detail =
                    a.tls().map(TlsFacts::detail).filter(d -> !d.isEmpty()).orElse("no detail");
            return (a.isEstablished() ? "the data were refused" : "the handshake was given up")
                    + " by the module itself: " + detail + " (axTLS "
                    + a.result().getAsInt() + ", " + AxtlsResult.name(a.result().getAsInt()) + ")";
        }
        if (a.callback().equals("reconcb")) {
            return "TCP failed: " + EspconnCodes.nameOf(a.callbackCode());
        }
        if (a.isEstablished()) {
            return a.callback().isEmpty() ? "TLS stands" : "TLS stood, then the connection was closed";
        }
        if (a.isSecure() && a.callback().equals("disconcb")) {
            return "the connection was closed before TLS stood, without an alert: a filter on the way, or no TLS server";
        }
        return a.callback().isEmpty() ? "not finished yet" : "closed";
    }

    private static String largest(int free) {
        int size = Math.min(8192, free - GATE - 1);
        return size < SecureLinks.MIN_SIZE
                ? "not even the smallest, 2048, would pass"
                : "the largest that passes now is " + size;
    }

    private static void reported(Attempt a, List<String> lines) {
        if (a.callback().equals("disconcb") && a.result().isPresent()) {
            lines.add("the application saw disconcb, which carries no reason: "
                    + (AxtlsResult.isLocal(a.result().getAsInt())
                            ? "SDK " + a.release().label() + " loses hs_status on its way"
                            : "axTLS result " + a.result().getAsInt()
                                    + " is above -256, and for those the SDK sets hs_status to 0"));
        } else if (a.callback().equals("reconcb")) {
            lines.add(
                    "the application saw reconcb(" + a.callbackCode() + "), " + EspconnCodes.nameOf(a.callbackCode()));
        } else if (a.callback().isEmpty() && a.result().isPresent()) {
            lines.add("the application saw nothing: no callback came");
        }
    }

    private static void buffer(Attempt a, List<String> lines) {
        if (a.returned() != 0 || a.bufferSize() == 0) {
            return;
        }
        int limit = a.bufferSize() - RECORD_HEADER;
        if (a.largestRecord() > limit) {
            lines.add("record of " + a.largestRecord() + " bytes against a buffer of " + a.bufferSize()
                    + ", which takes " + limit + ": espconn_secure_set_size needs at least "
                    + (a.largestRecord() + RECORD_HEADER)
                    + (a.largestRecord() + RECORD_HEADER > 8192 ? ", more than the SDK allows (8192)" : ""));
        } else {
            lines.add("buffer " + a.bufferSize() + ", largest record " + a.largestRecord() + " of " + limit + "; heap "
                    + a.heapFree() + " free where more than " + a.heapNeeded() + " was wanted");
        }
        a.tls()
                .filter(t -> !t.chain().isEmpty())
                .ifPresent(t -> lines.add("the server's chain: "
                        + t.chain().size() + " certificates, "
                        + t.chain().stream().mapToInt(c -> c.length).sum() + " bytes"));
    }

    private static void hello(Attempt a, List<String> lines) {
        if (a.tls().isEmpty() || a.tls().get().hello().length == 0) {
            return; // an accepted connection: the hello was the client's
        }
        TlsFacts facts = a.tls().get();
        try {
            ClientHello hello = ClientHello.readRecords(facts.hello());
            lines.add("offered: " + hello.versions().get(0) + "; "
                    + hello.suites().stream().map(Object::toString).collect(Collectors.joining(", "))
                    + (hello.extensions().isEmpty() ? "; no extensions, so no SNI" : ""));
        } catch (TlsFormatException e) {
            lines.add("offered: " + facts.hello().length + " bytes that are not a hello (" + e.getMessage() + ")");
        }
        if (facts.version() != 0) {
            lines.add("the server chose " + new ProtocolVersion(facts.version()) + ", "
                    + (facts.suite() < 0 ? "no suite" : CipherSuite.of(facts.suite())));
        }
        if (!facts.chain().isEmpty()) {
            lines.add(
                    a.authorities().isEmpty()
                            ? "the certificate was not verified: the default accepts any"
                            : "the certificate was held against "
                                    + a.authorities().getAsInt()
                                    + " authorities in flash, its host name was not looked at");
        }
    }

    /** Which peer it was, as far as the module knew. */
    private static String place(Attempt a) {
        boolean stood = a.events().stream().anyMatch(e -> e.what().equals(Attempt.TCP_CONNECTED));
        return (a.name().isEmpty() ? "no name was looked up" : "DNS: " + a.name() + " is " + a.ip())
                + (stood ? "; TCP connected to " : a.returned() == 0 ? "; the peer was " : "; wanted was ")
                + a.ip() + ":" + a.port();
    }

    /** The outcome matrix of espconn-sdk §8.6, for the releases that this one is not. */
    private static void other(Attempt a, List<String> lines) {
        if (!a.isSecure() || a.result().isEmpty() && a.hsStatus() == 0) {
            return;
        }
        boolean local = a.hsStatus() != 0;
        String asDesigned = local ? "reconcb(" + a.hsStatus() + ")" : "disconcb";
        String p1 = a.result().isPresent() && a.result().getAsInt() == AxtlsResult.CLOSE_NOTIFY
                ? "disconcb too, at the peer's FIN"
                : "disconcb, but only once the peer closes; else nothing, and -15 for the next connect";
        lines.add("SDK " + a.release().name() + " (" + a.release().label() + "); "
                + (a.release().secureSignalsReachTcpTask()
                        ? "P0 and P14 would have shown " + asDesigned
                        : "P1 would have shown " + p1));
    }

    private static void clock(Attempt a, List<String> lines) {
        if (a.cpuMhz() == 160 && !a.isEstablished()) {
            lines.add("the CPU stays at 160 MHz: only a successful handshake restores 80");
        }
    }
}
