package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import io.github.wroom4j.doctor.Doctor;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** TLS in the module and TLS on the JVM, each to a server that exists for this run alone. */
final class TlsChecks {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: conformance\r\nConnection: close\r\n\r\n";

    private final BenchDescription bench;
    private final Esp8266 esp;
    private final Findings findings;
    private final DemoAuthority authority = DemoAuthority.create("conformance");
    private final Identity identity;

    TlsChecks(BenchDescription bench, Esp8266 esp, Findings findings) {
        this.bench = bench;
        this.esp = esp;
        this.findings = findings;
        // RSA: no older firmware takes another key.
        this.identity = authority.issue(Leaf.localhost().address(bench.serverAddress()));
    }

    private Deadline in(int seconds) {
        return Deadline.in(Duration.ofMillis((long) (seconds * 1000 * bench.timeoutMultiplier())));
    }

    /** The module's own TLS, to a server that takes every version a module ever had. */
    String moduleTls() throws IOException {
        AtModule module = esp.module();
        if (!module.capabilities().has(Feature.SSL)) {
            throw new Skipped("this firmware has no SSL links");
        }
        try (var server = LegacyTlsServer.ofManyVersions(identity)
                        .bind(ModuleTalk.address(bench), 0)
                        .start();
                Link link =
                        module.open(LinkRequest.ssl(bench.serverAddress(), server.port(), SslOptions.NONE), in(40))) {
            byte[] request = REQUEST.getBytes(StandardCharsets.US_ASCII);
            link.write(request, 0, request.length, in(20));
            link.flush(in(20));
            var answer = new String(ModuleTalk.read(link, 15, in(20)), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new Wrong("through the module's TLS came \"" + answer + "\"");
            }
            var outcome = server.outcomes().get(0);
            String agreed = outcome.version().map(Object::toString).orElse("?") + " "
                    + outcome.suite().map(Object::toString).orElse("?");
            findings.fact("module-tls", agreed, "Q4");
            return agreed;
        }
    }

    /** Verified TLS on the JVM over a plain link, and how long the handshake took. */
    String hostTls() throws IOException {
        try (var server = DemoServer.builder(authority)
                .bind(ModuleTalk.address(bench))
                .identity(identity)
                .start()) {
            var client = new WiFiClientSecure(esp);
            client.setTrustAnchors(new X509List(server.caPem()));
            try {
                long began = System.nanoTime();
                if (client.connect(bench.serverAddress(), server.port()) != 1) {
                    throw new Wrong("no verified connection: " + client.getLastSSLErrorText());
                }
                long millis = (System.nanoTime() - began) / 1_000_000;
                findings.measured("handshake", millis, "ms", "");
                return "verified in " + millis + " ms";
            } finally {
                client.stop();
            }
        }
    }

    /** The hello that the module's TLS really sends. */
    String hello() throws IOException {
        AtModule module = esp.module();
        if (!module.capabilities().has(Feature.SSL)) {
            throw new Skipped("this firmware has no SSL links");
        }
        var offered = Doctor.builder(module)
                .build()
                .learn(ModuleTalk.address(bench), in(40))
                .offered();
        findings.fact("hello", String.join("; ", offered), "Q4");
        return String.join("; ", offered);
    }
}
