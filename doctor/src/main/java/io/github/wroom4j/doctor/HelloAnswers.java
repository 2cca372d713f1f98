package io.github.wroom4j.doctor;

import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.ServerHello;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What follows from the hellos that were said so far. An open question is an empty answer: {@link HelloPlan} goes on
 * asking until none is left, the verdicts and the comparison read the answers.
 *
 * @param row what the module's TLS says first
 * @param probes in the order in which they were said
 */
record HelloAnswers(FirmwareHello row, List<Probe> probes) {

    HelloAnswers {
        probes = List.copyOf(probes);
    }

    Optional<Probe> probe(Name name) {
        return probes.stream().filter(p -> p.name() == name).findFirst();
    }

    boolean said(Name name) {
        return probe(name).isPresent();
    }

    boolean accepted(Name name) {
        return probe(name).filter(Probe::accepted).isPresent();
    }

    boolean refused(Name name) {
        return probe(name).filter(Probe::refused).isPresent();
    }

    boolean refusedWith(Name name, Alert alert) {
        return probe(name)
                .flatMap(p -> p.answer().alert())
                .filter(alert::equals)
                .isPresent();
    }

    private Optional<ProtocolVersion> version(Name name) {
        return probe(name).flatMap(p -> p.answer().hello()).map(ServerHello::version);
    }

    /**
     * The hello that offered everything within the firmware's version. The TLS 1.2 hello is that one for firmwares which
     * have TLS 1.2, and for servers which answer it with what an older firmware has.
     */
    Optional<Probe> wide() {
        boolean alreadyAsked = row.version().compareTo(ProtocolVersion.TLS_1_2) >= 0
                || version(Name.TLS_1_2)
                        .filter(v -> v.compareTo(row.version()) <= 0)
                        .isPresent();
        return probe(alreadyAsked ? Name.TLS_1_2 : Name.FIRMWARE_VERSION_WIDE);
    }

    /** Whether the firmware's version is spoken at all, with whatever suites. */
    Optional<Boolean> versionSpoken() {
        if (accepted(Name.FIRMWARE)) {
            return Optional.of(true);
        }
        if (refusedWith(Name.FIRMWARE, Alert.PROTOCOL_VERSION)) {
            return Optional.of(false);
        }
        return wide().filter(p -> p.accepted() || p.refused()).map(Probe::accepted);
    }

    /** Whether the server requires SNI. */
    Optional<Boolean> nameNeeded() {
        if (nameless().anyMatch(Probe::accepted)) {
            return Optional.of(false);
        }
        // The nameless hello differs from an accepted one in nothing but the name; 112 says so itself.
        boolean proved = refused(Name.NAMELESS) || namelessRefusal().isPresent();
        return proved ? Optional.of(true) : Optional.empty();
    }

    /** The alert with which a hello without a name was refused for that reason. */
    Optional<Alert> namelessRefusal() {
        var unrecognized = Alert.UNRECOGNIZED_NAME;
        return nameless()
                .flatMap(p -> p.answer().alert().stream())
                .filter(unrecognized::equals)
                .findFirst()
                .or(() -> probe(Name.NAMELESS).flatMap(p -> p.answer().alert()));
    }

    /** Whether it agrees on keys by RSA, as small clients do. */
    Optional<Boolean> rsa() {
        boolean seen = probes.stream()
                .flatMap(p -> p.answer().hello().stream())
                .anyMatch(h -> h.suite().keyExchange().equals("RSA"));
        if (seen) {
            return Optional.of(true);
        }
        boolean refusedAlone = refused(Name.TLS_1_2_RSA)
                || refused(Name.TLS_1_2_RSA_NAMELESS)
                        && nameNeeded().filter(needed -> !needed).isPresent();
        return refusedAlone ? Optional.of(false) : Optional.empty();
    }

    /**
     * Whether the firmware comes in an image with another library too: where 1024+1024 holds mbedTLS, 512+512 holds axTLS
     * all the same, and {@code AT+GMR} does not show which of the two a module has (at-recorded §4).
     */
    boolean hasOtherImage() {
        return row.equals(FirmwareHello.NONOS_1_7) || row.equals(FirmwareHello.NONOS_1_7_0);
    }

    /** Every hello that named no server. */
    Stream<Probe> nameless() {
        return probes.stream().filter(p -> p.hello().serverName().isEmpty());
    }

    /** Whether a handshake on the JVM would only cost time: not one answer is the beginning of TLS. */
    boolean hopeless() {
        return probes.stream().allMatch(HelloAnswers::isHopeless);
    }

    static boolean isHopeless(Probe probe) {
        return switch (probe.answer().kind()) {
            case NOT_TLS, MISBEHAVES, NOTHING, CUT_SHORT -> true;
            case HELLO -> !probe.answer().finished(); // it went along and then fell silent
            case ALERT -> false;
        };
    }

    static boolean isSilent(Probe probe) {
        return probe.answer().kind() == ServerAnswer.Kind.NOTHING;
    }
}
