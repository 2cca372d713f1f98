package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.PlausibleTime;
import io.github.wroom4j.tlswire.ServerAnswer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** How TLS on the JVM fares: rules from the network upwards, the first that applies speaks. */
final class HostVerdicts {
    private HostVerdicts() {}

    private record Rule(
            Predicate<Evidence> applies, Finding finding, boolean certain, Function<Evidence, String> says) {}

    private static final List<Rule> RULES = List.of(
            // Before TLS
            rule(
                    e -> notReached(e, AtException.Kind.NO_WIFI),
                    Finding.NO_WIFI,
                    e -> "The module is in no Wi-Fi network."),
            rule(
                    e -> notReached(e, AtException.Kind.NAME_NOT_FOUND),
                    Finding.NAME_NOT_FOUND,
                    e -> "The module's network knows no address for " + e.peer().host() + "."),
            rule(
                    e -> notReached(
                            e, AtException.Kind.CONNECT_FAILED, AtException.Kind.TIMEOUT, AtException.Kind.ERROR_REPLY),
                    Finding.NOT_REACHED,
                    e -> "No TCP connection to " + e.peer() + ": "
                            + e.notReached().orElseThrow().getMessage() + "."),
            rule(
                    e -> e.notReached().isPresent(),
                    Finding.MODULE_TROUBLE,
                    e -> "The module could not be used: "
                            + e.notReached().orElseThrow().getMessage() + "."),
            // What is no TLS
            likely(
                    e -> e.anyAnswer(ServerAnswer.Kind.NOT_TLS)
                            .filter(a -> a.detail().matches(".*HTTP/1\\.[01] (30[12378]|511).*"))
                            .isPresent(),
                    Finding.CAPTIVE_PORTAL,
                    e -> "Not the server answers, but probably a network that wants a login: a redirect in " + notTls(e)
                            + "."),
            rule(
                    e -> e.anyAnswer(ServerAnswer.Kind.NOT_TLS).isPresent(),
                    Finding.NOT_TLS,
                    e -> e.peer() + " does not speak TLS: it answered with " + notTls(e) + "."),
            rule(
                    e -> e.host().isEmpty()
                            && e.anyAnswer(ServerAnswer.Kind.MISBEHAVES).isPresent(),
                    Finding.MISBEHAVES,
                    e -> e.peer() + " begins with TLS and then misbehaves: "
                            + e.anyAnswer(ServerAnswer.Kind.MISBEHAVES)
                                    .orElseThrow()
                                    .detail() + "."),
            rule(
                    e -> e.host().isEmpty() && endings(e, Probe.Ending.TIMED_OUT) && anyByte(e),
                    Finding.MISBEHAVES,
                    e -> e.peer() + " begins to answer and does not come to an end: " + farthest(e) + "."),
            rule(
                    e -> e.host().isEmpty() && endings(e, Probe.Ending.TIMED_OUT),
                    Finding.SILENCE,
                    e -> e.peer() + " takes TCP connections and says nothing to any hello: " + farthest(e) + "."),
            rule(
                    e -> e.host().isEmpty() && e.anyAccepted(),
                    Finding.MISBEHAVES,
                    e -> e.peer() + " begins a handshake and then hangs up: " + farthest(e) + "."),
            rule(
                    e -> e.host().isEmpty(),
                    Finding.HUNG_UP,
                    e -> e.peer() + " hangs up at every hello without a word of TLS."),
            // The handshake itself
            rule(
                    Evidence::hostWorks,
                    Finding.WORKS,
                    e -> "TLS on the JVM works through this module: "
                            + e.host().orElseThrow().version().orElse("TLS") + ", certificate verified."),
            // Certificates; the numbers are BearSSL's (arduino-api §15)
            rule(
                    e -> certificate(e, 54) && PlausibleTime.advice(e.time()).isPresent(),
                    Finding.CLOCK_UNSET,
                    e -> "The clock that judges certificates was never set: it says " + e.time() + "."),
            rule(
                    e -> certificate(e, 54)
                            && e.chain().stream()
                                    .anyMatch(c ->
                                            e.time().isBefore(c.getNotBefore().toInstant())),
                    Finding.NOT_YET_VALID,
                    e -> "A certificate of " + e.peer().host() + " is not valid yet: " + message(e) + "."),
            rule(
                    e -> certificate(e, 54),
                    Finding.EXPIRED,
                    e -> "A certificate of " + e.peer().host() + " has expired: " + message(e) + "."),
            rule(
                    e -> certificate(e, 56),
                    Finding.WRONG_NAME,
                    e -> "The certificate is for another name than " + e.peer().host() + ": " + message(e) + "."),
            rule(
                    e -> certificate(e, 62) && isSelfSigned(e),
                    Finding.SELF_SIGNED,
                    e -> "The certificate of " + e.peer().host()
                            + " vouches for itself; no authority stands behind it."),
            rule(
                    e -> certificate(e, 62),
                    Finding.UNKNOWN_CA,
                    e -> "The authority behind the certificate is not trusted: "
                            + (e.chain().isEmpty()
                                    ? "it is unknown"
                                    : CertificateInfo.shortName(
                                            e.chain().get(e.chain().size() - 1).getIssuerX500Principal()))
                            + "."),
            rule(
                    e -> failed(e, f -> f.stage() == Stage.CERTIFICATE),
                    Finding.BAD_CERTIFICATE,
                    e -> "The certificate is not acceptable: " + message(e) + "."),
            // Alerts from the server
            rule(
                    HostVerdicts::wantsClientCertificate,
                    Finding.CLIENT_CERTIFICATE_WANTED,
                    e -> "The server wants a client certificate and got none" + alertWords(e) + "."),
            rule(
                    e -> alert(e, 70),
                    Finding.VERSION_REFUSED,
                    e -> "The server speaks neither TLS 1.2 nor 1.3" + alertWords(e) + "."),
            rule(
                    e -> alert(e, 40) || alert(e, 71),
                    Finding.NO_COMMON_SUITE,
                    e -> "The server and the JVM share no cipher suite, group or certificate type" + alertWords(e)
                            + "."),
            rule(
                    e -> alert(e, 112),
                    Finding.SERVER_NAME_NEEDED,
                    e -> "The server has no site named " + e.peer().host() + alertWords(e) + "."),
            rule(
                    e -> failed(e, f -> f.alert().isPresent() && f.alertFromPeer()),
                    Finding.OTHER_ALERT,
                    e -> "The server refuses the JVM's handshake" + alertWords(e) + ": "
                            + failure(e).alert().orElseThrow().meaning() + "."),
            rule(
                    e -> e.anyAnswer(ServerAnswer.Kind.MISBEHAVES).isPresent()
                            || failed(e, f -> f.alert().isPresent() && !f.alertFromPeer()),
                    Finding.MISBEHAVES,
                    e -> "The server misbehaves during the handshake: " + message(e) + "."),
            rule(
                    e -> failed(
                            e, f -> f.getCause() instanceof AtException a && a.kind() == AtException.Kind.MODULE_RESET),
                    Finding.MODULE_TROUBLE,
                    e -> "The module restarted during the handshake: " + message(e) + "."),
            rule(
                    e -> true,
                    Finding.HUNG_UP,
                    e -> "The handshake on the JVM did not come to its end: " + message(e) + "."));

    static Verdict judge(Evidence e) {
        var rule = RULES.stream().filter(r -> r.applies().test(e)).findFirst().orElseThrow();
        return new Verdict(
                rule.finding(), rule.says().apply(e), rule.certain(), Advice.forHost(rule.finding(), e.chain()));
    }

    private static Rule rule(Predicate<Evidence> applies, Finding finding, Function<Evidence, String> says) {
        return new Rule(applies, finding, true, says);
    }

    private static Rule likely(Predicate<Evidence> applies, Finding finding, Function<Evidence, String> says) {
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

    private static String message(Evidence e) {
        String text = String.valueOf(failure(e).getMessage());
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String alertWords(Evidence e) {
        return failure(e).alert().map(a -> " (" + a.label() + ")").orElse("");
    }

    private static String notTls(Evidence e) {
        return e.anyAnswer(ServerAnswer.Kind.NOT_TLS).orElseThrow().detail();
    }

    private static String farthest(Evidence e) {
        long most = e.probes().stream().mapToLong(p -> p.answer().bytes()).max().orElse(0);
        return most + (most == 1 ? " byte" : " bytes") + " came before the time was up";
    }
}
