package io.github.wroom4j.doctor;

import io.github.wroom4j.doctor.Verdict.Finding;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What to do about a finding: lines that can be pasted into a sketch or a terminal. */
final class Advice {
    private static final String ON_THE_JVM = "client.setTlsLocation(TlsLocation.HOST); // TLS on the JVM, the default";

    /** For TLS inside the module. */
    private static final Map<Finding, List<String>> MODULE = Map.ofEntries(
            Map.entry(Finding.NO_MODULE_TLS, List.of(ON_THE_JVM)),
            Map.entry(
                    Finding.VERSION_REFUSED,
                    List.of(ON_THE_JVM, "or a firmware with TLS 1.2: ESP-AT 2.3 for ESP-WROOM-02")),
            Map.entry(
                    Finding.TOO_OLD_FOR_OPENSSL,
                    List.of(ON_THE_JVM, "or a firmware with TLS 1.2: ESP-AT 2.3 for ESP-WROOM-02")),
            Map.entry(
                    Finding.NO_COMMON_SUITE,
                    List.of(ON_THE_JVM, "or a firmware with ECDHE: ESP-AT 2.3 for ESP-WROOM-02")),
            Map.entry(Finding.SERVER_NAME_NEEDED, List.of(ON_THE_JVM)),
            Map.entry(Finding.RECORD_TOO_LARGE, List.of(ON_THE_JVM)),
            Map.entry(Finding.CLIENT_CERTIFICATE_WANTED, List.of(ON_THE_JVM)),
            Map.entry(Finding.MODULE_MEMORY, List.of("AT+CIPSSLSIZE=2048", "close other links first", ON_THE_JVM)),
            Map.entry(Finding.MODULE_SLOW, List.of(ON_THE_JVM)),
            Map.entry(Finding.MODULE_FAILED, List.of("./wroom4j at 'AT+SYSRAM?'", ON_THE_JVM)));

    /** For TLS on the JVM. */
    private static final Map<Finding, List<String>> HOST = Map.ofEntries(
            Map.entry(
                    Finding.VERSION_REFUSED,
                    List.of("client.setSSLVersion(BR_TLS10, BR_TLS12); // only if the server cannot be updated")),
            Map.entry(
                    Finding.NO_COMMON_SUITE,
                    List.of(
                            "client.setCiphersLessSecure(); // RSA key exchange, only if the server cannot be updated")),
            Map.entry(Finding.SERVER_NAME_NEEDED, List.of("Connect by name, not by address.")),
            Map.entry(
                    Finding.EXPIRED,
                    List.of("The server's owner must renew it; until then pin its key: client.setKnownKey(...)")),
            Map.entry(
                    Finding.NOT_YET_VALID,
                    List.of("Check the clock of this machine and of the server, then renew the certificate.")),
            Map.entry(
                    Finding.CLOCK_UNSET,
                    List.of(
                            "Set this machine's clock (timedatectl set-ntp true),",
                            "or tell the client a time that you know: client.setX509Time(secondsSince1970);")),
            Map.entry(
                    Finding.CLIENT_CERTIFICATE_WANTED,
                    List.of("client.setClientRSACert(certificate, key); // or setClientECCert(...)")),
            Map.entry(Finding.NOT_TLS, List.of("Is it the right port? HTTPS is usually 443; plain HTTP needs no TLS.")),
            Map.entry(
                    Finding.CAPTIVE_PORTAL,
                    List.of("Log this network in with a browser first, or use another network.")),
            Map.entry(
                    Finding.NAME_NOT_FOUND,
                    List.of("Check the spelling; ask the module: ./wroom4j at 'AT+CIPDOMAIN=\"NAME\"'")),
            Map.entry(
                    Finding.NOT_REACHED,
                    List.of("Check address and port, and whether the server listens there and a firewall lets it.")),
            Map.entry(
                    Finding.NO_WIFI,
                    List.of("WiFi.begin(ssid, password); first; ./wroom4j scan shows what is in range.")),
            Map.entry(
                    Finding.SILENCE,
                    List.of("A firewall that swallows TLS, or a service that waits for another protocol.")),
            Map.entry(Finding.HUNG_UP, List.of("A firewall or an access list: try from another network.")));

    private Advice() {}

    static List<String> forModule(Finding finding, Evidence evidence, int needed) {
        if (finding == Finding.CHAIN_TOO_LARGE) {
            int most = evidence.capabilities().sslBufferMost();
            var lines = new ArrayList<String>();
            if (most >= needed) {
                int size = Math.min(most, (needed + 1023) / 1024 * 1024);
                lines.add("AT+CIPSSLSIZE=" + size);
                lines.add("client.setBufferSizes(" + size + ", 512);");
            }
            lines.add(ON_THE_JVM);
            return lines;
        }
        return MODULE.getOrDefault(finding, List.of());
    }

    static List<String> forHost(Finding finding, List<X509Certificate> chain) {
        return switch (finding) {
            case UNKNOWN_CA ->
                chain.isEmpty()
                        ? List.of()
                        : List.of(
                                "client.setTrustAnchors(...); // the certificate of \""
                                        + CertificateInfo.shortName(
                                                chain.get(chain.size() - 1).getIssuerX500Principal())
                                        + "\"",
                                "or, exactly this certificate: "
                                        + CertificateInfo.of(chain.get(0)).fingerprintLine());
            case SELF_SIGNED ->
                chain.isEmpty()
                        ? List.of()
                        : List.of(
                                CertificateInfo.of(chain.get(0)).fingerprintLine(),
                                "or its key, which lasts longer: client.setKnownKey(...);");
            case WRONG_NAME ->
                chain.isEmpty()
                        ? List.of()
                        : List.of("Connect by a name that it bears: "
                                + String.join(
                                        ", ", CertificateInfo.of(chain.get(0)).names()));
            default -> HOST.getOrDefault(finding, List.of());
        };
    }
}
