package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sketch's own way to the doctor. */
@Timeout(120)
class DiagnosingTest {
    private static DemoAuthority authority;

    private final SocketModule module = new SocketModule();
    private WiFiClientSecure client;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeAuthority() {
        authority = DemoAuthority.create();
    }

    @BeforeEach
    void setUp() {
        client = new WiFiClientSecure(new SketchContext(module, null, new Console().serial()));
        client.setHandshakeTimeout(20_000);
        client.setTrustAnchors(new X509List(authority.caPem()));
    }

    @AfterEach
    void tearDown() {
        client.stop();
        assertEquals(0, module.openLinks(), "links left open");
        module.close();
    }

    @Test
    void a_failed_connection_is_explained_when_asked_for_and_not_otherwise() {
        try (var server =
                LegacyTlsServer.ofTheOldDays(authority.issue(Leaf.localhost())).start()) {
            assertEquals(0, client.connect("localhost", server.port()));
            assertEquals(Optional.empty(), client.getLastDiagnosis());

            client.setDiagnoseOnFailure(true);
            assertEquals(0, client.connect("localhost", server.port()));

            var diagnosis = client.getLastDiagnosis().orElseThrow();
            assertEquals(Finding.VERSION_REFUSED, diagnosis.host().finding(), diagnosis.host()::sentence);
            assertTrue(diagnosis.evidence().reported().isPresent());
        }
    }

    @Test
    void whoever_asks_what_broke_a_connection_is_told_at_once_and_nothing_is_examined() {
        try (var server = DemoServer.builder(authority)
                .versions("TLSv1.3")
                .demandClientCertificate(authority)
                .start()) {
            client.setDiagnoseOnFailure(true);
            // The handshake is over for the client before the server has looked at its empty certificate.
            assertEquals(1, client.connect("localhost", server.port()));
            assertEquals(-1, client.read(new byte[1], 0, 1, Deadline.in(Duration.ofSeconds(20))));
            int links = module.opened().size();

            assertEquals(
                    TlsFailure.Stage.DATA, client.getLastFailure().orElseThrow().stage());
            assertEquals(client.getLastFailure().orElseThrow().errorNumber(), client.getLastSSLError());
            assertTrue(client.getLastError().isError());

            assertEquals(links, module.opened().size(), "a getter opened a link");
            assertEquals(Optional.empty(), client.getLastDiagnosis());
        }
    }

    @Test
    void diagnose_judges_by_the_clients_own_trust() {
        try (var server = DemoServer.start(authority)) {
            assertEquals(1, client.connect("localhost", server.port()));
            client.stop();

            assertTrue(client.diagnose().works());

            client.setInsecure(); // nothing to judge by: system trust, which does not know our authority
            assertEquals(1, client.connect("localhost", server.port()));
            client.stop();
            assertEquals(Finding.UNKNOWN_CA, client.diagnose().host().finding());
        }
    }

    @Test
    void diagnose_before_any_connect_says_what_is_missing() {
        var e = assertThrows(IllegalStateException.class, client::diagnose);

        assertTrue(e.getMessage().contains("last connect()"), e.getMessage());
    }

    @Test
    void a_capture_of_two_connections_opens_in_tshark() throws Exception {
        var file = folder.resolve("sketch.pcapng");
        try (var server = DemoServer.builder(authority).versions("TLSv1.2").start()) {
            client.capture(file);
            for (int i = 0; i < 2; i++) {
                assertEquals(1, client.connect("localhost", server.port()));
                client.stop();
            }
            assertTrue(Files.size(file) > 1000);

            var names = Counterparts.tshark(
                    file,
                    "-d",
                    "tcp.port==" + server.port() + ",tls",
                    "-Y",
                    "tls.handshake.type==1",
                    "-T",
                    "fields",
                    "-e",
                    "tls.handshake.extensions_server_name");

            assertEquals(2, names.lines().filter("localhost"::equals).count(), names);
        }
    }

    @Test
    void a_refused_connection_is_captured_too() throws Exception {
        var file = folder.resolve("refused.pcapng");
        try (var server =
                LegacyTlsServer.ofTheOldDays(authority.issue(Leaf.localhost())).start()) {
            client.capture(file);

            assertEquals(0, client.connect("localhost", server.port()));

            assertTrue(Files.exists(file), "nothing was written");
        }
    }

    @Test
    void tls_in_the_module_cannot_be_captured_and_says_so() {
        client.setTlsLocation(TlsLocation.MODULE);

        assertThrows(IllegalStateException.class, () -> client.capture(folder.resolve("x.pcapng")));
        assertFalse(Files.exists(folder.resolve("x.pcapng")));
    }
}
