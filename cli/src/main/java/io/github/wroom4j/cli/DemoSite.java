package io.github.wroom4j.cli;

import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The demo's servers by name: {@code demo:} is the usual one, {@code demo:modern} one that old modules cannot talk to. */
enum DemoSite {
    /** TLS 1.2 and 1.3 as the JDK serves them; with an RSA key also 1.1 and 1.0, which is all that many modules know. */
    USUAL,
    /** As sites are set up today: ECDHE with GCM and nothing else, which no TLS in a module of NonOS AT offers. */
    MODERN;

    static final String SCHEME = "demo:";

    /** Whether a text names one of them. */
    static boolean named(String text) {
        return text != null && text.startsWith(SCHEME);
    }

    /** The one that {@code demo:NAME} names; a path may follow. */
    static DemoSite of(String text) {
        String name = text.substring(SCHEME.length()).replaceFirst("/.*", "");
        if (name.isEmpty()) {
            return USUAL;
        }
        return Arrays.stream(values())
                .filter(site -> site.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("unknown: \"" + SCHEME + name + "\": the demo's servers are "
                        + Arrays.stream(values()).map(site -> SCHEME + site).collect(Collectors.joining(", "))));
    }

    /** The path behind the name, {@code /} if there is none. */
    static String path(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? "/" : text.substring(slash);
    }

    /** RSA, so that only the suites are what refuses a module; else what the caller wants. */
    Leaf.KeyKind key(Leaf.KeyKind wanted) {
        return this == MODERN ? Leaf.KeyKind.RSA_2048 : wanted;
    }

    DemoServer.Builder set(DemoServer.Builder server) {
        return this == USUAL
                ? server.takingOlderTls()
                : server.refusingOlderTlsForItsSuites()
                        .versions("TLSv1.2", "TLSv1.3")
                        .suites(
                                "TLS_AES_128_GCM_SHA256",
                                "TLS_AES_256_GCM_SHA384",
                                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
