package io.github.wroom4j.doctor;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.FirmwareHello.Basis;
import io.github.wroom4j.tlswire.ServerAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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

    private record Rule(Predicate<Evidence> applies, Finding finding, Function<Evidence, String> says) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    e -> !e.capabilities().has(Capabilities.Feature.SSL)
                            && e.firmware().family() != Firmware.Family.NONOS_0_40,
                    Finding.NO_MODULE_TLS,
                    e -> "This firmware has no TLS of its own."),
            new Rule(
                    e -> e.probe(Name.FIRMWARE).isEmpty()
                            || e.probe(Name.FIRMWARE).get().ending() == Probe.Ending.NOT_CONNECTED,
                    Finding.NOT_EXAMINED,
                    e -> "TLS in the module was not examined, because the server was not reached."),
            new Rule(
                    // no handshake was tried: the server refuses nobody, it goes along with nobody to the end
                    e -> e.host().isEmpty(),
                    Finding.NOT_EXAMINED,
                    e -> "TLS in the module would not get further than TLS on the JVM."),
            // The module was seen to do it, whatever was expected
            new Rule(
                    e -> e.trial().stood(),
                    Finding.WORKS,
                    e -> "TLS in the module works: it connected within " + seconds(e) + ", not verified."),
            // The server goes along
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && needed(e) > room(e) && largestIsChain(e),
                    Finding.CHAIN_TOO_LARGE,
                    e -> "TLS in the module would fail: the certificates come as one message of "
                            + answer(e).certificateMessage() + " bytes, and its buffer of "
                            + e.sslBuffer().getAsInt() + " takes " + room(e) + "."),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && needed(e) > room(e),
                    Finding.RECORD_TOO_LARGE,
                    e -> "TLS in the module would fail: the server sends records of " + needed(e)
                            + " bytes, and the module's buffer takes " + room(e) + "."),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE)
                            && answer(e).wantsClientCertificate()
                            && HostVerdicts.judge(e).finding() == Finding.CLIENT_CERTIFICATE_WANTED,
                    Finding.CLIENT_CERTIFICATE_WANTED,
                    e -> "TLS in the module would fail too: the server wants a client certificate."),
            // What AT cannot show is asserted with evidence only
            new Rule(
                    e -> e.trial()
                            .attempt()
                            .filter(ModuleTrial.Attempt::restarted)
                            .isPresent(),
                    Finding.MODULE_MEMORY,
                    e -> "TLS in the module fails for want of memory: the module restarts at AT+CIPSTART" + free(e)
                            + "."),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && memoryNeeded(e) > freeMemory(e),
                    Finding.MODULE_MEMORY,
                    e -> "TLS in the module would fail for want of memory: " + freeMemory(e)
                            + " bytes are free (AT+SYSRAM?), and a buffer of " + buffer(e) + " asks for more than "
                            + memoryNeeded(e) + "."),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && e.trial().failed() && slow(e),
                    Finding.MODULE_SLOW,
                    e -> "TLS in the module fails after " + seconds(e) + ", though the server takes its hello: probably"
                            + " it is too slow for this server's patience."),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE) && e.trial().failed(),
                    Finding.MODULE_FAILED,
                    e -> "TLS in the module fails, though the server takes its hello" + free(e)
                            + "; possible causes: too little memory, or a handshake too slow for the server."),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE),
                    Finding.WORKS,
                    e -> "TLS in the module would get "
                            + answer(e).hello().orElseThrow().version() + " with "
                            + answer(e).hello().orElseThrow().suite() + ", not verified"
                            + (mayBeTooSmall(e)
                                    ? ", if its buffer was set to more than " + needed(e) + " bytes (2048 at first)."
                                    : ".")
                            + nano(e)),
            // The server refuses
            new Rule(
                    e -> e.accepted(Name.FIRMWARE_WITH_NAME)
                            || e.alert(Name.FIRMWARE).orElse(-1) == 112,
                    Finding.SERVER_NAME_NEEDED,
                    e -> refused(e, "the server needs its name in the hello, and this firmware sends none")),
            new Rule(
                    e -> e.alert(Name.FIRMWARE).orElse(-1) == 70,
                    Finding.VERSION_REFUSED,
                    e -> refused(
                            e, "the server does not speak " + e.firmwareHello().version() + " any more")),
            new Rule(
                    e -> e.accepted(Name.FIRMWARE_VERSION_WIDE),
                    Finding.NO_COMMON_SUITE,
                    e -> refused(
                            e,
                            "the server speaks " + wide(e).hello().orElseThrow().version()
                                    + " but takes none of the module's suites; it would take "
                                    + wide(e).hello().orElseThrow().suite())),
            new Rule(
                    e -> e.alert(Name.FIRMWARE).orElse(-1) == 80 && e.anyAccepted(),
                    Finding.TOO_OLD_FOR_OPENSSL,
                    e -> refused(e, "an OpenSSL-based server says so to hellos that are too old for it")),
            new Rule(
                    e -> e.alert(Name.FIRMWARE_VERSION_WIDE).orElse(-1) == 70,
                    Finding.VERSION_REFUSED,
                    e -> refused(
                            e, "the server does not speak " + e.firmwareHello().version() + " any more")),
            new Rule(
                    e -> List.of(40, 71, 47).contains(e.alert(Name.FIRMWARE).orElse(-1)),
                    Finding.NO_COMMON_SUITE,
                    e -> refused(e, "nothing that the module offers is acceptable to the server")),
            new Rule(
                    e -> e.alert(Name.FIRMWARE).isPresent(),
                    Finding.OTHER_ALERT,
                    e -> refused(e, answer(e).alert().orElseThrow().meaning())),
            new Rule(
                    e -> e.probe(Name.FIRMWARE).get().ending() == Probe.Ending.TIMED_OUT,
                    Finding.SILENCE,
                    e -> refused(e, "the server does not answer the module's hello, though it answers others")),
            new Rule(
                    e -> true,
                    Finding.HUNG_UP,
                    e -> refused(e, "the server hangs up at the module's hello without a word")));

    static Verdict judge(Evidence e) {
        var rule = RULES.stream().filter(r -> r.applies().test(e)).findFirst().orElseThrow();
        boolean fromHello = rule.finding() != Finding.NO_MODULE_TLS && rule.finding() != Finding.NOT_EXAMINED;
        boolean certain = !fromHello
                || e.trial().stood()
                || rule.finding() == Finding.MODULE_FAILED
                || e.trial().attempt().filter(ModuleTrial.Attempt::restarted).isPresent()
                || e.firmwareHello().basis() == Basis.MEASURED
                        && !(rule.finding() == Finding.WORKS && mayBeTooSmall(e));
        String sentence = rule.says().apply(e);
        if (!certain) {
            sentence = sentence.replace("TLS in the module would", "TLS in the module would probably");
        }
        return new Verdict(rule.finding(), sentence, certain, Advice.forModule(rule.finding(), e, needed(e) + HEADER));
    }

    private static String refused(Evidence e, String why) {
        var alert = answer(e).alert().map(a -> " (" + a.label() + ")").orElse("");
        return "TLS in the module would fail: " + why + alert + ".";
    }

    private static ServerAnswer answer(Evidence e) {
        return e.probe(Name.FIRMWARE).orElseThrow().answer();
    }

    private static ServerAnswer wide(Evidence e) {
        return e.probe(Name.FIRMWARE_VERSION_WIDE).orElseThrow().answer();
    }

    // axTLS cannot put a handshake message together from several records, and mbedTLS keeps a message whole in its
    // buffer: either way the larger of message and record is what must fit.
    private static int needed(Evidence e) {
        return e.probe(Name.FIRMWARE)
                .map(Probe::answer)
                .map(a -> Math.max(a.largestRecord(), a.certificateMessage() + 4))
                .orElse(0);
    }

    /** The small image of 1.7 has another TLS, and nothing but a hello tells which image it is. */
    private static String nano(Evidence e) {
        return e.probe(Name.NANO_IMAGE)
                .filter(p -> !p.accepted())
                .map(p -> " The firmware's nano image (512+512) would be refused"
                        + p.answer().alert().map(a -> " (" + a.label() + ")").orElse("")
                        + "; --learn tells which it is.")
                .orElse("");
    }

    private static String free(Evidence e) {
        var free = e.trial().freeMemory();
        return free.isPresent() ? " (" + free.getAsInt() + " bytes were free before)" : "";
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

    /** A buffer that the firmware does not tell has 2048 bytes until a program sets it (espconn-sdk §7.1). */
    private static boolean mayBeTooSmall(Evidence e) {
        return e.sslBuffer().isEmpty() && isAxTls(e) && needed(e) > FIRST_BUFFER - HEADER;
    }
}
