package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.PcapNg;
import io.github.wroom4j.tlswire.legacy.LegacyTlsClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of real exchanges, read by tshark. */
class PcapNgTest {
    private static Identity rsa;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificate() {
        rsa = DemoAuthority.create().issue(Leaf.localhost());
    }

    private static PcapNg capture(int port, boolean withKeys) throws IOException {
        var pcap = new PcapNg();
        var connection =
                pcap.connect(Instant.now(), PcapNg.address(192, 0, 2, 1), 50_000, PcapNg.address(192, 0, 2, 2), 443);
        var tls = LegacyTlsClient.sdk130(new SecureRandom());
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            tls.start();
            boolean asked = false;
            byte[] buffer = new byte[4096];
            int n = 0;
            while (n >= 0) {
                tls.offer(buffer, 0, n);
                if (tls.isConnected() && !asked) {
                    asked = true;
                    tls.send("GET /secret-path HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                byte[] out = tls.takeOutput();
                connection.fromClient(Instant.now(), out, 0, out.length);
                socket.getOutputStream().write(out);
                n = socket.getInputStream().read(buffer);
                connection.fromServer(Instant.now(), buffer, 0, Math.max(n, 0));
            }
            connection.close(Instant.now(), false);
        }
        if (withKeys) {
            pcap.addKeyLog(tls.keyLogLine().orElseThrow());
        }
        return pcap;
    }

    private String tshark(PcapNg pcap, String... arguments) throws Exception {
        var program = Require.program("tshark");
        var file = folder.resolve("capture.pcapng");
        pcap.write(file);
        var command = new ArrayList<>(List.of(program.toString(), "-r", file.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        return output.strip();
    }

    @Test
    void tshark_reads_the_hello_of_2015_and_the_alert_that_refused_it() throws Exception {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            var pcap = capture(server.port(), false);

            // java-ecosystem §6
            assertEquals(
                    "0x0302\t0x002f,0x0035,0x0005,0x0004",
                    tshark(
                            pcap,
                            "-Y",
                            "tls.handshake.type==1",
                            "-T",
                            "fields",
                            "-e",
                            "tls.handshake.version",
                            "-e",
                            "tls.handshake.ciphersuite"));
            assertEquals("70", tshark(pcap, "-Y", "tls.alert_message", "-T", "fields", "-e", "tls.alert_message.desc"));
        }
    }

    @Test
    void tshark_decrypts_with_the_key_log_in_the_file_and_not_without() throws Exception {
        for (var suite : List.of(CipherSuite.RSA_RC4_SHA, CipherSuite.RSA_AES128_SHA)) {
            // RSA key exchange without extended master secret: the old derivation
            try (var server = LegacyTlsServer.builder(rsa).suites(suite).start()) {
                var query = new String[] {"-Y", "http.request", "-T", "fields", "-e", "http.request.uri"};

                assertEquals("/secret-path", tshark(capture(server.port(), true), query), suite.name());
                assertEquals("", tshark(capture(server.port(), false), query), suite.name());
            }
        }
    }

    @Test
    void long_streams_are_cut_into_segments_that_tshark_puts_together() throws Exception {
        var identity = DemoAuthority.create().issueChainOf(6000, Leaf.localhost());
        try (var server = LegacyTlsServer.ofTheOldDays(identity).start()) {
            var lengths = tshark(
                    capture(server.port(), false),
                    "-Y",
                    "tls.handshake.type==11",
                    "-T",
                    "fields",
                    "-e",
                    "tls.handshake.certificates_length");

            assertEquals("6006", lengths);
        }
    }

    @Test
    void the_blocks_of_a_file_are_chained_and_say_what_is_made_up() throws Exception {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            byte[] file = capture(server.port(), false).toBytes();
            var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            var types = new ArrayList<Integer>();
            while (in.hasRemaining()) {
                int at = in.position();
                types.add(in.getInt());
                int length = in.getInt();
                assertEquals(0, length % 4);
                assertEquals(length, in.getInt(at + length - 4));
                in.position(at + length);
            }
            assertEquals(List.of(0x0A0D0D0A, 1, 6, 6, 6, 6), types.subList(0, 6));
            assertFalse(types.contains(0x0A), "keys that nobody asked for");
            assertTrue(new String(file, StandardCharsets.ISO_8859_1).contains("IP and TCP headers are made up"));
        }
    }
}
