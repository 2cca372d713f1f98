package io.github.wroom4j.doctor;

import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tlswire.PcapNg;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

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

    /** The verdict in one sentence: what fails first, or that all is well. */
    public String headline() {
        if (!host.works()) {
            return host.sentence();
        }
        return module.works() || module.finding() == Verdict.Finding.NO_MODULE_TLS
                ? host.sentence()
                : host.sentence() + " " + module.sentence();
    }

    /**
     * Every link of the examination as a capture file, with session keys only where they were asked for
     * ({@link Doctor.Builder#keyLog}). The addresses in it are made up where the module did not tell
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

    /** Everything that can be done, most useful first, each line once. */
    public List<String> advice() {
        var all = new LinkedHashSet<String>(host.advice());
        all.addAll(module.advice());
        return new ArrayList<>(all);
    }
}
