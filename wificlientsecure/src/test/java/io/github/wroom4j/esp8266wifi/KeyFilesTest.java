package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Bytes;
import io.github.wroom4j.testing.Rule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates in every form that openssl writes. */
class KeyFilesTest {
    @TempDir
    static Path folder;

    private static DemoAuthority authority;
    private static Identity rsa;
    private static Identity ec;

    @BeforeAll
    static void make() throws IOException {
        authority = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);
        rsa = authority.issue(Leaf.localhost());
        ec = authority.issue(Leaf.localhost().key(KeyKind.EC_P256));
        Files.writeString(folder.resolve("rsa.pem"), rsa.keyPem());
        Files.writeString(folder.resolve("ec.pem"), ec.keyPem());
        Files.writeString(folder.resolve("chain.pem"), rsa.chainPem());
    }

    private static byte[] openssl(String... arguments) throws IOException {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-out";
        all[arguments.length + 1] = "made";
        ExternalProgram.run(folder, "openssl", all);
        return Files.readAllBytes(folder.resolve("made"));
    }

    private static byte[] openssl(String arguments) throws IOException {
        return openssl(arguments.split(" "));
    }

    @ParameterizedTest
    @Rule("BH-2")
    @ValueSource(
            strings = {
                "rsa -in rsa.pem -traditional",
                "rsa -in rsa.pem -traditional -outform DER",
                "pkey -in rsa.pem",
                "pkey -in rsa.pem -outform DER",
                "ec -in ec.pem",
                "ec -in ec.pem -outform DER",
                "pkey -in ec.pem",
                "pkcs8 -topk8 -nocrypt -in ec.pem -outform DER"
            })
    void private_keys_are_read_as_pkcs_1_sec_1_and_pkcs_8_in_pem_and_der(String made) throws IOException {
        byte[] file = openssl(made);

        var key = new PrivateKey(file, file.length);

        boolean isEc = made.contains("ec.pem");
        assertEquals(isEc, key.isEC(), key.getLastError());
        assertEquals(!isEc, key.isRSA());
        // The other half of the pair is the proof that it is this key: what it signs, that one verifies.
        assertTrue(signs(key, isEc ? ec : rsa));
        assertFalse(key.toString().contains(Arrays.toString(file)), "no key in a text");
    }

    private static boolean signs(PrivateKey key, Identity owner) {
        try {
            var signature = java.security.Signature.getInstance(key.isEC() ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key.key().orElseThrow());
            signature.update(new byte[] {1, 2, 3});
            byte[] bytes = signature.sign();
            signature.initVerify(owner.leaf().getPublicKey());
            signature.update(new byte[] {1, 2, 3});
            return signature.verify(bytes);
        } catch (java.security.GeneralSecurityException unusable) {
            throw new AssertionError(unusable);
        }
    }

    @Test
    @Rule("BH-2")
    void an_ec_key_behind_its_parameters_and_text_around_a_key_are_read() throws IOException {
        String parameters = new String(openssl("ecparam -name prime256v1"), StandardCharsets.US_ASCII);
        String sec1 = new String(openssl("ec -in ec.pem"), StandardCharsets.US_ASCII);

        var key = new PrivateKey("Bag Attributes\n friendlyName: x\n" + parameters + sec1 + "\ntrailing words");

        assertTrue(key.isEC(), key.getLastError());
        assertTrue(signs(key, ec));
    }

    @Test
    @Rule("BH-2")
    void encrypted_foreign_and_broken_private_keys_are_refused_with_the_reason_and_without_the_key()
            throws IOException {
        refused(openssl("pkcs8 -topk8 -in rsa.pem -passout pass:secret12"), "encrypted");
        refused(openssl("rsa -aes128 -traditional -in rsa.pem -passout pass:secret12"), "encrypted");
        refused(openssl("genpkey -algorithm ed25519"), "PKCS#8, PKCS#1 or SEC1");
        refused(openssl("ecparam -name secp256k1 -genkey -noout"), "PKCS#8, PKCS#1 or SEC1");
        refused(rsa.chainPem().getBytes(StandardCharsets.US_ASCII), "no private key in the PEM text");
        refused(new byte[0], "0 bytes");
        refused(new byte[] {0x30, 3, 2, 1, 1}, "5 bytes");
        byte[] cut = openssl("pkey -in rsa.pem -outform DER");
        refused(Arrays.copyOf(cut, cut.length - 20), "bytes");
        refused(
                "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII),
                "");
    }

    private static void refused(byte[] file, String reason) {
        var key = new PrivateKey(ec.keyPem());
        assertTrue(key.isEC());
        assertFalse(key.parse(file), "read: " + reason);
        assertFalse(key.isEC() || key.isRSA(), "the key before it is gone too");
        assertTrue(!key.getLastError().isEmpty() && key.getLastError().contains(reason), key.getLastError());
        assertTrue(key.parse(ec.keyPem()));
        assertEquals("", key.getLastError());
    }

    @ParameterizedTest
    @Rule("BH-1")
    @ValueSource(
            strings = {
                "rsa -in rsa.pem -pubout",
                "rsa -in rsa.pem -pubout -outform DER",
                "rsa -in rsa.pem -RSAPublicKey_out",
                "rsa -in rsa.pem -RSAPublicKey_out -outform DER",
                "ec -in ec.pem -pubout",
                "ec -in ec.pem -pubout -outform DER"
            })
    void public_keys_are_read_as_spki_and_pkcs_1_in_pem_and_der(String made) throws IOException {
        byte[] file = openssl(made);

        var key = new PublicKey(file, file.length);

        if (made.contains("ec.pem")) {
            assertTrue(key.isEC() && !key.isRSA(), key.getLastError());
            assertArrayEquals(ec.leaf().getPublicKey().getEncoded(), key.getEC().getEncoded());
            assertNull(key.getRSA());
        } else {
            assertTrue(key.isRSA() && !key.isEC(), key.getLastError());
            assertArrayEquals(
                    rsa.leaf().getPublicKey().getEncoded(), key.getRSA().getEncoded());
            assertNull(key.getEC());
        }
    }

    @Test
    @Rule("BH-1")
    void foreign_and_broken_public_keys_are_neither_rsa_nor_ec() throws IOException {
        Files.write(folder.resolve("k1.pem"), openssl("ecparam -name secp256k1 -genkey -noout"));
        Files.write(folder.resolve("ed.pem"), openssl("genpkey -algorithm ed25519"));
        for (byte[] file : List.of(
                openssl("ec -in k1.pem -pubout"),
                openssl("pkey -in ed.pem -pubout"),
                new byte[] {1, 2, 3},
                rsa.keyPem().getBytes(StandardCharsets.US_ASCII))) {
            var key = new PublicKey(file);
            assertFalse(key.isRSA() || key.isEC());
            assertFalse(key.getLastError().isEmpty());
        }
        assertFalse(new PublicKey().isRSA() || new PublicKey().isEC());
    }

    @Test
    @Rule({"BH-1", "BH-2", "BH-3"})
    void streams_are_read_to_their_end_or_to_a_size() {
        String publicPem = "-----BEGIN PUBLIC KEY-----\n"
                + java.util.Base64.getMimeEncoder()
                        .encodeToString(rsa.leaf().getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        assertTrue(new PublicKey(new Bytes(publicPem)).isRSA());
        assertTrue(new PrivateKey(new Bytes(ec.keyPem())).isEC());
        assertEquals(1, new X509List(new Bytes(rsa.chainPem())).getCount());

        var two = new Bytes(ec.keyPem() + rsa.chainPem());
        assertTrue(new PrivateKey(two, ec.keyPem().length()).isEC());
        assertEquals(1, new X509List(two, rsa.chainPem().length()).getCount(), "the key's stream was read no further");
        var three = new Bytes(publicPem + "rest");
        assertTrue(new PublicKey(three, publicPem.length()).isRSA());
        assertEquals("rest", three.rest());
    }

    @Test
    @Rule("BH-3")
    void a_list_holds_every_certificate_of_a_text_in_order_and_skips_the_rest() throws Exception {
        String text = ec.keyPem() + rsa.chainPem() + "words\n" + authority.caPem();
        var list = new X509List(text);

        assertEquals(2, list.getCount());
        assertEquals(List.of(rsa.leaf(), authority.certificate()), list.certificates());

        assertTrue(list.append(ec.leaf().getEncoded()));
        byte[] padded = Arrays.copyOf(ec.leaf().getEncoded(), 5000);
        assertTrue(list.append(padded, ec.leaf().getEncoded().length));
        assertEquals(4, list.getCount());
        assertFalse(list.append("no certificate at all"));
        assertTrue(list.getLastError().contains("BEGIN CERTIFICATE"), list.getLastError());
        assertFalse(list.append(new byte[] {0x30, 1, 0}));
        assertEquals(4, list.getCount(), "what cannot be read adds nothing");
        assertEquals(0, new X509List().getCount());
    }

    @Test
    @Rule("BH-3")
    void a_text_that_is_cut_off_is_refused_as_a_whole_and_one_that_is_indented_is_read() {
        String first = authority.caPem();
        String second = rsa.chainPem();
        for (String broken : List.of(
                first + second.substring(0, second.length() / 2),
                first + second.replace("-----END CERTIFICATE-----", ""),
                first + second.replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE--"),
                first + second.replace("MII", "M?I"))) {
            var list = new X509List(first);

            assertFalse(list.append(broken), broken);
            assertTrue(list.getLastError().contains("object 2 of the PEM text"), list.getLastError());
            assertEquals(1, list.getCount(), "what cannot be read adds nothing");
        }
        assertEquals(1, new X509List(first.indent(8)).getCount());
    }

    @Test
    @Rule({"BH-2", "BH-3"})
    void a_pkcs_12_file_of_openssl_and_a_key_store_give_chain_and_key() throws Exception {
        byte[] file = openssl("pkcs12 -export -inkey rsa.pem -in chain.pem -passout pass:secret12 -name me");

        var key = PrivateKey.fromPkcs12(file, "secret12");
        assertTrue(key.isRSA() && signs(key, rsa), key.getLastError());
        assertEquals(List.of(rsa.leaf()), X509List.fromPkcs12(file, "secret12").certificates());
        var wrong = assertThrows(IllegalArgumentException.class, () -> PrivateKey.fromPkcs12(file, "other"));
        assertTrue(wrong.getMessage().contains("wrong password"), wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> X509List.fromPkcs12(new byte[10], "secret12"));

        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(ec.pkcs12("secret12".toCharArray())), "secret12".toCharArray());
        store.setCertificateEntry("root", authority.certificate());
        assertTrue(signs(PrivateKey.of(store, "secret12".toCharArray()), ec));
        assertEquals(2, X509List.of(store).getCount());
        PrivateKey locked = PrivateKey.of(store, "other".toCharArray());
        assertFalse(locked.isEC());
        assertTrue(locked.getLastError().contains("wrong password"), locked.getLastError());

        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        assertTrue(PrivateKey.of(empty, new char[0]).getLastError().contains("no private key"));
        assertThrows(IllegalArgumentException.class, () -> X509List.of(KeyStore.getInstance("PKCS12")));
    }

    @Test
    @Rule("BH-6")
    void a_store_reads_the_cores_archives_and_says_what_is_wrong_with_others() throws Exception {
        byte[] archive = ArArchive.of(
                authority.certificate().getEncoded(),
                rsa.leaf().getEncoded(),
                ec.leaf().getEncoded());
        Files.write(folder.resolve("certs.ar"), archive);
        var store = new CertStore();

        assertEquals(3, store.initCertStore(folder, "/certs.idx", "/certs.ar"));
        assertEquals("", store.getLastError());
        assertNotNull(store.source().bySubject(authority.certificate().getSubjectX500Principal()));
        assertEquals(
                1,
                store.source()
                        .bySubject(authority.certificate().getSubjectX500Principal())
                        .size());
        assertFalse(Files.exists(folder.resolve("certs.idx")), "no index is needed");

        assertEquals(0, store.initCertStore(folder, "/certs.idx", "/missing.ar"));
        assertTrue(store.getLastError().contains("missing.ar"), store.getLastError());
        assertEquals(0, store.readArchive("PK\3\4".getBytes(StandardCharsets.ISO_8859_1)));
        assertTrue(store.getLastError().contains("!<arch>"));
        assertEquals(
                List.of(), store.source().bySubject(authority.certificate().getSubjectX500Principal()), "read anew");

        assertEquals(1, store.readArchive(Arrays.copyOf(archive, archive.length / 2)), "what comes before the cut");
        assertTrue(store.getLastError().contains("ends inside"), store.getLastError());
        assertEquals(
                1,
                store.readArchive(ArArchive.of(new byte[] {1, 2, 3}, ec.leaf().getEncoded())));
        assertTrue(store.getLastError().contains("ca_0.der"), store.getLastError());

        assertFalse(CertStore.fromJavaCacerts().source() == null);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setCertificateEntry("root", authority.certificate());
        assertEquals(
                1,
                CertStore.of(keys)
                        .source()
                        .bySubject(authority.certificate().getSubjectX500Principal())
                        .size());
    }

    @Test
    @Rule("BH-5")
    void a_hash_is_taken_in_steps_and_openssls_signatures_over_it_are_verified() throws Exception {
        byte[] data = "what the update server sent".getBytes(StandardCharsets.US_ASCII);
        Files.write(folder.resolve("data"), data);
        var hash = new HashSHA256();
        assertEquals(32, hash.len());
        assertArrayEquals(new byte[32], hash.hash());
        hash.begin();
        hash.add(data, 5);
        hash.add(Arrays.copyOfRange(data, 5, data.length), data.length - 5);
        hash.end();
        assertArrayEquals(java.security.MessageDigest.getInstance("SHA-256").digest(data), hash.hash());
        assertEquals(9, hash.oid()[0]);

        var byRsa = new SigningVerifier(new PublicKey(rsa.leaf().getPublicKey().getEncoded()));
        byte[] rsaSignature = openssl("dgst -sha256 -sign rsa.pem data".split(" "), "data");
        assertEquals(256, byRsa.length());
        verifies(byRsa, hash, rsaSignature);

        var byEc = new SigningVerifier(new PublicKey(ec.leaf().getPublicKey().getEncoded()));
        assertEquals(64, byEc.length());
        verifies(byEc, hash, openssl("dgst -sha256 -sign ec.pem data".split(" "), "data"));
        var raw = java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
        raw.initSign(ec.key());
        raw.update(data);
        verifies(byEc, hash, raw.sign());

        assertEquals(0, new SigningVerifier(new PublicKey()).length());
        assertFalse(new SigningVerifier(null).verify(hash, rsaSignature, 256));
        assertFalse(byRsa.verify(hash, rsaSignature, 255));
        assertFalse(byRsa.verify(null, rsaSignature, 256));
        assertFalse(byRsa.verify(hash, null, 256));
        assertFalse(byRsa.verify(hash, rsaSignature, 300));
    }

    /** "-out" stands before the file that is signed. */
    private static byte[] openssl(String[] arguments, String file) throws IOException {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.remove(file);
        all.addAll(List.of("-out", "signature", file));
        ExternalProgram.run(folder, "openssl", all.toArray(String[]::new));
        return Files.readAllBytes(folder.resolve("signature"));
    }

    private static void verifies(SigningVerifier verifier, HashSHA256 hash, byte[] signature) {
        assertTrue(verifier.verify(hash, signature, signature.length));
        var other = new HashSHA256();
        other.add(new byte[] {1}, 1);
        other.end();
        assertFalse(verifier.verify(other, signature, signature.length), "another hash");
        byte[] bent = signature.clone();
        bent[bent.length - 1] ^= 1;
        assertFalse(verifier.verify(hash, bent, bent.length), "another signature");
    }
}
