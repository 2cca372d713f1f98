package io.github.wroom4j.doctor;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.Duration;
import java.util.List;

/** Where tests examine servers through sockets that say that they are a firmware: certificates are made once. */
record Practice(DemoAuthority authority, Identity rsa) {
    private static final class Once {
        private static final DemoAuthority AUTHORITY = DemoAuthority.create("doctor's root");
        private static final Practice PRACTICE = new Practice(AUTHORITY, AUTHORITY.issue(Leaf.localhost()));
    }

    static Practice open() {
        return Once.PRACTICE;
    }

    TrustPolicy trust() {
        return new TrustPolicy.Anchors(
                List.of(TrustAnchorKey.of(authority.certificate())), subject -> List.of(), false);
    }

    Diagnosis examine(String profile, int port, Duration step) {
        try (var sockets = new SocketModule()) {
            return Doctor.builder(FirmwareModule.of(profile, sockets))
                    .trust(trust())
                    .stepBudget(step)
                    .build()
                    .examine(new Peer("localhost", port), Deadline.in(Duration.ofSeconds(60)));
        }
    }

    /** 2015: a server that speaks TLS 1.1, but not with RSA key exchange. */
    Diagnosis theArticlesCase() {
        try (var server = LegacyTlsServer.onlyEcdhe(rsa).start()) {
            return examine("at-0.40", server.port(), Duration.ofSeconds(20));
        }
    }
}
