package io.github.wroom4j.doctor;

import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerHello;
import io.github.wroom4j.words.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What to do about a finding: lines that can be pasted into a sketch or a terminal. */
final class Advice {
    private static final int SHOWN_NAMES = 10;
    /**
     * Buffers above this take records whose data, with the words before them, do not fit the ring of 3020 bytes in front of
     * the UART of AT 1.1 and later with axTLS: the port is mute from then on (at-recorded D7).
     */
    private static final int SAFE_BUFFER = 3027;

    private static final Text ON_THE_JVM = Text.of("advice.on-the-jvm");
    private static final Text FIRMWARE_TLS12 = Text.of("advice.firmware-tls12");
    private static final Text FIRMWARE_ECDHE = Text.of("advice.firmware-ecdhe");

    /** For TLS inside the module. */
    private static final Map<Finding, List<Text>> MODULE = Map.ofEntries(
            Map.entry(Finding.NO_MODULE_TLS, List.of(ON_THE_JVM)),
            Map.entry(Finding.SERVER_NAME_NEEDED, List.of(ON_THE_JVM)),
            Map.entry(Finding.RECORD_TOO_LARGE, List.of(ON_THE_JVM)),
            Map.entry(Finding.CLIENT_CERTIFICATE_WANTED, List.of(ON_THE_JVM)),
            Map.entry(
                    Finding.MODULE_MEMORY,
                    List.of(Text.verbatim("AT+CIPSSLSIZE=2048"), Text.of("advice.close-links"), ON_THE_JVM)),
            Map.entry(Finding.MODULE_SLOW, List.of(ON_THE_JVM)),
            Map.entry(Finding.MODULE_FAILED, List.of(Text.verbatim("./wroom4j at 'AT+SYSRAM?'"), ON_THE_JVM)));

    /** For TLS on the JVM. */
    private static final Map<Finding, List<Text>> HOST = Map.ofEntries(
            Map.entry(Finding.VERSION_REFUSED, List.of(Text.of("advice.older-version"))),
            Map.entry(Finding.NO_COMMON_SUITE, List.of(Text.of("advice.less-secure"))),
            Map.entry(Finding.SERVER_NAME_NEEDED, List.of(Text.of("advice.by-name"))),
            Map.entry(Finding.EXPIRED, List.of(Text.of("advice.renew"))),
            Map.entry(Finding.NOT_YET_VALID, List.of(Text.of("advice.both-clocks"))),
            Map.entry(Finding.CLOCK_UNSET, List.of(Text.of("advice.set-clock"), Text.of("advice.give-time"))),
            Map.entry(
                    Finding.CLIENT_CERTIFICATE_WANTED,
                    List.of(Text.of("advice.client-certificate"), Text.of("advice.try-client-certificate"))),
            Map.entry(Finding.CLIENT_CERTIFICATE_REFUSED, List.of(Text.of("advice.other-client-certificate"))),
            Map.entry(Finding.NOT_TLS, List.of(Text.of("advice.right-port"))),
            Map.entry(Finding.CAPTIVE_PORTAL, List.of(Text.of("advice.log-in"))),
            Map.entry(Finding.NAME_NOT_FOUND, List.of(Text.of("advice.spelling"))),
            Map.entry(Finding.NOT_REACHED, List.of(Text.of("advice.listening"))),
            Map.entry(Finding.NO_WIFI, List.of(Text.of("advice.join"))),
            Map.entry(Finding.SILENCE, List.of(Text.of("advice.swallowed"))),
            Map.entry(Finding.HUNG_UP, List.of(Text.of("advice.other-network"))));

    private Advice() {}

    static List<Text> forModule(Finding finding, Evidence evidence, int needed) {
        if (finding == Finding.CHAIN_TOO_LARGE) {
            int most = evidence.capabilities().sslBufferMost();
            var lines = new ArrayList<Text>();
            if (most >= needed) {
                int size = Math.min(most, (needed + 1023) / 1024 * 1024);
                lines.add(Text.verbatim("AT+CIPSSLSIZE=" + size));
                lines.add(Text.verbatim("client.setBufferSizes(" + size + ", 512);"));
                if (size > SAFE_BUFFER && muteAfterLongRecords(evidence)) {
                    lines.add(Text.of("advice.long-records"));
                }
            }
            lines.add(ON_THE_JVM);
            return lines;
        }
        return switch (finding) {
            case VERSION_REFUSED, TOO_OLD_FOR_OPENSSL, NO_COMMON_SUITE ->
                Stream.concat(Stream.of(ON_THE_JVM), otherFirmware(finding, evidence).stream())
                        .toList();
            default -> MODULE.getOrDefault(finding, List.of());
        };
    }

    private static boolean muteAfterLongRecords(Evidence evidence) {
        String version = evidence.firmware().atVersion();
        return evidence.firmwareHello().equals(FirmwareHello.NONOS_AXTLS)
                && !version.startsWith("0.")
                && !version.startsWith("1.0.");
    }

    /** A firmware that this server would take, as far as the hellos have shown; no firmware speaks TLS 1.3. */
    private static Optional<Text> otherFirmware(Finding finding, Evidence evidence) {
        if (evidence.leastVersion().filter(ProtocolVersion.TLS_1_3::equals).isPresent()) {
            return Optional.of(Text.of("advice.no-firmware-tls13"));
        }
        var newest = FirmwareHello.ESP_AT_2;
        boolean newer = !evidence.firmwareHello().equals(newest)
                && !evidence.firmwareHello().equals(FirmwareHello.ATMOD);
        return evidence.probe(Probe.Name.TLS_1_2)
                .flatMap(p -> p.answer().hello())
                .map(ServerHello::suite)
                .filter(chosen -> newer
                        && (newest.suites().contains(chosen)
                                || chosen.keyExchange().startsWith("ECDHE")))
                .map(chosen -> finding == Finding.NO_COMMON_SUITE ? FIRMWARE_ECDHE : FIRMWARE_TLS12);
    }

    static List<Text> forHost(Finding finding, Evidence evidence) {
        var chain = evidence.chain();
        if (finding == Finding.PLAIN_HTTP) {
            return List.of(Text.of("advice.plain-http", evidence.peer()), Text.of("advice.right-port"));
        }
        if (evidence.peer().host().indexOf(':') >= 0) {
            return List.of(Text.of("advice.ipv6", evidence.peer()));
        }
        if (chain.isEmpty()) {
            return HOST.getOrDefault(finding, List.of());
        }
        var leaf = CertificateInfo.of(chain.get(0));
        return switch (finding) {
            case UNKNOWN_CA ->
                lines(Stream.of(
                        Optional.of(Text.of(
                                "advice.anchor",
                                CertificateInfo.inComment(CertificateInfo.shortName(
                                        chain.get(chain.size() - 1).getIssuerX500Principal())))),
                        Optional.of(Text.of("advice.exactly-this", leaf.fingerprintLine())),
                        leaf.pinWarning(evidence.time())));
            case SELF_SIGNED ->
                lines(Stream.of(
                        Optional.of(Text.verbatim(leaf.fingerprintLine())),
                        leaf.pinWarning(evidence.time()),
                        Optional.of(Text.of("advice.its-key"))));
            case WRONG_NAME -> List.of(Text.of("advice.its-names", some(leaf.names())));
            default -> HOST.getOrDefault(finding, List.of());
        };
    }

    /** Certificates of hosting companies bear hundreds of names. */
    private static Object some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN_NAMES, names.size())));
        return names.size() > SHOWN_NAMES ? Text.of("trust.and-more", first, names.size() - SHOWN_NAMES) : first;
    }

    private static List<Text> lines(Stream<Optional<Text>> some) {
        return some.flatMap(Optional::stream).toList();
    }
}
