package io.github.wroom4j.doctor;

import io.github.wroom4j.doctor.Diagnosis.Row;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.FirmwareHello.Basis;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerHello;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns evidence into a diagnosis: the two tables of rules, and the comparison. Pure: no link, no clock. */
final class Verdicts {
    private static final int SHOWN_SUITES = 4;

    private Verdicts() {}

    static Diagnosis judge(Evidence e) {
        return new Diagnosis(
                HostVerdicts.judge(e),
                ModuleVerdicts.judge(e),
                compare(e),
                e.chain().stream().map(CertificateInfo::of).toList(),
                e);
    }

    private static List<Row> compare(Evidence e) {
        var rows = new ArrayList<Row>();
        var module = e.firmwareHello();
        String basis = module.basis() == Basis.MEASURED ? "measured" : "assumed";
        rows.add(new Row("hello", module.firmware() + " (" + basis + ")", "", "this JVM"));
        rows.add(new Row("versions", "up to " + module.version(), versions(e), "TLS 1.2, TLS 1.3"));
        rows.add(new Row("suites", shown(module.suites()), suites(e), jvmSuites(e)));
        rows.add(new Row("key exchange", exchanges(module.suites()), exchanges(e), "ECDHE"));
        rows.add(new Row("server name", module.serverNameSent() ? "sent" : "not sent", nameNeed(e), "sent"));
        rows.add(new Row("client certificate", "none", clientCertificate(e), "if given"));
        rows.add(new Row("records", room(e), records(e), "up to 16384 bytes"));
        rows.add(new Row("memory", memory(e), "", ""));
        rows.add(new Row("session resumption", "no", resumption(e), "TLS 1.2 session id"));
        return rows;
    }

    private static Optional<ServerHello> hello(Evidence e, Name name) {
        return e.probe(name).flatMap(p -> p.answer().hello());
    }

    private static String versions(Evidence e) {
        var accepted = new TreeSet<ProtocolVersion>();
        e.probes().forEach(p -> p.answer().hello().ifPresent(h -> accepted.add(h.version())));
        return accepted.isEmpty()
                ? "none of those tried"
                : accepted.stream().map(ProtocolVersion::label).collect(Collectors.joining(", "));
    }

    private static String suites(Evidence e) {
        var chosen = e.probes().stream()
                .flatMap(p -> p.answer().hello().stream())
                .map(h -> h.suite().name())
                .distinct()
                .toList();
        return chosen.isEmpty() ? "none" : "chose " + String.join(", ", chosen);
    }

    private static String shown(List<CipherSuite> suites) {
        var names = suites.stream().limit(SHOWN_SUITES).map(CipherSuite::name).collect(Collectors.joining(", "));
        return suites.size() > SHOWN_SUITES ? names + " and " + (suites.size() - SHOWN_SUITES) + " more" : names;
    }

    private static String jvmSuites(Evidence e) {
        return e.host()
                .flatMap(Evidence.HostHandshake::suite)
                .map(s -> "got " + s)
                .orElse("ChaCha20-Poly1305 and AES-GCM");
    }

    private static String exchanges(List<CipherSuite> suites) {
        return suites.stream().map(CipherSuite::keyExchange).distinct().collect(Collectors.joining(", "));
    }

    private static String exchanges(Evidence e) {
        var words = new ArrayList<String>();
        hello(e, Name.TLS_1_2).ifPresent(h -> words.add(h.suite().keyExchange()));
        e.probe(Name.TLS_1_2_RSA).ifPresent(p -> words.add(p.accepted() ? "RSA too" : "RSA refused"));
        e.probe(Name.TLS_1_2).flatMap(p -> p.answer().group()).ifPresent(g -> words.add("group " + g));
        return words.isEmpty() ? "?" : String.join(", ", words);
    }

    private static String nameNeed(Evidence e) {
        return e.probe(Name.TLS_1_2_NAMELESS)
                .map(p -> p.accepted()
                        ? sameCertificate(e)
                        : "needed" + p.answer().alert().map(a -> " (" + a + ")").orElse(""))
                .orElse("?");
    }

    private static String sameCertificate(Evidence e) {
        var named = e.probe(Name.TLS_1_2).map(p -> p.answer().chain()).orElse(List.of());
        var nameless =
                e.probe(Name.TLS_1_2_NAMELESS).map(p -> p.answer().chain()).orElse(List.of());
        boolean same = !named.isEmpty() && !nameless.isEmpty() && Arrays.equals(named.get(0), nameless.get(0));
        return same ? "not needed" : "not needed, but another certificate comes without it";
    }

    private static String clientCertificate(Evidence e) {
        return e.probe(Name.TLS_1_2)
                .filter(Probe::accepted)
                .map(p -> p.answer().wantsClientCertificate() ? "asked for" : "not asked for")
                .orElse("?");
    }

    private static String room(Evidence e) {
        if (e.sslBuffer().isPresent()) {
            return "buffer of " + e.sslBuffer().getAsInt() + " bytes";
        }
        return e.firmwareHello().equals(FirmwareHello.ESP_AT_2) ? "buffer of 16384 bytes" : "buffer unknown";
    }

    private static String records(Evidence e) {
        var words = new ArrayList<String>();
        e.probes().stream()
                .map(Probe::answer)
                .filter(a -> a.certificateMessage() > 0)
                .findFirst()
                .ifPresent(a -> words.add("certificates " + a.certificateMessage() + " bytes"));
        e.probe(Name.TLS_1_2_FRAGMENTS)
                .map(p -> p.answer()
                        .hello()
                        .map(h -> h.maxFragmentLength().isPresent())
                        .orElse(false))
                .ifPresent(granted -> words.add(granted ? "short records on request" : "no short records"));
        return words.isEmpty() ? "?" : String.join(", ", words);
    }

    private static String memory(Evidence e) {
        var free = e.trial().freeMemory();
        return free.isPresent() ? free.getAsInt() + " bytes free" : "not told";
    }

    private static String resumption(Evidence e) {
        return e.resumed()
                .map(taken -> taken ? "yes (tried)" : "offered, but not taken up (tried)")
                .or(() -> hello(e, Name.TLS_1_2).map(h -> h.offersResumption() ? "offered" : "no"))
                .orElse("?");
    }
}
