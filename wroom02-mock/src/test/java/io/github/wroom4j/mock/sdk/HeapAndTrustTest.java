package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.tls.FlashCertificates;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heap gate and what fails behind it (espconn-sdk §§7.2, 8.5, 10); authorities in flash (espconn-sdk §9). */
@Timeout(120)
class HeapAndTrustTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());

    private static int connect(Lab lab, int size, int port) {
        lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, size));
        return Client.secure(lab, port).connect().returned;
    }

    @ParameterizedTest
    @CsvSource({
        "2048,16385,0",
        "2048,16384,-1",
        "4096,18433,0",
        "4096,18432,-1",
        "5120,19457,0",
        "5120,19456,-1",
        "6144,20481,0",
        "6144,20480,-1",
        "8192,22529,0",
        "8192,22528,-1"
    })
    void the_gate_wants_more_than_size_and_14336(int size, int free, int returned) {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, new HeapModel("test", free)).joined()) {
            assertEquals(returned, connect(lab, size, server.port()));
        }
    }

    @Test
    void the_models_of_the_reference_pass_and_refuse_as_they_should() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var seed = new Lab(SdkRelease.P0, HeapModel.ARDUINO_SEED).joined();
                var at = new Lab(SdkRelease.P0, HeapModel.AT).joined();
                var nonos = new Lab(SdkRelease.P0, HeapModel.of("nonos")).joined()) {
            assertEquals(-1, connect(seed, 8192, server.port()));
            assertEquals(0, connect(seed, 5120, server.port()));
            assertEquals(0, connect(at, 8192, server.port()));
            assertEquals(0, connect(nonos, 8192, server.port()));
        }
    }

    @Test
    void a_fragmented_heap_passes_the_gate_and_then_stays_silent() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            lab.run(() -> {
                // Holes of 4000 bytes, 24 KB in all: no place for a buffer of 5120.
                var blocks = new java.util.ArrayList<Integer>();
                for (int block; (block = lab.chip.heap().malloc(1984)) != 0; ) {
                    blocks.add(block);
                }
                for (int i = 0; i + 3 < blocks.size(); i += 4) {
                    lab.chip.heap().free(blocks.get(i));
                    lab.chip.heap().free(blocks.get(i + 1));
                }
            });
            assertTrue(lab.call(user_interface::system_get_free_heap_size) > 5120 + 14_336);
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 5120));
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals(0, client.returned);
            Attempt seen = lab.observer.last().orElseThrow();
            Lab.await(() -> seen.events().stream().anyMatch(e -> e.what().contains("no heap for 5120 bytes")));
            lab.run(() -> {});
            assertEquals(List.of(), client.diary);
            assertEquals(-1, seen.helloMicros());
            assertTrue(lab.printed().contains("E:M 5136"), lab.printed());
        }
    }

    @Test
    void no_heap_for_the_ssl_object_is_exception_29_and_a_restart() {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            Sdk before = lab.sdk;
            Client client = Client.secure(lab, server.port());
            lab.run(() -> {
                client.conn.proto.tcp.local_port = 4001;
                assertEquals(0, espconn_h.espconn_secure_connect(client.conn));
                // Behind the gate something else takes what the SSL object would have needed.
                lab.chip.heap().malloc(lab.chip.heap().freeSize() - 4_000);
            });
            Lab.await(() -> lab.sdk != before);
            assertTrue(lab.printed().contains("Fatal exception (29):"), lab.printed());
            assertTrue(lab.printed().contains("excvaddr=0x0000000b"), lab.printed());
            rst_info info = lab.call(user_interface::system_get_rst_info);
            assertEquals(ResetReason.EXCEPTION.code(), info.reason);
            assertEquals(29, info.exccause);
            assertEquals(List.of(), client.diary);
        }
    }

    @Test
    void an_rsa_4096_key_is_too_much_for_the_articles_heap() {
        Identity big = AUTHORITY.issue(Leaf.localhost().key(Leaf.KeyKind.RSA_4096));
        try (var server = LegacyTlsServer.builder(big).start();
                var small = new Lab(SdkRelease.P14, HeapModel.ARDUINO_SEED).joined();
                var large = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            Sdk before = small.sdk;
            assertEquals(0, connect(small, 5120, server.port()));
            Lab.await(() -> small.sdk != before);
            assertTrue(small.printed().contains("E:M 2080"), small.printed()); // 2064 and its header
            Client client = Client.secure(large, server.port()).connect();
            assertEquals(List.of("connectcb"), client.until("connectcb"));
        }
    }

    // --- ca_enable -----------------------------------------------------------------------------------------------

    private static byte[] der(DemoAuthority authority) {
        try {
            return authority.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static void flash(Lab lab, int sector, DemoAuthority... authorities) {
        List<byte[]> ders =
                java.util.Arrays.stream(authorities).map(HeapAndTrustTest::der).toList();
        lab.chip
                .flash()
                .flash(
                        sector * 0x1000,
                        FlashCertificates.image(List.of("first", "second").subList(0, ders.size()), ders));
    }

    private static String outcome(Lab lab, Identity identity) {
        try (var server = LegacyTlsServer.builder(identity).start()) {
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 5120));
            Client client = Client.secure(lab, server.port()).connect();
            List<String> diary = client.until("connectcb");
            if (!client.isOver()) {
                client.disconnect();
                client.end();
            }
            return diary.get(0);
        }
    }

    @Test
    void ca_enable_wants_a_level_and_a_sector() {
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS)) {
            lab.run(() -> {
                assertFalse(espconn_h.espconn_secure_ca_enable(0, 0x3B));
                assertFalse(espconn_h.espconn_secure_ca_enable(4, 0x3B));
                assertFalse(espconn_h.espconn_secure_ca_enable(1, 0));
                assertTrue(espconn_h.espconn_secure_ca_enable(1, 0x65));
                assertTrue(espconn_h.espconn_secure_ca_disable(1));
                assertFalse(espconn_h.espconn_secure_ca_disable(0));
            });
        }
    }

    @Test
    void with_an_authority_in_flash_only_its_certificates_pass() {
        DemoAuthority foreign = DemoAuthority.create("another");
        try (var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            assertEquals("connectcb", outcome(lab, foreign.issue(Leaf.localhost())));
            flash(lab, 0x65, AUTHORITY);
            lab.run(() -> assertTrue(espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_CLIENT, 0x65)));
            assertEquals("connectcb", outcome(lab, LOCALHOST));
            assertEquals("reconcb(-28)", outcome(lab, foreign.issue(Leaf.localhost())));
            assertEquals(-514, lab.observer.last().orElseThrow().result().orElseThrow());
            assertEquals(
                    42, lab.observer.last().orElseThrow().alertsSent().get(0).description());
            // No host name is looked at, and expiry means nothing without a clock (espconn-sdk §9).
            assertEquals("connectcb", outcome(lab, AUTHORITY.issue(Leaf.forHost("elsewhere.example"))));
            assertEquals(
                    "connectcb", outcome(lab, AUTHORITY.issue(Leaf.localhost().expired())));
            lab.run(() -> espconn_h.espconn_secure_ca_disable(espconn_h.ESPCONN_CLIENT));
            assertEquals("connectcb", outcome(lab, foreign.issue(Leaf.localhost())));
        }
    }

    @Test
    void two_authorities_fit_and_a_chain_is_followed_to_the_second() {
        DemoAuthority foreign = DemoAuthority.create("another");
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            flash(lab, 0x3B, foreign, AUTHORITY);
            lab.run(() -> espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_CLIENT, 0x3B));
            Identity below = AUTHORITY.intermediate("between").issue(Leaf.localhost());
            assertEquals(2, below.chain().size());
            assertEquals("connectcb", outcome(lab, below));
        }
    }

    @Test
    void an_authority_may_lie_there_as_pem_and_a_torn_list_ends_where_it_is_torn() {
        byte[] pem = AUTHORITY.caPem().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] image = FlashCertificates.image(List.of("pem"), List.of(pem));
        assertEquals(32 + 2 + pem.length, image.length); // name, length, certificate (espconn-sdk §9)
        assertEquals(pem.length, (image[32] & 0xFF) | (image[33] & 0xFF) << 8);
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            lab.chip.flash().flash(0x3B000, image);
            lab.run(() -> espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_CLIENT, 0x3B));
            assertEquals("connectcb", outcome(lab, LOCALHOST));
            image[33] = (byte) 0x7F; // longer than the sector
            lab.chip.flash().flash(0x3B000, image);
            assertEquals("reconcb(-28)", outcome(lab, LOCALHOST));
        }
    }

    @Test
    void an_erased_sector_trusts_nobody() {
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            lab.run(() -> espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_CLIENT, 0x3B));
            assertEquals("reconcb(-28)", outcome(lab, LOCALHOST));
        }
    }

    @Test
    void between_36_and_71_minutes_of_uptime_everything_is_not_yet_valid() {
        var clock = new ManualClock();
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            flash(lab, 0x3B, AUTHORITY);
            lab.run(() -> espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_CLIENT, 0x3B));
            assertEquals("connectcb", outcome(lab, LOCALHOST));
            clock.advance(java.time.Duration.ofMinutes(40));
            assertEquals("reconcb(-28)", outcome(lab, LOCALHOST));
            assertEquals(-516, lab.observer.last().orElseThrow().result().orElseThrow());
            clock.advance(java.time.Duration.ofMinutes(35));
            assertEquals("connectcb", outcome(lab, LOCALHOST));
        }
    }
}
