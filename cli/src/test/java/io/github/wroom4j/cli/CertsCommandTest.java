package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wroom4j certs}: files that servers and sketches take. */
@Timeout(120)
class CertsCommandTest {
    @TempDir
    Path folder;

    private Path file(String name) {
        return folder.resolve("set").resolve(name);
    }

    private Captured certs(String... more) {
        var words =
                new java.util.ArrayList<>(List.of("certs", folder.resolve("set").toString()));
        words.addAll(List.of(more));
        return Captured.run(words.toArray(String[]::new));
    }

    private X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file(name))));
    }

    private PrivateKey key(String name) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file(name)).replaceAll("-----[^-]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private void assertPair(String certificate, String key) throws IOException, GeneralSecurityException {
        var signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(key(key));
        signer.update(new byte[42]);
        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(certificate(certificate));
        verifier.update(new byte[42]);
        assertTrue(verifier.verify(signer.sign()), certificate + " and " + key + " are no pair");
    }

    @Test
    void a_set_is_made_whose_authority_vouches_for_a_server_and_a_client() throws Exception {
        var made = certs();
        assertEquals(0, made.code(), made.err());

        X509Certificate authority = certificate("ca.pem");
        for (String leaf : List.of("cert.pem", "client.pem")) {
            certificate(leaf).verify(authority.getPublicKey());
            certificate(leaf).checkValidity();
        }
        assertPair("cert.pem", "key.pem");
        assertPair("client.pem", "client.key");
        Set<Object> names = certificate("cert.pem").getSubjectAlternativeNames().stream()
                .map(name -> name.get(1))
                .collect(Collectors.toSet());
        assertEquals(Set.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"), names);
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate("cert.pem").getExtendedKeyUsage());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate("client.pem").getExtendedKeyUsage());
    }

    @Test
    void a_sketch_serves_with_it_and_a_page_is_told() {
        certs();
        var run = Captured.run(
                "run",
                "BearSslServer",
                "--cert",
                file("cert.pem").toString(),
                "--key",
                file("key.pem").toString(),
                "--loops",
                "1");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("port 443 of the mock is https://127.0.0.1:"), run.err());
    }

    @Test
    void what_is_there_stays_unless_forced() throws Exception {
        certs();
        byte[] before = Files.readAllBytes(file("cert.pem"));
        Files.delete(file("key.pem"));

        var again = certs("example.org");
        assertEquals(1, again.code());
        assertEquals(1, again.errLines().size(), again.err());
        assertTrue(again.err().contains("cert.pem") && again.err().contains("--force"), again.err());
        assertTrue(Files.notExists(file("key.pem")), "half a set was written");
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file("cert.pem"))));

        var forced = certs("example.org", "10.0.0.7", "--force", "--json");
        assertEquals(0, forced.code(), forced.err());
        assertTrue(forced.out().contains("\"names\": [\"example.org\", \"10.0.0.7\"]"), forced.out());
        assertPair("cert.pem", "key.pem");
        assertEquals(
                "CN=example.org",
                certificate("cert.pem").getSubjectX500Principal().toString());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no permissions of this kind")
    void keys_are_their_owners_also_where_an_open_file_is_written_over() throws Exception {
        Files.createDirectories(folder.resolve("set"));
        Files.writeString(file("key.pem"), "mine");
        Files.setPosixFilePermissions(file("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(0, certs("--force").code());

        for (String key : List.of("key.pem", "client.key")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file(key))), key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "http://example.org/", "-x.example", "1.2.3.4.5:6", "", "example..org", "a/b"})
    void what_is_no_name_is_wrong_usage_and_nothing_is_written(String name) {
        var refused = certs("good.example", "--", name);

        assertEquals(2, refused.code(), refused.err());
        assertEquals(1, refused.errLines().size(), refused.err());
        assertFalse(Files.exists(folder.resolve("set")));
    }

    @Test
    void a_file_in_place_of_the_folder_and_a_folder_in_place_of_a_file_are_told() throws Exception {
        Files.writeString(folder.resolve("set"), "");
        var onAFile = certs();
        assertEquals(1, onAFile.code());
        assertTrue(onAFile.err().contains("cannot be made: is there already"), onAFile.err());

        Files.delete(folder.resolve("set"));
        Files.createDirectories(file("ca.pem"));
        var onAFolder = certs("--force");
        assertEquals(1, onAFolder.code());
        assertTrue(onAFolder.err().contains("ca.pem is a folder"), onAFolder.err());
    }

    @Test
    void a_missing_file_of_TLS_says_what_to_type() {
        var run = Captured.run("run", "HttpsRequest", "--ca", "ca.pem");
        assertEquals(2, run.code());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("no readable file ca.pem: ./wroom4j certs DIR makes one"), run.err());

        var server = Captured.run("run", "BearSslServer", "--cert", "cert.pem", "--key", "key.pem");
        assertEquals(2, server.code());
        assertTrue(server.err().contains("--cert") && server.err().contains("certs DIR"), server.err());
    }
}
