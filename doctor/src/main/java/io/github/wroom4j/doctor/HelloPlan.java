package io.github.wroom4j.doctor;

import static io.github.wroom4j.doctor.HelloAnswers.isSilent;

import io.github.wroom4j.doctor.Probe.Ending;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ServerAnswer;
import java.util.List;
import java.util.Optional;

/**
 * Which hello to say next, as a decision procedure: each is chosen by what its answer splits, and none is said whose
 * answer is known. At most {@value #MOST} are said; three or four do for most servers.
 *
 * <ol>
 *   <li>The firmware's own hello: would the module get in?
 *   <li>One TLS 1.2 hello with everything in it, because TLS 1.2 answers in clear: version, suite, group, chain, client
 *       certificate, short records and resumption come back together. TLS 1.3 needs no hello of its own: the JVM's
 *       handshake offers it. Only where both hellos met silence, a TLS 1.3 hello settles whether anybody is at home.
 *   <li>If the module was refused, and the alert does not say why: its version with every suite. Refused, the version
 *       is the reason; accepted, it is the suites or the missing name.
 *   <li>The same without the name splits those two. Where the version is the reason already, name and RSA are asked
 *       for in one hello, as both are usually welcome, and apart only if it is refused.
 *   <li>RSA key exchange alone, if no answer so far has shown it.
 * </ol>
 */
final class HelloPlan {
    /** No server whatever gets more hellos than this. */
    static final int MOST = 6;

    private HelloPlan() {}

    /**
     * The next hello.
     *
     * @param row what the module's TLS says first
     * @param hasName whether there is a name to send: an address is none
     * @param probes what was said so far, with the answers
     * @return empty when every question that can be settled by a hello is settled
     */
    static Optional<Name> next(FirmwareHello row, boolean hasName, List<Probe> probes) {
        var known = new HelloAnswers(row, probes);
        if (!known.said(Name.FIRMWARE)) {
            return Optional.of(Name.FIRMWARE);
        }
        var firmware = known.probe(Name.FIRMWARE).orElseThrow();
        if (firmware.ending() == Ending.NOT_CONNECTED || firmware.answer().kind() == ServerAnswer.Kind.NOT_TLS) {
            return Optional.empty();
        }
        if (!known.said(Name.TLS_1_2)) {
            return Optional.of(Name.TLS_1_2);
        }
        if (known.hopeless()) {
            boolean silent = probes.size() == 2 && probes.stream().allMatch(p -> isSilent(p) && isHangUp(p));
            return silent ? Optional.of(Name.TLS_1_3) : Optional.empty();
        }
        return firmware.accepted() ? afterWelcome(known) : afterRefusal(known, hasName);
    }

    private static Optional<Name> afterWelcome(HelloAnswers known) {
        if (known.hasOtherImage() && !known.said(Name.NANO_IMAGE)) {
            return Optional.of(Name.NANO_IMAGE);
        }
        return rsa(known);
    }

    private static Optional<Name> afterRefusal(HelloAnswers known, boolean hasName) {
        boolean toldByAlert = known.refusedWith(Name.FIRMWARE, Alert.UNRECOGNIZED_NAME);
        if (!toldByAlert && known.versionSpoken().isEmpty() && !known.said(Name.FIRMWARE_VERSION_WIDE)) {
            return Optional.of(Name.FIRMWARE_VERSION_WIDE);
        }
        if (!known.accepted(Name.TLS_1_2)) {
            return Optional.empty();
        }
        if (hasName && known.nameNeeded().isEmpty() && !known.said(Name.NAMELESS)) {
            boolean versionIsTheReason = known.versionSpoken().filter(v -> !v).isPresent();
            boolean together = versionIsTheReason && known.rsa().isEmpty() && !known.said(Name.TLS_1_2_RSA_NAMELESS);
            return Optional.of(together ? Name.TLS_1_2_RSA_NAMELESS : Name.NAMELESS);
        }
        return rsa(known);
    }

    private static Optional<Name> rsa(HelloAnswers known) {
        boolean open = known.accepted(Name.TLS_1_2) && known.rsa().isEmpty() && !known.said(Name.TLS_1_2_RSA);
        return open ? Optional.of(Name.TLS_1_2_RSA) : Optional.empty();
    }

    // A server of TLS 1.3 alone may hang up at what is older; one that keeps the link open and says nothing is another.
    private static boolean isHangUp(Probe probe) {
        return probe.ending() == Ending.HUNG_UP || probe.ending() == Ending.BROKE;
    }
}
