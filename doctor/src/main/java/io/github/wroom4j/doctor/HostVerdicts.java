package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.doctor.Evidence.HostHandshake.ClientCertificate;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.PlausibleTime;
import io.github.wroom4j.tlswire.Oddity;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** How TLS on the JVM fares: rules from the network upwards, the first that applies speaks. */
final class HostVerdicts {
    private HostVerdicts() {}

    private record Rule(Predicate<Evidence> applies, Finding finding, boolean certain, Function<Evidence, Text> says) {}

    private static final List<Rule> RULES = List.of(
            // Before TLS
            rule(
                    e -> e.peer().host().indexOf(':') >= 0,
                    Finding.NOT_REACHED,
                    e -> Text.of("host.ipv6", e.peer().host())),
            rule(e -> notReached(e, AtException.Kind.NO_WIFI), Finding.NO_WIFI, e -> Text.of("host.no-wifi")),
            rule(
                    e -> notReached(e, AtException.Kind.NAME_NOT_FOUND),
                    Finding.NAME_NOT_FOUND,
                    e -> Text.of("host.name-not-found", e.peer().host())),
            rule(
                    e -> notReached(
                            e, AtException.Kind.CONNECT_FAILED, AtException.Kind.TIMEOUT, AtException.Kind.ERROR_REPLY),
                    Finding.NOT_REACHED,
                    e -> Text.of(
                            "host.not-reached",
                            e.peer(),
                            Wording.of(e.notReached().orElseThrow()))),
            rule(
                    e -> e.notReached().isPresent(),
                    Finding.MODULE_TROUBLE,
                    e -> Text.of(
                            "host.module-unusable", Wording.of(e.notReached().orElseThrow()))),
            // Answers that are not TLS
            likely(
                    e -> e.anyAnswer(ServerAnswer.Kind.NOT_TLS)
                            .filter(a -> a.detail().matches(".*HTTP/1\\.[01] (30[12378]|511).*"))
                            .isPresent(),
                    Finding.CAPTIVE_PORTAL,
                    e -> Text.of("host.captive-portal", notTls(e))),
            rule(
                    e -> e.anyAnswer(ServerAnswer.Kind.NOT_TLS)
                            .flatMap(ServerAnswer::oddity)
                            .filter(o ->
                                    o.kind() == Oddity.Kind.PLAIN_HTTP || o.kind() == Oddity.Kind.PAGE_WITHOUT_HEAD)
                            .isPresent(),
                    Finding.PLAIN_HTTP,
                    e -> Text.of("host.plain-http", e.peer(), firstLine(e))),
            rule(
                    e -> e.anyAnswer(ServerAnswer.Kind.NOT_TLS).isPresent(),
                    Finding.NOT_TLS,
                    e -> Text.of("host.not-tls", e.peer(), notTls(e))),
            rule(
                    e -> e.host().isEmpty()
                            && e.anyAnswer(ServerAnswer.Kind.MISBEHAVES).isPresent(),
                    Finding.MISBEHAVES,
                    e -> Text.of("host.misbehaves", e.peer(), oddity(e, ServerAnswer.Kind.MISBEHAVES))),
            rule(
                    e -> e.host().isEmpty() && endings(e, Probe.Ending.TIMED_OUT) && anyByte(e),
                    Finding.MISBEHAVES,
                    e -> Text.of("host.no-end", e.peer(), farthest(e))),
            rule(
                    e -> e.host().isEmpty() && endings(e, Probe.Ending.TIMED_OUT),
                    Finding.SILENCE,
                    e -> Text.of("host.silence", e.peer(), farthest(e))),
            rule(
                    e -> e.host().isEmpty() && e.anyAccepted(),
                    Finding.MISBEHAVES,
                    e -> Text.of("host.hangs-up-midway", e.peer(), farthest(e))),
            rule(e -> e.host().isEmpty(), Finding.HUNG_UP, e -> Text.of("host.hangs-up", e.peer())),
            // The handshake itself
            rule(
                    Evidence::hostWorks,
                    Finding.WORKS,
                    e -> Text.of("host.works", e.host().orElseThrow().version().orElse("TLS"))),
            // Certificates; the numbers are BearSSL's (arduino-api §15)
            rule(
                    e -> certificate(e, 54) && PlausibleTime.advice(e.time()).isPresent(),
                    Finding.CLOCK_UNSET,
                    e -> Text.of("host.clock-unset", e.time())),
            rule(
                    e -> certificate(e, 54)
                            && e.chain().stream()
                                    .anyMatch(c ->
                                            e.time().isBefore(c.getNotBefore().toInstant())),
                    Finding.NOT_YET_VALID,
                    e -> Text.of("host.not-yet-valid", e.peer().host(), message(e))),
            rule(
                    e -> certificate(e, 54),
                    Finding.EXPIRED,
                    e -> Text.of("host.expired", e.peer().host(), message(e))),
            rule(
                    e -> certificate(e, 56),
                    Finding.WRONG_NAME,
                    e -> Text.of("host.wrong-name", e.peer().host(), message(e))),
            rule(
                    e -> certificate(e, 62) && isSelfSigned(e),
                    Finding.SELF_SIGNED,
                    e -> Text.of("host.self-signed", e.peer().host())),
            rule(
                    e -> certificate(e, 62),
                    Finding.UNKNOWN_CA,
                    e -> Text.of(
                            "host.unknown-ca",
                            e.chain().isEmpty()
                                    ? Text.of("host.unknown-ca.nameless")
                                    : CertificateInfo.shortName(
                                            e.chain().get(e.chain().size() - 1).getIssuerX500Principal()))),
            rule(
                    e -> failed(e, f -> f.stage() == Stage.CERTIFICATE),
                    Finding.BAD_CERTIFICATE,
                    e -> Text.of("host.bad-certificate", message(e))),
            // Alerts from the server
            rule(
                    e -> wantsClientCertificate(e)
                            && e.host().orElseThrow().clientCertificate() != ClientCertificate.NOT_GIVEN,
                    Finding.CLIENT_CERTIFICATE_REFUSED,
                    e -> Text.of("host.client-certificate-refused", alertWords(e))),
            rule(
                    HostVerdicts::wantsClientCertificate,
                    Finding.CLIENT_CERTIFICATE_WANTED,
                    e -> Text.of("host.client-certificate-wanted", alertWords(e))),
            rule(e -> alert(e, 70), Finding.VERSION_REFUSED, e -> Text.of("host.version-refused", alertWords(e))),
            rule(
                    e -> alert(e, 40) || alert(e, 71),
                    Finding.NO_COMMON_SUITE,
                    e -> Text.of("host.no-common-suite", alertWords(e))),
            rule(
                    e -> alert(e, 112),
                    Finding.SERVER_NAME_NEEDED,
                    e -> Text.of("host.server-name-needed", e.peer().host(), alertWords(e))),
            rule(
                    e -> failed(e, f -> f.alert().isPresent() && f.alertFromPeer()),
                    Finding.OTHER_ALERT,
                    e -> Text.of(
                            "host.other-alert",
                            alertWords(e),
                            Wording.meaning(failure(e).alert().orElseThrow()))),
            rule(
                    e -> e.anyAnswer(ServerAnswer.Kind.MISBEHAVES).isPresent()
                            || failed(e, f -> f.alert().isPresent() && !f.alertFromPeer()),
                    Finding.MISBEHAVES,
                    e -> Text.of("host.misbehaves-in-handshake", message(e))),
            rule(
                    e -> failed(
                            e, f -> f.getCause() instanceof AtException a && a.kind() == AtException.Kind.MODULE_RESET),
                    Finding.MODULE_TROUBLE,
                    e -> Text.of("host.module-restarted", message(e))),
            rule(e -> true, Finding.HUNG_UP, e -> Text.of("host.no-handshake", message(e))));

    static Verdict judge(Evidence e) {
        var rule = RULES.stream().filter(r -> r.applies().test(e)).findFirst().orElseThrow();
        return new Verdict(rule.finding(), rule.says().apply(e), rule.certain(), Advice.forHost(rule.finding(), e));
    }

    private static Rule rule(Predicate<Evidence> applies, Finding finding, Function<Evidence, Text> says) {
        return new Rule(applies, finding, true, says);
    }

    private static Rule likely(Predicate<Evidence> applies, Finding finding, Function<Evidence, Text> says) {
        return new Rule(applies, finding, false, says);
    }

    private static boolean notReached(Evidence e, AtException.Kind... kinds) {
        return e.notReached().filter(x -> List.of(kinds).contains(x.kind())).isPresent();
    }

    private static boolean endings(Evidence e, Probe.Ending ending) {
        return e.probes().stream().allMatch(p -> p.ending() == ending);
    }

    private static TlsFailure failure(Evidence e) {
        return e.host().orElseThrow().failure().orElseThrow();
    }

    private static boolean failed(Evidence e, Predicate<TlsFailure> how) {
        return e.host().flatMap(Evidence.HostHandshake::failure).filter(how).isPresent();
    }

    private static boolean certificate(Evidence e, int number) {
        return failed(e, f -> f.stage() == Stage.CERTIFICATE && f.errorNumber() == number);
    }

    private static boolean alert(Evidence e, int code) {
        return failed(
                e,
                f -> f.alertFromPeer()
                        && f.alert().filter(a -> a.code() == code).isPresent());
    }

    // What a server says of certificates can only be about the client's. JSSE says 42 where RFC 8446 has 116.
    private static boolean wantsClientCertificate(Evidence e) {
        boolean asked = e.probes().stream().anyMatch(p -> p.answer().wantsClientCertificate());
        return asked && alert(e, 40)
                || List.of(41, 42, 43, 44, 45, 46, 48, 49, 116).stream().anyMatch(c -> alert(e, c));
    }

    private static boolean isSelfSigned(Evidence e) {
        return e.chain().size() == 1
                && e.chain()
                        .get(0)
                        .getIssuerX500Principal()
                        .equals(e.chain().get(0).getSubjectX500Principal());
    }

    private static boolean anyByte(Evidence e) {
        return e.probes().stream().anyMatch(p -> p.answer().bytes() > 0);
    }

    private static Text message(Evidence e) {
        return failure(e).what();
    }

    private static String alertWords(Evidence e) {
        return failure(e).alert().map(a -> " (" + a.label() + ")").orElse("");
    }

    private static Text notTls(Evidence e) {
        return oddity(e, ServerAnswer.Kind.NOT_TLS);
    }

    private static Text oddity(Evidence e, ServerAnswer.Kind kind) {
        return Wording.of(e.anyAnswer(kind).flatMap(ServerAnswer::oddity).orElseThrow());
    }

    /** What a server said first that does not speak TLS. */
    private static Object firstLine(Evidence e) {
        return e.anyAnswer(ServerAnswer.Kind.NOT_TLS)
                .flatMap(ServerAnswer::oddity)
                .orElseThrow()
                .particulars()
                .get(0);
    }

    private static Text farthest(Evidence e) {
        long most = e.probes().stream().mapToLong(p -> p.answer().bytes()).max().orElse(0);
        return Text.of(most == 1 ? "host.one-byte-came" : "host.bytes-came", most);
    }
}
