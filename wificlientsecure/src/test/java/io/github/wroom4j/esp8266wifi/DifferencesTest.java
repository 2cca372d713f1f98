package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.servers.RecordServer;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Peers;
import io.github.wroom4j.testing.Repository;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The rows of docs/differences.md about TLS, each held against the code: what it says of "here", and of strict mode
 * where that restores the core. A row without a proof fails, and so does a proof without its row.
 */
@Timeout(120)
class DifferencesTest {
    private static DemoAuthority authority;
    private static DemoServer server;

    /** A row: its rule, what it is about, and whether strict mode restores the core. */
    private record Row(String rule, String core, boolean strictRestores) {
        String key() {
            return rule + ": " + core;
        }
    }

    @FunctionalInterface
    private interface Proof {
        void run(Sketch here, Sketch strict) throws Exception;
    }

    /** A board of its own, strict or not, that leaves no link behind. */
    private static final class Sketch implements AutoCloseable {
        final SocketModule module = new SocketModule();
        final SketchContext context = new SketchContext(module, null, new Console().serial());
        final WiFiClientSecure client;

        Sketch(boolean strict) {
            context.strict(strict);
            client = new WiFiClientSecure(context);
            client.setHandshakeTimeout(20_000);
        }

        WiFiClientSecure connected() {
            client.setTrustAnchors(X509List.of(authority.certificate()));
            return connected(server.port());
        }

        WiFiClientSecure connected(int port) {
            assertEquals(
                    1,
                    client.connect("localhost", port),
                    () -> client.getLastError().message());
            return client;
        }

        @Override
        public void close() {
            client.stop();
            module.close();
        }
    }

    @BeforeAll
    static void start() {
        authority = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);
        server = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.forHost("localhost").key(KeyKind.EC_P256)))
                .start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        for (String line : Files.readAllLines(Repository.root().resolve("docs/differences.md"))) {
            String[] cells = line.split("\\s*\\|\\s*");
            if (cells.length == 6 && cells[5].equals("`DifferencesTest`")) {
                rows.add(new Row(cells[1], cells[2], cells[4].equals("yes")));
            }
        }
        return rows;
    }

    /** By the rule and the first words of what the core does. */
    private static Map<String, Proof> proofs() {
        var all = new LinkedHashMap<String, Proof>();
        all.put("TLS-1: no trust", (here, strict) -> {
            assertEquals(0, here.client.connect("localhost", server.port()));
            assertEquals(62, here.client.getLastSSLError());
            assertTrue(here.client.getLastError().message().contains("setInsecure()"));
            assertEquals(List.of(), here.module.opened());
        });
        all.put("TLS-8: `connect(IPAddress)`", (here, strict) -> {
            here.client.setTrustAnchors(X509List.of(authority.certificate()));
            assertEquals(0, here.client.connect(new IPAddress(127, 0, 0, 1), server.port()));
            assertEquals(56, here.client.getLastSSLError());
        });
        all.put("TLS-10: `setClientECCert`", (here, strict) -> {
            var me = authority.issue(Leaf.forClient("me").key(KeyKind.EC_P256));
            try (var demanding = DemoServer.builder(authority)
                    .identity(server.identity())
                    .demandClientCertificate(authority)
                    .start()) {
                here.client.setTrustAnchors(X509List.of(authority.certificate()));
                // No usage at all, and the wrong kind of issuer.
                here.client.setClientECCert(
                        new X509List(me.chainPem()), new PrivateKey(me.keyPem()), 0, WiFiClientSecure.BR_KEYTYPE_RSA);
                here.connected(demanding.port()).print("GET / HTTP/1.0\r\n\r\n");
                assertTrue(here.client.readString().startsWith("HTTP/1.1 200"));
            }
        });
        all.put("TLS-11: sizes 16384/512", (here, strict) -> {
            assertTrue(here.client.tlsSettings().fragmentLength().isEmpty());
            here.client.setBufferSizes(16_384, 512);
            assertEquals(512, here.client.tlsSettings().fragmentLength().orElseThrow());
            assertEquals(512, strict.client.tlsSettings().fragmentLength().orElseThrow());
        });
        all.put("TLS-11: a record larger", (here, strict) -> {
            here.client.setBufferSizes(512, 512);
            here.connected().print("GET /bytes/30000 HTTP/1.0\r\n\r\n");
            String answer = here.client.readString();
            assertEquals(0, here.client.getMFLNStatus(), "this server agrees to no fragment length");
            assertEquals(30_000, answer.length() - answer.indexOf("\r\n\r\n") - 4);
        });
        all.put("TLS-14: an unknown suite", (here, strict) -> {
            here.client.setInsecure();
            here.client.setCiphers(0xC02B, 0xABCD);
            assertEquals(0, here.client.connect("localhost", server.port()));
            assertTrue(here.client.getLastError().message().contains("0xABCD"));
            assertEquals(List.of(), here.module.opened());
        });
        all.put("TLS-14: more than 48", (here, strict) -> {
            int[] many = new int[60];
            Arrays.fill(many, 0xC02F);
            many[59] = 0xC02B;
            here.client.setSSLVersion(0x0303, 0x0303);
            assertTrue(here.client.setCiphers(many));
            assertEquals(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    here.connected().tlsLink().orElseThrow().suite().orElseThrow());
        });
        all.put("TLS-15: TLS 1.0", (here, strict) -> {
            assertEquals(0x0303, here.client.tlsSettings().leastVersion());
            assertEquals(0x0304, here.client.tlsSettings().mostVersion());
            assertTrue(here.client.setSSLVersion(WiFiClientSecure.BR_TLS10, WiFiClientSecure.BR_TLS13));
            assertEquals(0x0301, here.client.tlsSettings().leastVersion());
        });
        all.put("TLS-16: a resumed session", (here, strict) -> {
            var session = new Session();
            here.client.setSession(session);
            here.client.setSSLVersion(0x0303, 0x0303);
            here.client.setInsecure();
            for (int i = 0; i < 2; i++) {
                // The JDK's server files a session only after it has sent Finished: an answer shows that it has.
                here.connected(server.port()).print("GET / HTTP/1.0\r\n\r\n");
                assertTrue(here.client.readString().startsWith("HTTP/1."));
                here.client.stop();
            }
            assertEquals("resumed", session.note());
            here.client.setTrustAnchors(X509List.of(
                    DemoAuthority.create("Another Root", KeyKind.EC_P256).certificate()));
            assertEquals(0, here.client.connect("localhost", server.port()));
            assertEquals(62, here.client.getLastSSLError());
        });
        all.put("TLS-16: sessions by id", (here, strict) -> {
            var session = new Session();
            here.client.setSession(session);
            assertEquals(
                    "TLS 1.3",
                    here.connected().tlsLink().orElseThrow().version().orElseThrow());
            assertFalse(session.isPresent());
            assertTrue(session.note().contains("limit the version to 1.2"), session.note());
        });
        all.put("TLS-16: a session of a suite", (here, strict) -> {
            var session = new Session();
            here.client.setSession(session);
            here.client.setSSLVersion(0x0303, 0x0303);
            here.client.setCiphers(0xC02B);
            here.connected().print("GET / HTTP/1.0\r\n\r\n");
            assertTrue(here.client.readString().startsWith("HTTP/1."));
            here.client.stop();
            assertTrue(session.isPresent());
            here.client.setCiphers(0xCCA9);
            assertFalse(here.connected().tlsLink().orElseThrow().resumed());
        });
        all.put("TLS-18: 45 suites", (here, strict) -> {
            try (var mute = new Peers(socket -> socket.getInputStream().read())) {
                here.client.setInsecure();
                assertEquals(0, here.client.connect("localhost", mute.port()));
                List<String> suites = here.client.getLastFailure().orElseThrow().offered().stream()
                        .filter(word -> word.startsWith("TLS_"))
                        .toList();
                assertEquals(9, suites.size(), suites::toString);
                assertTrue(suites.stream().noneMatch(s -> s.startsWith("TLS_RSA_") || s.contains("3DES")));
            }
        });
        all.put("TLS-30: after a failed connect", (here, strict) -> {
            here.client.setFingerprint("00".repeat(20));
            assertEquals(0, here.client.connect("localhost", server.port()));
            assertEquals(1, here.module.opened().size());
            assertEquals(0, here.module.openLinks());
        });
        all.put("TLS-31: `setTimeout`", (here, strict) -> {
            here.client.setTimeout(400);
            assertEquals(400, here.client.getConnectionTimeout());
            here.client.setHandshakeTimeout(9000);
            assertEquals(9000, here.client.getConnectionTimeout());
            assertEquals(400, here.client.getTimeout());
            var fresh = new WiFiClientSecure(strict.context);
            fresh.setTimeout(400);
            assertEquals(15_000, fresh.getConnectionTimeout());
            assertEquals(15_000, new WiFiClientSecure(here.context).getConnectionTimeout());
        });
        all.put("TLS-32, WC-8: `connected()`", (here, strict) -> {
            for (Sketch each : List.of(here, strict)) {
                each.connected().print("GET / HTTP/1.0\r\n\r\n");
                each.client.flush();
                long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (each.client.status() != WiFiClient.CLOSED && System.nanoTime() < giveUp) {
                    each.client.available();
                }
                assertEquals(each == here, each.client.connected());
                assertTrue(each.client.available() > 0);
            }
        });
        all.put("TLS-32: `connected()` with close_notify", (here, strict) -> {
            try (var records = RecordServer.tls12(server.identity(), r -> {
                r.data("abc").closeNotify().flush();
                r.untilHungUp();
            })) {
                for (Sketch each : List.of(here, strict)) {
                    each.client.setTrustAnchors(X509List.of(authority.certificate()));
                    each.connected(records.port());
                    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                    while (each.client.available() < 3 && System.nanoTime() < giveUp) {
                        Thread.onSpinWait();
                    }
                    assertEquals(each == here, each.client.connected());
                    assertEquals(3, each.client.available());
                }
            }
        });
        all.put("TLS-33: `available()`", (here, strict) -> {
            try (var records = RecordServer.tls12(server.identity(), r -> {
                r.data("abc").data("def").flush();
                r.untilHungUp();
            })) {
                here.client.setTrustAnchors(X509List.of(authority.certificate()));
                here.connected(records.port());
                long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (here.client.available() < 6 && System.nanoTime() < giveUp) {
                    Thread.onSpinWait();
                }
                assertEquals(6, here.client.available());
            }
        });
        all.put("TLS-34: `availableForWrite()`", (here, strict) -> {
            assertEquals(0, here.client.availableForWrite());
            assertEquals(2048, here.connected().availableForWrite());
        });
        all.put("TLS-34b: `available()`", (here, strict) -> {
            here.connected().print("GET / HTTP/1.0\r\n\r\n");
            assertTrue(here.client.available() > 0);
            // Half a request: no answer can come, and the strict client does not wait for one.
            strict.connected().print("GET / HTTP/1.0\r\n");
            assertEquals(0, strict.client.available());
        });
        all.put("TLS-36: `setNoDelay`", (here, strict) -> {
            here.connected().setNoDelay(true);
            here.client.setSync(true);
            assertTrue(here.client.getNoDelay() && here.client.getSync());
            here.client.abort();
            assertEquals(0, here.module.openLinks());
        });
        all.put("TLS-38: an alert", (here, strict) -> {
            for (Sketch each : List.of(here, strict)) {
                each.client.setInsecure();
                each.client.setSSLVersion(0x0303, 0x0303);
                each.client.setCiphers(0xC02F); // for RSA certificates, and this server has none
                assertEquals(0, each.client.connect("localhost", server.port()));
                assertEquals(40, each.client.getLastSSLError());
                assertEquals(each == here, each.client.getLastSSLErrorText().contains("handshake_failure"));
                assertEquals(each == strict, each.client.getLastSSLErrorText().contains("extraneous element"));
            }
        });
        all.put("AX-5: `verify`", (here, strict) -> {
            assertFalse(here.connected().verify("00".repeat(20), "localhost"));
        });
        all.put("BH-1: `RSA PUBLIC KEY`", (here, strict) -> {
            byte[] spki = DemoAuthority.keyPair(KeyKind.RSA_2048).getPublic().getEncoded();
            byte[] pkcs1 =
                    SubjectPublicKeyInfo.getInstance(spki).parsePublicKey().getEncoded();
            assertTrue(new PublicKey(pkcs1).isRSA());
        });
        all.put("BH-3: `TRUSTED CERTIFICATE`", (here, strict) -> {
            String pem = authority.caPem().replace(" CERTIFICATE", " TRUSTED CERTIFICATE");
            assertEquals(1, new X509List(pem).getCount());
        });
        all.put("BH-6: ", (here, strict) -> {
            var store = new CertStore();
            byte[] good = authority.certificate().getEncoded();
            assertEquals(1, store.readArchive(ArArchive.of(new byte[] {1, 2, 3}, good)));
            assertTrue(store.getLastError().contains("ca_0.der"), store.getLastError());
        });
        all.put("BH-4: ", (here, strict) -> assertEquals(3, new ServerSessions(3).size()));
        all.put("BH-7: TLS 1.0", (here, strict) -> {
            try (var secure = new WiFiServerSecure(here.context, 443)) {
                secure.setBufferSizes(512, 512);
                assertTrue(secure.setSSLVersion(WiFiClientSecure.BR_TLS10, WiFiClientSecure.BR_TLS13));
            }
        });
        return all;
    }

    @TestFactory
    List<DynamicTest> every_row_about_tls_is_true() throws IOException {
        Map<String, Proof> proofs = proofs();
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.key(), () -> {
                    Proof proof = proofs.entrySet().stream()
                            .filter(entry -> row.key().startsWith(entry.getKey()))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("a row of docs/differences.md without proof: " + row))
                            .getValue();
                    try (var here = new Sketch(false);
                            var strict = new Sketch(true)) {
                        proof.run(here, strict);
                    }
                }))
                .toList();
    }

    @Test
    void every_proof_has_its_row_and_strict_mode_restores_what_the_table_says() throws IOException {
        List<Row> rows = rows();
        var missing = new TreeSet<>(proofs().keySet());
        missing.removeIf(key -> rows.stream().anyMatch(row -> row.key().startsWith(key)));
        assertEquals(new TreeSet<String>(), missing, "docs/differences.md lacks rows");
        assertEquals(
                List.of("TLS-11", "TLS-31", "TLS-32, WC-8", "TLS-34b", "TLS-38"),
                rows.stream().filter(Row::strictRestores).map(Row::rule).toList());
    }
}
