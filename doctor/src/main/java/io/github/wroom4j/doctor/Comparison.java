package io.github.wroom4j.doctor;

import io.github.wroom4j.doctor.Diagnosis.Row;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.FirmwareHello.Basis;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerHello;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table "module offers / server accepts / JVM offers". Pure: no link, no clock. */
final class Comparison {
    private static final int SHOWN_SUITES = 4;

    private final Evidence e;
    private final Locale language;

    Comparison(Evidence evidence, Locale language) {
        this.e = evidence;
        this.language = language;
    }

    List<Row> rows() {
        var module = e.firmwareHello();
        String basis = say(module.basis() == Basis.MEASURED ? "measured" : "assumed");
        return List.of(
                row("hello", say("firmware", Wording.firmwares(module), basis), "", say("this-jvm")),
                row("versions", say("up-to", module.version()), versions(), "TLS 1.2, TLS 1.3"),
                row("suites", shown(module.suites()), suites(), jvmSuites()),
                row("key-exchange", exchanges(module.suites()), exchanges(), "ECDHE"),
                row("server-name", say(module.serverNameSent() ? "sent" : "not-sent"), nameNeed(), say("sent")),
                row("client-certificate", say("none"), clientCertificate(), say("if-given")),
                row("records", room(), records(), say("up-to-bytes", 16384)),
                row("memory", memory(), "", ""),
                row("session-resumption", say("no"), resumption(), say("session-id")));
    }

    private Row row(String what, String offers, String accepts, String jvm) {
        return new Row(say(what), offers, accepts, jvm);
    }

    private String say(String key, Object... particulars) {
        return Text.of("table." + key, particulars).in(language);
    }

    private Optional<ServerHello> hello(Name name) {
        return e.probe(name).flatMap(p -> p.answer().hello());
    }

    private String versions() {
        var accepted = e.hellos().map(ServerHello::version).collect(Collectors.toCollection(TreeSet::new));
        return accepted.isEmpty()
                ? say("none-tried")
                : accepted.stream().map(ProtocolVersion::label).collect(Collectors.joining(", "));
    }

    private String suites() {
        var chosen = e.hellos().map(h -> h.suite().name()).distinct().toList();
        return chosen.isEmpty() ? say("none-chosen") : say("chose", String.join(", ", chosen));
    }

    private String shown(List<CipherSuite> suites) {
        var names = suites.stream().limit(SHOWN_SUITES).map(CipherSuite::name).collect(Collectors.joining(", "));
        return suites.size() > SHOWN_SUITES ? say("and-more", names, suites.size() - SHOWN_SUITES) : names;
    }

    private String jvmSuites() {
        return e.host()
                .flatMap(Evidence.HostHandshake::suite)
                .map(s -> say("got", s))
                .orElse("ChaCha20-Poly1305, AES-GCM");
    }

    private static String exchanges(List<CipherSuite> suites) {
        return suites.stream().map(CipherSuite::keyExchange).distinct().collect(Collectors.joining(", "));
    }

    private String exchanges() {
        var words = new ArrayList<String>();
        hello(Name.TLS_1_2).ifPresent(h -> words.add(h.suite().keyExchange()));
        if (!words.contains("RSA")) {
            e.answers().rsa().ifPresent(taken -> words.add(say(taken ? "rsa-too" : "rsa-refused")));
        }
        e.probe(Name.TLS_1_2).flatMap(p -> p.answer().group()).ifPresent(g -> words.add(say("group", g)));
        return words.isEmpty() ? "?" : String.join(", ", words);
    }

    private String nameNeed() {
        var answers = e.answers();
        return answers.nameNeeded()
                .map(needed -> needed
                        ? say(
                                "needed",
                                answers.namelessRefusal()
                                        .map(a -> " (" + a + ")")
                                        .orElse(""))
                        : say(anotherCertificate() ? "another-certificate" : "not-needed"))
                .orElse("?");
    }

    // Leaves are compared only where both sides agreed on the same kind of key: a server may have one of each.
    private boolean anotherCertificate() {
        return e.answers().nameless().filter(p -> !p.answer().chain().isEmpty()).anyMatch(nameless -> {
            var named = e.probes().stream()
                    .filter(p -> p.hello().serverName().isPresent()
                            && !p.answer().chain().isEmpty()
                            && isEcdsa(p) == isEcdsa(nameless))
                    .toList();
            return !named.isEmpty() && named.stream().noneMatch(p -> Arrays.equals(leaf(p), leaf(nameless)));
        });
    }

    private static byte[] leaf(Probe probe) {
        return probe.answer().chain().get(0);
    }

    private static boolean isEcdsa(Probe probe) {
        return probe.answer().hello().orElseThrow().suite().keyExchange().endsWith("ECDSA");
    }

    private String clientCertificate() {
        return e.probe(Name.TLS_1_2)
                .filter(Probe::accepted)
                .map(p -> say(p.answer().wantsClientCertificate() ? "asked-for" : "not-asked-for"))
                .orElse("?");
    }

    private String room() {
        if (e.sslBuffer().isPresent()) {
            return say("buffer", e.sslBuffer().getAsInt());
        }
        return e.firmwareHello().equals(FirmwareHello.ESP_AT_2) ? say("buffer", 16384) : say("buffer-unknown");
    }

    private String records() {
        var words = new ArrayList<String>();
        e.probes().stream()
                .map(Probe::answer)
                .filter(a -> a.certificateMessage() > 0)
                .findFirst()
                .ifPresent(a -> words.add(say("certificates", a.certificateMessage())));
        hello(Name.TLS_1_2)
                .map(h -> h.maxFragmentLength().isPresent())
                .ifPresent(granted -> words.add(say(granted ? "short-records" : "no-short-records")));
        return words.isEmpty() ? "?" : String.join(", ", words);
    }

    private String memory() {
        var free = e.trial().freeMemory();
        return free.isPresent() ? say("bytes-free", free.getAsInt()) : say("not-reported");
    }

    private String resumption() {
        return e.resumed()
                .map(taken -> say(taken ? "resumed" : "not-resumed"))
                .or(() -> hello(Name.TLS_1_2).map(h -> say(h.offersResumption() ? "offered" : "no")))
                .orElse("?");
    }
}
