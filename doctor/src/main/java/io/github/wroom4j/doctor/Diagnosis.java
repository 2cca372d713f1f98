package io.github.wroom4j.doctor;

import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tlswire.PcapNg;
import io.github.wroom4j.words.Text;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * What the doctor says.
 *
 * @param host how TLS on the JVM fares through this module
 * @param module how TLS inside the module would fare
 * @param comparison what the module offers, the server accepts, the JVM offers
 * @param certificates the server's chain, leaf first
 * @param evidence what it all rests on
 */
public record Diagnosis(
        Verdict host, Verdict module, List<Row> comparison, List<CertificateInfo> certificates, Evidence evidence) {

    /**
     * A line of the comparison.
     *
     * @param what which property
     * @param module what the module offers
     * @param server what the server accepts
     * @param jvm what the JVM offers
     */
    public record Row(String what, String module, String server, String jvm) {}

    public Diagnosis {
        comparison = List.copyOf(comparison);
        certificates = List.copyOf(certificates);
    }

    /** Who was examined. */
    public Peer peer() {
        return evidence.peer();
    }

    /** Whether verified TLS on the JVM works through this module. */
    public boolean works() {
        return host.works();
    }

    /** The verdict in one sentence: what fails first, or that all is well. In English. */
    public String headline() {
        return headline(Locale.ENGLISH);
    }

    /** The verdict in one sentence of that language. */
    public String headline(Locale language) {
        boolean enough = !host.works() || module.works() || module.finding() == Verdict.Finding.NO_MODULE_TLS;
        return enough
                ? host.sentence(language)
                : Text.of("both-sentences", host.text(), module.text()).in(language);
    }

    /** Whether it was a mock that examined, as far as the program that asked has said on which board its module is. */
    public boolean onMock() {
        return evidence.board().filter(b -> b.scheme().equals("mock")).isPresent();
    }

    /** In one sentence of that language: which board and firmware examined, and that it is a mock where it is one. */
    public String examinedThrough(Locale language) {
        String firmware = evidence.firmware().firstLine();
        return evidence.board()
                .map(b -> switch (b.scheme()) {
                    case "mock" -> Text.of("board.mock", b, firmware);
                    case "replay" -> Text.of("board.recording", b, firmware);
                    default -> Text.of("board.device", b, firmware);
                })
                .orElseGet(() -> Text.of("board.unknown", firmware))
                .in(language);
    }

    /** The comparison in that language. */
    public List<Row> comparison(Locale language) {
        return new Comparison(evidence, language).rows();
    }

    /**
     * Every link of the examination as a capture file, with session keys only where they were asked for
     * ({@link Doctor.Builder#keyLog}). The addresses in it are made up where the module did not report
     * them: 192.0.2.0/24 is set aside for documentation.
     */
    public PcapNg capture() {
        var file = new PcapNg();
        var module = PcapNg.address(192, 0, 2, 1);
        var server = evidence.address()
                .filter(a -> a instanceof Inet4Address)
                .map(a -> (Inet4Address) a)
                .orElse(PcapNg.address(192, 0, 2, 2));
        int port = 50_000;
        for (var recording : evidence.recordings()) {
            recording.addTo(file, module, port++, server);
        }
        evidence.keyLog().forEach(file::addKeyLog);
        return file;
    }

    /** Everything that can be done, most useful first, each line once. In English. */
    public List<String> advice() {
        return advice(Locale.ENGLISH);
    }

    /** Everything that can be done, in that language. */
    public List<String> advice(Locale language) {
        var all = new LinkedHashSet<String>(host.advice(language));
        all.addAll(module.advice(language));
        return new ArrayList<>(all);
    }
}
