package io.github.wroom4j.tlswire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Seeds;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ServerOnlyTlsAuthentication;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientHelloTest {

    private static ClientHello full() {
        return ClientHello.builder()
                .sessionId(new byte[] {1, 2, 3})
                .suites(0x1301, 0xC02F, 0x00FF)
                .serverName("example.org")
                .versions(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)
                .groups(29, 23)
                .signatureSchemes(0x0804, 0x0403)
                .alpn("h2", "http/1.1")
                .maxFragmentLength(1024)
                .extendedMasterSecret()
                .sessionTicket(new byte[0])
                .keyShare(NamedGroup.X25519, new byte[32])
                .build();
    }

    @Test
    void what_was_built_is_read_back() {
        var hello = ClientHello.read(full().toMessage());

        assertEquals(ProtocolVersion.TLS_1_2, hello.version());
        assertEquals(List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2), hello.versions());
        assertArrayEquals(new byte[] {1, 2, 3}, hello.sessionId());
        assertEquals(CipherSuite.of(0x1301, 0xC02F, 0x00FF), hello.suites());
        assertEquals(Optional.of("example.org"), hello.serverName());
        assertEquals(List.of(NamedGroup.X25519, NamedGroup.SECP256R1), hello.groups());
        assertEquals(
                List.of("rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256"),
                hello.signatureSchemes().stream().map(SignatureScheme::label).toList());
        assertEquals(List.of("h2", "http/1.1"), hello.alpn());
        assertEquals(OptionalInt.of(1024), hello.maxFragmentLength());
        assertTrue(hello.offersExtendedMasterSecret());
        assertTrue(hello.offersSecureRenegotiation());
        assertEquals(0, hello.sessionTicket().orElseThrow().length);
        assertEquals(List.of(NamedGroup.X25519), hello.keyShareGroups());
    }

    @Test
    void bouncy_castles_hello_is_read_and_written_byte_for_byte() throws Exception {
        var protocol = new TlsClientProtocol();
        protocol.connect(new DefaultTlsClient(new BcTlsCrypto(new SecureRandom())) {
            @Override
            public TlsAuthentication getAuthentication() {
                return new ServerOnlyTlsAuthentication() {
                    @Override
                    public void notifyServerCertificate(TlsServerCertificate certificate) {
                        throw new AssertionError("no server here");
                    }
                };
            }
        });
        byte[] record = new byte[protocol.getAvailableOutputBytes()];
        protocol.readOutput(record, 0, record.length);

        var hello = ClientHello.readRecords(record);

        assertArrayEquals(Arrays.copyOfRange(record, 5, record.length), hello.toMessage());
        assertTrue(hello.versions().contains(ProtocolVersion.TLS_1_2), hello::toString);
        assertTrue(hello.suites().contains(CipherSuite.of(0xC02F)), hello::toString);
        assertFalse(hello.groups().isEmpty());
    }

    @Test
    void the_jdks_hello_is_read_and_written_byte_for_byte() throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("module.example")));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        engine.setSSLParameters(parameters);
        var net = ByteBuffer.allocate(32_768);
        engine.beginHandshake();
        engine.wrap(ByteBuffer.allocate(0), net);
        byte[] record = Arrays.copyOf(net.array(), net.position());

        var hello = ClientHello.readRecords(record);

        assertArrayEquals(Arrays.copyOfRange(record, 5, record.length), hello.toMessage());
        assertEquals(Optional.of("module.example"), hello.serverName());
        assertEquals(List.of("http/1.1"), hello.alpn());
        assertTrue(hello.versions().contains(ProtocolVersion.TLS_1_3), hello::toString);
    }

    @Test
    void every_cut_of_a_hello_is_told_with_its_place_and_nothing_else_is_thrown() {
        byte[] whole = full().toMessage();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            var e = assertThrows(TlsFormatException.class, () -> ClientHello.read(cut));

            assertTrue(e.getMessage().contains("ClientHello"), e.getMessage());
        }
    }

    @Test
    void an_extension_with_an_empty_list_is_malformed() {
        var versions = ClientHello.builder()
                .extension(Extension.SUPPORTED_VERSIONS, new byte[1])
                .build();
        var groups = ClientHello.builder()
                .extension(Extension.SUPPORTED_GROUPS, new byte[2])
                .build();
        var schemes = ClientHello.builder()
                .extension(Extension.SIGNATURE_ALGORITHMS, new byte[2])
                .build();
        byte[] record = versions.toRecord(ProtocolVersion.TLS_1_0);

        assertThrows(TlsFormatException.class, versions::versions);
        assertThrows(TlsFormatException.class, groups::groups);
        assertThrows(TlsFormatException.class, schemes::signatureSchemes);
        assertThrows(TlsFormatException.class, () -> FirmwareHello.learned("a stranger", record));
    }

    @Test
    void changed_bytes_are_read_or_refused_but_never_overrun() {
        var chance = Seeds.random("ClientHelloTest.changed_bytes");
        byte[] whole = full().toMessage();
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            for (int i = 0; i <= chance.nextInt(3); i++) {
                changed[chance.nextInt(changed.length)] = (byte) chance.nextInt(256);
            }
            try {
                var hello = ClientHello.read(changed);
                assertArrayEquals(changed, hello.toMessage());
                hello.versions();
                hello.serverName();
                hello.groups();
                hello.alpn();
                hello.maxFragmentLength();
                hello.keyShareGroups();
                read++;
            } catch (TlsFormatException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
        assertTrue(read > 1000, "only " + read + " of 20000 could be read: the test has lost its point");
    }

    @Test
    void the_builder_refuses_what_no_hello_may_hold() {
        var builder = ClientHello.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.random(new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> builder.sessionId(new byte[33]));
        for (int wrong : new int[] {0, 256, 1000, 8192}) {
            assertThrows(IllegalArgumentException.class, () -> builder.maxFragmentLength(wrong), "" + wrong);
        }
    }

    @Test
    void the_row_of_2015_makes_the_56_bytes() {
        byte[] record = FirmwareHello.SDK_1_3_0.record("ignored.example", new SecureRandom());

        assertEquals(56, record.length);
        assertEquals(FirmwareHello.Basis.MEASURED, FirmwareHello.SDK_1_3_0.basis());
        var hello = ClientHello.readRecords(record);
        assertEquals(ProtocolVersion.TLS_1_1, hello.version());
        assertFalse(hello.hasExtensions());
        assertEquals(2, record[2]); // the record too says 3.2 (espconn-sdk §8.2)
        assertArrayEquals(new byte[4], Arrays.copyOf(hello.random(), 4));
    }

    @ParameterizedTest
    @CsvSource({
        "nonos-axtls, 16030200330100002f0302, 000008002f0035000500040100",
        "nonos-1.7.0, 160301004f0100004b0303, "
                + "000012003d0035003c002f00b7009500b6009400ff01000010000d000c000a06010501040103010201",
        "nonos-1.7, 1603010057010000530303, "
                + "00001a006b003900670033003d0035003c002f00b7009500b6009400ff01000010000d000c000a06010501040103010201"
    })
    void the_rows_of_espressifs_libraries_make_what_these_said_when_they_ran(String name, String before, String after) {
        var row = FirmwareHello.named(name).orElseThrow();
        String record = HexFormat.of().formatHex(row.record("ignored.example", new SecureRandom()));

        assertEquals(before + "…" + after, record.substring(0, 22) + "…" + record.substring(22 + 64));
        assertEquals(FirmwareHello.Basis.MEASURED, row.basis());
        byte[] learned = FirmwareHello.learned("this module", HexFormat.of().parseHex(record))
                .record("ignored.example", new SecureRandom());
        assertEquals(after, HexFormat.of().formatHex(learned).substring(22 + 64), "a learned row says the same");
    }

    @Test
    void every_firmware_row_makes_a_hello_that_reads_back_as_the_row() {
        for (var row : FirmwareHello.ALL) {
            var hello = ClientHello.readRecords(row.record("example.org", new SecureRandom()));

            assertEquals(row.version(), hello.version(), row.name());
            assertEquals(
                    row.suites(),
                    hello.suites().stream().filter(s -> !s.isSignal()).toList());
            assertEquals(row.serverNameSent(), hello.serverName().isPresent(), row.name());
            for (var suite : row.suites()) {
                assertFalse(suite.name().startsWith("suite_"), suite + " of " + row.name() + " is not in the table");
            }
            var learned = FirmwareHello.learned("this module", row.record("example.org", new SecureRandom()));
            assertEquals(row.suites(), learned.suites());
            assertEquals(FirmwareHello.Basis.MEASURED, learned.basis());
        }
    }
}
