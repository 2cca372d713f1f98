package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificates as the JDK's own validator sees them. */
class DemoAuthorityTest {
    private final DemoAuthority authority = DemoAuthority.create("Test Root", Leaf.KeyKind.EC_P256);
    private final Leaf wish = Leaf.localhost().key(Leaf.KeyKind.EC_P256);

    private static void validate(Identity identity, X509Certificate anchor) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        var path = CertificateFactory.getInstance("X.509").generateCertPath(identity.chain());
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    @Test
    void a_leaf_and_a_leaf_below_two_intermediates_validate_up_to_the_root() throws Exception {
        validate(authority.issue(wish), authority.certificate());
        var deep = authority
                .intermediate("One", Leaf.KeyKind.EC_P256)
                .intermediate("Two", Leaf.KeyKind.EC_P256)
                .issue(wish);

        assertEquals(3, deep.chain().size());
        validate(deep, authority.certificate());
    }

    @Test
    void a_leaf_names_its_hosts_and_addresses() throws Exception {
        var names = authority.issue(wish.names("board.local")).leaf().getSubjectAlternativeNames().stream()
                .map(n -> n.get(1).toString())
                .toList();

        assertTrue(names.containsAll(Set.of("localhost", "board.local", "127.0.0.1")), names::toString);
    }

    @Test
    void expired_and_foreign_leaves_do_not_validate() throws Exception {
        var expired = assertThrows(
                CertPathValidatorException.class,
                () -> validate(authority.issue(wish.expired()), authority.certificate()));
        assertTrue(expired.getCause() instanceof CertificateExpiredException, expired::toString);

        var namesake = DemoAuthority.create("Test Root", Leaf.KeyKind.EC_P256);
        assertThrows(CertPathValidatorException.class, () -> validate(namesake.issue(wish), authority.certificate()));
    }

    @Test
    void pem_and_pkcs12_give_back_what_went_in() throws Exception {
        var identity = authority.issue(wish);

        var certificates = CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(identity.chainPem().getBytes(StandardCharsets.US_ASCII)));
        assertEquals(identity.chain(), List.copyOf(certificates));
        var base64 = identity.keyPem().replaceAll("-----[A-Z ]+-----|\n", "");
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        assertArrayEquals(identity.key().getEncoded(), key.getEncoded());
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(identity.pkcs12("pw".toCharArray())), "pw".toCharArray());
        assertEquals(identity.leaf(), store.getCertificate("identity"));
    }

    @Test
    void padding_makes_a_chain_as_long_as_wanted() {
        int bare = authority.issue(wish).chainBytes();

        int padded = authority.issue(wish.padding(3000)).chainBytes();

        assertTrue(padded - bare >= 3000 && padded - bare < 3100, bare + " -> " + padded);
    }

    @Test
    void an_identity_never_prints_its_key() {
        var identity = authority.issue(wish);

        assertFalse(identity.toString().contains(identity.keyPem().split("\n")[1]));
        assertEquals("Identity of CN=localhost", identity.toString());
    }
}
