package io.github.wroom4j.tls.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;

/** What {@link PemFiles} refuses and bcpkix's {@link PEMParser} does not: why it stays (docs/decisions/0017). */
class PemFilesTest {
    private static String pem(String label, byte[] der) throws IOException {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        }
        return text.toString();
    }

    /** What the parser makes of a text's first object; null where it finds none. */
    private static Object parsed(String text) throws IOException {
        try (var parser = new PEMParser(new StringReader(text))) {
            return parser.readObject();
        }
    }

    private static byte[] certificate(boolean soundExtension) throws Exception {
        KeyPair key = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var name = new X500Name("CN=pem");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                name,
                key.getPublic());
        if (!soundExtension) {
            // The value of basicConstraints is to be a SEQUENCE.
            builder.addExtension(Extension.basicConstraints, true, new DEROctetString(new byte[] {1}).getEncoded());
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                .getEncoded();
    }

    @Test
    void a_certificate_with_a_malformed_extension_is_refused_and_bcpkix_takes_it() throws Exception {
        String text = pem("CERTIFICATE", certificate(false));

        assertTrue(parsed(text) instanceof X509CertificateHolder);
        assertThrows(IllegalArgumentException.class, () -> PemFiles.certificates(text));
    }

    @Test
    void what_stands_behind_a_broken_first_line_is_not_lost_and_bcpkix_ends_there_as_at_the_end() throws Exception {
        String good = pem("CERTIFICATE", certificate(true));
        String broken = good.replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE----");

        try (var parser = new PEMParser(new StringReader(good + broken + good))) {
            assertNotNull(parser.readObject());
            assertNull(parser.readObject());
        }
        assertThrows(IllegalArgumentException.class, () -> PemFiles.certificates(good + broken + good));
    }

    @Test
    void an_indented_certificate_of_a_text_block_is_read_and_bcpkix_finds_none() throws Exception {
        String indented = pem("CERTIFICATE", certificate(true)).indent(8);

        assertNull(parsed(indented));
        assertEquals(1, PemFiles.certificates(indented).size());
    }

    @Test
    void an_EC_key_without_its_curve_is_refused_and_bcpkix_takes_it() throws Exception {
        var key = new org.bouncycastle.asn1.sec.ECPrivateKey(256, BigInteger.TWO);
        String text = pem("EC PRIVATE KEY", key.getEncoded());

        assertTrue(parsed(text) instanceof PEMKeyPair);
        assertThrows(IllegalArgumentException.class, () -> PemFiles.privateKey(bytes(text)));
    }

    @Test
    void an_EC_key_on_a_curve_that_TLS_here_does_not_use_is_refused_and_bcpkix_takes_it() throws Exception {
        var secp256k1 = new ASN1ObjectIdentifier("1.3.132.0.10");
        var key = new org.bouncycastle.asn1.sec.ECPrivateKey(256, BigInteger.TWO, secp256k1);
        String text = pem("EC PRIVATE KEY", key.getEncoded());

        assertTrue(parsed(text) instanceof PEMKeyPair);
        assertThrows(IllegalArgumentException.class, () -> PemFiles.privateKey(bytes(text)));
    }

    @Test
    void a_key_on_P_256_is_read_in_PKCS8_and_SEC1_PEM_and_DER() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        var p256 = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");
        byte[] sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), p256).getEncoded();

        for (byte[] file : List.of(
                key.getEncoded(),
                bytes(pem("PRIVATE KEY", key.getEncoded())),
                sec1,
                bytes(pem("EC PRIVATE KEY", sec1)))) {
            assertEquals(key.getS(), ((ECPrivateKey) PemFiles.privateKey(file)).getS());
        }
    }

    @Test
    void bytes_behind_a_certificate_are_refused_as_by_bcpkix() throws Exception {
        byte[] der = certificate(true);
        byte[] longer = Arrays.copyOf(der, der.length + 3);

        assertThrows(IOException.class, () -> parsed(pem("CERTIFICATE", longer)));
        assertThrows(IllegalArgumentException.class, () -> PemFiles.certificates(pem("CERTIFICATE", longer)));
        assertThrows(IllegalArgumentException.class, () -> PemFiles.certificates(longer));
    }

    @Test
    void what_OpenSSL_appends_to_a_trusted_certificate_is_no_part_of_it() throws Exception {
        byte[] der = certificate(true);
        byte[] withTrust = Arrays.copyOf(der, der.length + 2);
        withTrust[der.length] = 0x30; // X509_CERT_AUX, an empty SEQUENCE

        assertArrayEquals(
                der,
                PemFiles.certificates(pem("TRUSTED CERTIFICATE", withTrust))
                        .get(0)
                        .getEncoded());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
