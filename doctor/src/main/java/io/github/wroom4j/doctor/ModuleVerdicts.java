package io.github.wroom4j.doctor;

import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.FirmwareHello.Basis;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** How TLS inside the module would fare, judged by what the server said to the firmware's hello. */
final class ModuleVerdicts {
    /** What an axTLS buffer of S bytes takes as a record body: S − 5 (espconn-sdk §8.3). */
    private static final int HEADER = 5;

    private static final int FIRST_BUFFER = 2048;

    private static final int MEMORY_GATE = 14_336;

    /** Servers give a client five seconds and more for its next message; a module at work answers sooner. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private ModuleVerdicts() {}

    /** What a rule says depends on whether it is sure: it would fail, or would probably fail. */
    private record Rule(Predicate<Evidence> applies, Finding finding, BiFunction<Evidence, Boolean, Text> says) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    // AT 0.40 offers no SSL links, but the SDK beneath does TLS for code of one's own
                    e -> !e.capabilities().has(Feature.SSL) && !e.capabilities().has(Feature.SDK_TLS),
                    Finding.NO_MODULE_TLS,
                    (e, sure) -> Text.of("module.no-tls")),
            new Rule(
                    e -> e.probe(Name.FIRMWARE).isEmpty()
                            || e.probe(Name.FIRMWARE).get().ending() == Probe.Ending.NOT_CONNECTED,
                    Finding.NOT_EXAMINED,
                    (e, sure) -> Text.of("module.not-reached")),
            new Rule(
                    // no handshake was tried: the server answers hellos, but completes no handshake
                    e -> e.host().isEmpty(),
                    Finding.NOT_EXAMINED,
                    (e, sure) -> Text.of("module.no-further")),
            // The module was seen to do it, whatever was expected
            new Rule(e -> e.trial().stood(), Finding.WORKS, (e, sure) -> Text.of("module.connected", seconds(e))),
            // The server accepts the hello
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && needed(e) > room(e) && largestIsChain(e),
                    Finding.CHAIN_TOO_LARGE,
                    (e, sure) -> Text.of(
                            "module.chain-too-large",
                            fails(sure),
                            answer(e).certificateMessage(),
                            e.sslBuffer().getAsInt(),
                            room(e))),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && needed(e) > room(e),
                    Finding.RECORD_TOO_LARGE,
                    (e, sure) -> Text.of("module.record-too-large", fails(sure), needed(e), room(e))),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && answer(e).wantsClientCertificate() && e.clientCertificateNeeded(),
                    Finding.CLIENT_CERTIFICATE_WANTED,
                    (e, sure) -> Text.of("module.client-certificate-wanted", fails(sure))),
            // What AT cannot show is asserted with evidence only
            new Rule(
                    e -> e.trial()
                            .attempt()
                            .filter(ModuleTrial.Attempt::restarted)
                            .isPresent(),
                    Finding.MODULE_MEMORY,
                    (e, sure) -> Text.of("module.restarts", free(e))),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && memoryNeeded(e) > freeMemory(e),
                    Finding.MODULE_MEMORY,
                    (e, sure) -> Text.of(
                            "module.too-little-memory", fails(sure), freeMemory(e), buffer(e), memoryNeeded(e))),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && e.trial().failed() && slow(e),
                    Finding.MODULE_SLOW,
                    (e, sure) -> Text.of("module.slow", seconds(e))),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && e.trial().failed(),
                    Finding.MODULE_FAILED,
                    (e, sure) -> Text.of("module.failed", free(e))),
            new Rule(e -> e.accepted(Name.FIRMWARE), Finding.WORKS, ModuleVerdicts::welcome),
            // The server refuses
            new Rule(
                    e -> e.alert(Name.FIRMWARE).orElse(-1) == 112
                            || versionSpoken(e) && e.answers().nameNeeded().orElse(false),
                    Finding.SERVER_NAME_NEEDED,
                    (e, sure) -> refused(e, sure, Text.of("module.refused.name"))),
            new Rule(
                    e -> e.alert(Name.FIRMWARE).orElse(-1) == 70,
                    Finding.VERSION_REFUSED,
                    (e, sure) -> refused(e, sure, versionRefused(e))),
            new Rule(
                    ModuleVerdicts::versionSpoken,
                    Finding.NO_COMMON_SUITE,
                    (e, sure) -> refused(
                            e,
                            sure,
                            Text.of(
                                    "module.refused.suites",
                                    wide(e).hello().orElseThrow().version(),
                                    wide(e).hello().orElseThrow().suite()))),
            new Rule(
                    e -> e.alert(Name.FIRMWARE).orElse(-1) == 80 && e.anyAccepted(),
                    Finding.TOO_OLD_FOR_OPENSSL,
                    (e, sure) -> refused(e, sure, Text.of("module.refused.too-old"))),
            new Rule(
                    e -> wideAlert(e) == 70 || e.accepted(Name.TLS_1_2) && wideAlert(e) >= 0,
                    Finding.VERSION_REFUSED,
                    (e, sure) -> refused(e, sure, versionRefused(e))),
            new Rule(
                    e -> List.of(40, 71, 47).contains(e.alert(Name.FIRMWARE).orElse(-1)),
                    Finding.NO_COMMON_SUITE,
                    (e, sure) -> refused(e, sure, Text.of("module.refused.nothing-acceptable"))),
            new Rule(
                    e -> e.alert(Name.FIRMWARE).isPresent(),
                    Finding.OTHER_ALERT,
                    (e, sure) ->
                            refused(e, sure, Wording.meaning(answer(e).alert().orElseThrow()))),
            new Rule(
                    e -> e.probe(Name.FIRMWARE).get().ending() == Probe.Ending.TIMED_OUT,
                    Finding.SILENCE,
                    (e, sure) -> refused(e, sure, Text.of("module.refused.silence"))),
            new Rule(e -> true, Finding.HUNG_UP, (e, sure) -> refused(e, sure, Text.of("module.refused.hangs-up"))));

    static Verdict judge(Evidence e) {
        var rule = RULES.stream().filter(r -> r.applies().test(e)).findFirst().orElseThrow();
        boolean fromHello = rule.finding() != Finding.NO_MODULE_TLS && rule.finding() != Finding.NOT_EXAMINED;
        boolean certain = !fromHello
                || e.trial().stood()
                || rule.finding() == Finding.MODULE_FAILED
                || e.trial().attempt().filter(ModuleTrial.Attempt::restarted).isPresent()
                || e.firmwareHello().basis() == Basis.MEASURED
                        && !isConcluded(rule.finding(), e)
                        // Another image of this firmware says another hello, and may fare otherwise.
                        && (!e.answers().hasOtherImage() || e.accepted(Name.NANO_IMAGE));
        var text = rule.says().apply(e, certain);
        return new Verdict(rule.finding(), text, certain, Advice.forModule(rule.finding(), e, needed(e) + HEADER));
    }

    /** What more than the hello decides, and is not seen from here. */
    private static boolean isConcluded(Finding finding, Evidence e) {
        return switch (finding) {
            case WORKS -> mayBeTooSmall(e);
            case MODULE_SLOW -> true;
            // The gate was read in SDK 1.3.0.
            case MODULE_MEMORY -> !e.firmwareHello().equals(FirmwareHello.SDK_1_3_0);
            default -> false;
        };
    }

    private static Text fails(boolean sure) {
        return Text.of(sure ? "module.would-fail" : "module.would-probably-fail");
    }

    private static Text welcome(Evidence e, boolean sure) {
        var hello = answer(e).hello().orElseThrow();
        return Text.of(
                sure ? "module.would-get" : "module.would-probably-get",
                hello.version(),
                hello.suite(),
                mayBeTooSmall(e) ? Text.of("module.if-buffer", needed(e)) : "",
                nano(e));
    }

    private static Text refused(Evidence e, boolean sure, Text why) {
        String alert = answer(e).alert().map(a -> " (" + a.label() + ")").orElse("");
        return Text.of("module.refused", fails(sure), why, alert);
    }

    /** Too old for this server: which version it does speak, where one was seen. */
    private static Text versionRefused(Evidence e) {
        var own = e.firmwareHello().version();
        return e.leastVersion()
                .filter(v -> v.compareTo(own) > 0)
                .map(v -> Text.of(
                        v.equals(ProtocolVersion.TLS_1_3)
                                ? "module.refused.version-only"
                                : "module.refused.version-least",
                        v,
                        own))
                .orElseGet(() -> Text.of("module.refused.version", own));
    }

    private static ServerAnswer answer(Evidence e) {
        return e.probe(Name.FIRMWARE).orElseThrow().answer();
    }

    private static ServerAnswer wide(Evidence e) {
        return e.answers().wide().orElseThrow().answer();
    }

    private static boolean versionSpoken(Evidence e) {
        return e.answers().versionSpoken().orElse(false);
    }

    private static int wideAlert(Evidence e) {
        return e.answers()
                .wide()
                .flatMap(p -> p.answer().alert())
                .map(Alert::code)
                .orElse(-1);
    }

    // axTLS cannot put a handshake message together from several records, and mbedTLS keeps a message whole in its
    // buffer: either way the larger of message and record is what must fit.
    private static int needed(Evidence e) {
        return e.probe(Name.FIRMWARE)
                .map(Probe::answer)
                .map(a -> Math.max(a.largestRecord(), a.certificateMessage() + 4))
                .orElse(0);
    }

    /** The small image of 1.7 has another TLS, and only a hello shows which image it is. */
    private static Object nano(Evidence e) {
        return e.probe(Name.NANO_IMAGE)
                .filter(p -> !p.accepted())
                .<Object>map(p -> Text.of(
                        "module.nano-refused",
                        p.answer().alert().map(a -> " (" + a.label() + ")").orElse("")))
                .orElse("");
    }

    private static Object free(Evidence e) {
        var free = e.trial().freeMemory();
        return free.isPresent() ? Text.of("module.free-before", free.getAsInt()) : "";
    }

    private static int freeMemory(Evidence e) {
        return e.trial().freeMemory().orElse(Integer.MAX_VALUE);
    }

    private static int buffer(Evidence e) {
        return e.sslBuffer().orElse(FIRST_BUFFER);
    }

    /** The gate of espconn_secure_connect (espconn-sdk §7.2), where axTLS stands behind it; of others nothing is known. */
    private static int memoryNeeded(Evidence e) {
        return isAxTls(e) ? buffer(e) + MEMORY_GATE : 0;
    }

    private static boolean slow(Evidence e) {
        return e.trial()
                .attempt()
                .flatMap(ModuleTrial.Attempt::took)
                .filter(t -> t.compareTo(SLOW) >= 0)
                .isPresent();
    }

    private static String seconds(Evidence e) {
        long millis = e.trial()
                .attempt()
                .flatMap(ModuleTrial.Attempt::took)
                .map(Duration::toMillis)
                .orElse(0L);
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static boolean largestIsChain(Evidence e) {
        return answer(e).certificateMessage() + 4 >= answer(e).largestRecord();
    }

    private static int room(Evidence e) {
        if (e.sslBuffer().isEmpty()) {
            return Integer.MAX_VALUE; // unknown: nothing is asserted
        }
        return e.sslBuffer().getAsInt() - (isAxTls(e) ? HEADER : 0);
    }

    private static boolean isAxTls(Evidence e) {
        return e.firmwareHello().equals(FirmwareHello.SDK_1_3_0)
                || e.firmwareHello().equals(FirmwareHello.NONOS_AXTLS);
    }

    /** A buffer that the firmware does not report has 2048 bytes until a program sets it (espconn-sdk §7.1). */
    private static boolean mayBeTooSmall(Evidence e) {
        return e.sslBuffer().isEmpty() && isAxTls(e) && needed(e) > FIRST_BUFFER - HEADER;
    }
}
