package io.github.wroom4j.doctor;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.servers.DeafPort;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** A server as its file describes it. */
final class ExaminedServer implements AutoCloseable {
    private final int port;
    private final Runnable stop;

    private ExaminedServer(int port, Runnable stop) {
        this.port = port;
        this.stop = stop;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        stop.run();
    }

    /** Certificates of every kind, made once. */
    static final class Certificates {
        final DemoAuthority authority = DemoAuthority.create("doctor's test root");
        private final DemoAuthority foreign = DemoAuthority.create("a root that nobody knows");
        private final Map<String, Identity> made = new HashMap<>();

        /** What the authorities are called. */
        List<String> names() {
            return Stream.of(authority, foreign)
                    .map(a -> CertificateInfo.of(a.certificate()).subject())
                    .toList();
        }

        Identity of(String kind) {
            return made.computeIfAbsent(kind, this::make);
        }

        private Identity make(String kind) {
            var leaf = Leaf.localhost();
            return switch (kind) {
                case "rsa" -> authority.issue(leaf);
                case "ec" -> authority.issue(leaf.key(Leaf.KeyKind.EC_P256));
                case "long" -> authority.issueChainOf(3500, leaf);
                case "expired" -> authority.issue(leaf.expired());
                case "future" -> authority.issue(leaf.notYetValid());
                case "client" -> authority.issue(Leaf.forClient("client"));
                case "foreign-client" -> foreign.issue(Leaf.forClient("client"));
                case "other-name" -> authority.issue(Leaf.forHost("elsewhere.example"));
                case "foreign" -> foreign.issue(leaf);
                case "self-signed" -> DemoAuthority.selfSigned(leaf);
                default -> throw new IllegalArgumentException("no certificate " + kind);
            };
        }
    }

    static ExaminedServer start(Properties file, Certificates certificates, Path folder) throws IOException {
        var identity = certificates.of(file.getProperty("certificate", "rsa"));
        String options = file.getProperty("options", "");
        switch (file.getProperty("server")) {
            case "openssl" -> {
                write(folder, identity);
                Files.writeString(folder.resolve("ca.pem"), certificates.authority.caPem());
                var words = new ArrayList<>(List.of("-cert", "cert.pem", "-key", "key.pem", "-www"));
                if (identity.chain().size() > 1) {
                    words.addAll(List.of("-cert_chain", "above.pem"));
                }
                words.addAll(words(options));
                if (file.containsKey("client-authorities")) {
                    var pem = new StringBuilder();
                    for (int i = Integer.parseInt(file.getProperty("client-authorities")); i > 0; i--) {
                        String name = "one of many authorities whose names take room, number " + i;
                        pem.append(
                                DemoAuthority.create(name, Leaf.KeyKind.EC_P256).caPem());
                    }
                    Files.writeString(folder.resolve("authorities.pem"), pem);
                }
                var server = Counterparts.openssl(folder, words.toArray(String[]::new));
                return new ExaminedServer(server.port(), server::close);
            }
            case "gnutls" -> {
                write(folder, identity);
                var server = Counterparts.gnutls(
                        folder,
                        "--x509certfile",
                        "cert.pem",
                        "--x509keyfile",
                        "key.pem",
                        "--http",
                        "--priority",
                        options);
                return new ExaminedServer(server.port(), server::close);
            }
            case "nginx" -> {
                write(folder, identity);
                var server = Counterparts.nginx(
                        folder, "ssl", "ssl_certificate cert.pem; ssl_certificate_key key.pem;\n" + options);
                return new ExaminedServer(server.port(), server::close);
            }
            case "jsse" -> {
                var builder = DemoServer.builder(certificates.authority).identity(identity);
                if (file.containsKey("versions")) {
                    builder.versions(words(file.getProperty("versions")).toArray(String[]::new));
                }
                if (file.containsKey("suites")) {
                    builder.suites(words(file.getProperty("suites")).toArray(String[]::new));
                }
                if (options.equals("demand-client-certificate")) {
                    builder.demandClientCertificate(certificates.authority);
                }
                var server = builder.start();
                return new ExaminedServer(server.port(), server::close);
            }
            case "plain" -> {
                var server = DemoServer.builder(certificates.authority)
                        .identity(identity)
                        .start();
                return new ExaminedServer(server.plainPort(), server::close);
            }
            case "bouncy-castle" -> {
                var server = legacy(file, identity).start();
                return new ExaminedServer(server.port(), server::close);
            }
            case "hostile" -> {
                int after = Integer.parseInt(file.getProperty("after", "0"));
                var server = HostileServer.start(legacy(file, identity), misbehaviour(options), after);
                return new ExaminedServer(server.port(), server::close);
            }
            case "deaf" -> {
                var server = DeafPort.open();
                return new ExaminedServer(server.port(), server::close);
            }
            case "nobody" -> {
                try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    return new ExaminedServer(taken.getLocalPort(), () -> {});
                }
            }
            default -> throw new IllegalArgumentException("no server " + file.getProperty("server"));
        }
    }

    private static LegacyTlsServer.Builder legacy(Properties file, Identity identity) {
        var builder = switch (file.getProperty("kind", "many-versions")) {
            case "many-versions" -> LegacyTlsServer.ofManyVersions(identity);
            case "old-days" -> LegacyTlsServer.ofTheOldDays(identity);
            case "only-rc4" -> LegacyTlsServer.onlyRc4(identity);
            case "only-ecdhe" -> LegacyTlsServer.onlyEcdhe(identity);
            case "only-tls12" -> LegacyTlsServer.onlyTls12(identity);
            case "only-tls13" ->
                LegacyTlsServer.builder(identity)
                        .versions(ProtocolVersion.TLS_1_3)
                        .suites(CipherSuite.of(0x1301, 0x1303));
            default -> throw new IllegalArgumentException("no kind " + file.getProperty("kind"));
        };
        if (file.containsKey("need-name")) {
            builder.needServerName(file.getProperty("need-name"));
        }
        if (file.containsKey("need-client-certificate")) {
            builder.needClientCertificate();
        }
        return builder;
    }

    private static Misbehaviour misbehaviour(String name) {
        return switch (name) {
            case "stall" -> new Misbehaviour.Stall();
            case "reset" -> new Misbehaviour.Reset();
            case "close" -> new Misbehaviour.Close();
            case "drip" -> new Misbehaviour.Drip(Duration.ofMillis(200));
            case "plain-http" -> Misbehaviour.plainHttp();
            case "captive-portal" -> Misbehaviour.captivePortal();
            case "garbage" -> Misbehaviour.garbage(3, 700);
            case "huge-record" -> Misbehaviour.hugeRecord(TlsRecord.HANDSHAKE, 20_000);
            case "endless-handshake" -> Misbehaviour.endlessHandshake();
            case "endless-certificate" -> Misbehaviour.endlessCertificate();
            case "empty-records" -> Misbehaviour.emptyRecords();
            case "alert-99" -> Misbehaviour.alert(2, Alert.of(99), true);
            default -> throw new IllegalArgumentException("no misbehaviour " + name);
        };
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
    }

    private static void write(Path folder, Identity identity) throws IOException {
        Files.writeString(folder.resolve("cert.pem"), identity.chainPem());
        Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        if (identity.chain().size() > 1) {
            var above = identity.chain().subList(1, identity.chain().size());
            Files.writeString(folder.resolve("above.pem"), new Identity(identity.key(), above).chainPem());
        }
    }
}
