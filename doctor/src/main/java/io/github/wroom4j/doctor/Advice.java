package io.github.wroom4j.doctor;

import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.words.Text;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What to do about a finding: lines that can be pasted into a sketch or a terminal. */
final class Advice {
    private static final Text ON_THE_JVM = Text.of("advice.on-the-jvm");
    private static final Text FIRMWARE_TLS12 = Text.of("advice.firmware-tls12");
    private static final Text FIRMWARE_ECDHE = Text.of("advice.firmware-ecdhe");

    /** For TLS inside the module. */
    private static final Map<Finding, List<Text>> MODULE = Map.ofEntries(
            Map.entry(Finding.NO_MODULE_TLS, List.of(ON_THE_JVM)),
            Map.entry(Finding.VERSION_REFUSED, List.of(ON_THE_JVM, FIRMWARE_TLS12)),
            Map.entry(Finding.TOO_OLD_FOR_OPENSSL, List.of(ON_THE_JVM, FIRMWARE_TLS12)),
            Map.entry(Finding.NO_COMMON_SUITE, List.of(ON_THE_JVM, FIRMWARE_ECDHE)),
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
            Map.entry(Finding.CLOCK_UNSET, List.of(Text.of("advice.set-clock"), Text.of("advice.tell-time"))),
            Map.entry(Finding.CLIENT_CERTIFICATE_WANTED, List.of(Text.of("advice.client-certificate"))),
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
            }
            lines.add(ON_THE_JVM);
            return lines;
        }
        return MODULE.getOrDefault(finding, List.of());
    }

    static List<Text> forHost(Finding finding, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return HOST.getOrDefault(finding, List.of());
        }
        var leaf = CertificateInfo.of(chain.get(0));
        return switch (finding) {
            case UNKNOWN_CA ->
                List.of(
                        Text.of(
                                "advice.anchor",
                                CertificateInfo.shortName(
                                        chain.get(chain.size() - 1).getIssuerX500Principal())),
                        Text.of("advice.exactly-this", leaf.fingerprintLine()));
            case SELF_SIGNED -> List.of(Text.verbatim(leaf.fingerprintLine()), Text.of("advice.its-key"));
            case WRONG_NAME -> List.of(Text.of("advice.its-names", String.join(", ", leaf.names())));
            default -> HOST.getOrDefault(finding, List.of());
        };
    }
}
