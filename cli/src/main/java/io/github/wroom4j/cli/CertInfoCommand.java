package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.doctor.Doctor;
import io.github.wroom4j.doctor.page.CertificatePage;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.words.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j certinfo}: a server's certificates and the lines of sketch code that believe them. */
final class CertInfoCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final ServerOptions server = new ServerOptions();

    CertInfoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<CertificateInfo> chain;
        try (var demo = server.demo(terminal)) {
            Peer peer = server.peer(demo);
            chain = server.board.named() ? throughModule(peer) : HostChain.of(peer, server.timeout);
        }
        Instant now = Clock.systemUTC().instant();
        terminal.out().print(server.asJson() ? Json.text(json(chain, now)) + "\n" : CertificatePage.of(chain, now));
        return ExitCodes.DONE;
    }

    private List<CertificateInfo> throughModule(Peer peer) {
        try (Esp8266 esp = server.open(terminal, peer)) {
            server.wifi.join(terminal, esp, server.board);
            return Doctor.builder(esp.module()).build().certificates(peer, Deadline.in(esp.clock(), server.timeout));
        }
    }

    /** A chain as JSON, leaf first. */
    static List<Object> json(List<CertificateInfo> chain, Instant now) {
        var list = new ArrayList<Object>();
        for (CertificateInfo c : chain) {
            list.add(Json.object(
                    "subject",
                    c.subject(),
                    "issuer",
                    c.issuer(),
                    "selfSigned",
                    c.selfSigned(),
                    "names",
                    c.names(),
                    "notBefore",
                    c.notBefore(),
                    "notAfter",
                    c.notAfter(),
                    "key",
                    c.key(),
                    "signature",
                    c.signature(),
                    "bytes",
                    c.bytes(),
                    "sha1",
                    c.sha1(),
                    "spkiPin",
                    c.spkiPin(),
                    "warning",
                    c.warning(now),
                    "pinWarning",
                    list.isEmpty() ? c.pinWarning(now) : Optional.empty(),
                    "pem",
                    c.pem()));
        }
        return list;
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "certinfo");
        spec.usageMessage().description("Shows a server's certificates, with lines of sketch code that believe them.");
        spec.usageMessage()
                .footer(
                        "",
                        "It asks over this machine's own network, unless --board names a module. The certificates are shown as they"
                                + " are sent, believed or not: compare them with what the server's owner says.",
                        "",
                        "JSON: a list, leaf first, of {\"subject\", \"issuer\", \"selfSigned\", \"names\", \"notBefore\","
                                + " \"notAfter\", \"key\", \"signature\", \"bytes\", \"sha1\", \"spkiPin\","
                                + " \"warning\", \"pinWarning\", \"pem\"}.",
                        "pinWarning says when a fingerprint of the leaf will be wrong soon.",
                        "",
                        "Examples:",
                        "  wroom4j certinfo example.org",
                        "  wroom4j certinfo 192.0.2.7:8443 --board serial:/dev/ttyUSB0 --ssid Home --password file:wifi.txt");
        server.addTo(spec);
        return spec;
    }
}
