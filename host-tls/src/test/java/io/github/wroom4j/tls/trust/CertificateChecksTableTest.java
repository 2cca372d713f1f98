package io.github.wroom4j.tls.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Repository;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The upper table of docs/certificate-checks.md, row by row: a chain for which the default and BearSSL's rules decide as
 * the row says, with the numbers that it names. A row without a chain fails, a chain without its row too.
 */
class CertificateChecksTableTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Optional<String> HOST = Optional.of("localhost");
    private static final KeyPair KEY = DemoAuthority.keyPair(KeyKind.EC_P256);
    private static final JcaX509ExtensionUtils IDENTIFIERS = identifiers();
    private static final KeyPair OTHER = DemoAuthority.keyPair(KeyKind.EC_P256);

    private static JcaX509ExtensionUtils identifiers() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }

    private record Row(String check, String bearSsl, String byDefault) {}

    /** What a row is tried on: 0 stands for accepted. */
    private record Trial(int byDefault, int strictly, Judge judge) {}

    @FunctionalInterface
    private interface Judge {
        Optional<TrustRefusal> judge(boolean strict) throws Exception;
    }

    /** A certificate in the making: a plain leaf for localhost or an authority, until told otherwise. */
    private static final class Maker {
        private String subject;
        private String issuer;
        private final KeyPair key;
        private final KeyPair signer;
        private String algorithm = "SHA256withECDSA";
        private BigInteger serial = BigInteger.valueOf(4711);
        private Instant until = NOW.plusSeconds(86_400);
        private boolean versionOne;
        private ASN1ObjectIdentifier alsoCritical;
        private final Map<ASN1ObjectIdentifier, ASN1Encodable> extensions = new LinkedHashMap<>();

        Maker(String subject, KeyPair key, String issuer, KeyPair signer) {
            this.subject = subject;
            this.key = key;
            this.issuer = issuer;
            this.signer = signer;
        }

        static Maker leaf() {
            return leaf(KEY, "CN=Root", OTHER);
        }

        static Maker leaf(KeyPair key, String issuer, KeyPair signer) {
            return new Maker("CN=device", key, issuer, signer)
                    .with(Extension.basicConstraints, new BasicConstraints(false))
                    .with(Extension.subjectAlternativeName, names("localhost"))
                    .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        }

        static Maker authority(String subject, KeyPair key, String issuer, KeyPair signer) {
            return new Maker(subject, key, issuer, signer)
                    .with(Extension.basicConstraints, new BasicConstraints(true))
                    .with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .with(Extension.subjectKeyIdentifier, IDENTIFIERS.createSubjectKeyIdentifier(key.getPublic()))
                    .with(
                            Extension.authorityKeyIdentifier,
                            IDENTIFIERS.createAuthorityKeyIdentifier(signer.getPublic()));
        }

        static ASN1Encodable names(String... dns) {
            var all = new GeneralName[dns.length];
            for (int i = 0; i < dns.length; i++) {
                all[i] = new GeneralName(GeneralName.dNSName, dns[i]);
            }
            return new GeneralNames(all);
        }

        Maker with(ASN1ObjectIdentifier type, ASN1Encodable value) {
            extensions.put(type, value);
            return this;
        }

        Maker without(ASN1ObjectIdentifier type) {
            extensions.remove(type);
            return this;
        }

        Maker subject(String name) {
            subject = name;
            return this;
        }

        Maker algorithm(String name) {
            algorithm = name;
            return this;
        }

        Maker serial(long number) {
            serial = BigInteger.valueOf(number);
            return this;
        }

        Maker expired() {
            until = NOW.minusSeconds(3600);
            return this;
        }

        Maker critical(ASN1ObjectIdentifier type) {
            alsoCritical = type;
            return this;
        }

        Maker versionOne() {
            versionOne = true;
            return this;
        }

        X509Certificate make() throws IOException, GeneralSecurityException {
            Date from = Date.from(NOW.minusSeconds(86_400));
            try {
                var signing = new JcaContentSignerBuilder(algorithm).build(signer.getPrivate());
                if (versionOne) {
                    X509v1CertificateBuilder old = new JcaX509v1CertificateBuilder(
                            new X500Name(issuer),
                            serial,
                            from,
                            Date.from(until),
                            new X500Name(subject),
                            key.getPublic());
                    return new JcaX509CertificateConverter().getCertificate(old.build(signing));
                }
                var builder = new JcaX509v3CertificateBuilder(
                        new X500Name(issuer), serial, from, Date.from(until), new X500Name(subject), key.getPublic());
                for (var each : extensions.entrySet()) {
                    boolean critical = each.getKey().equals(Extension.basicConstraints)
                            || each.getKey().equals(Extension.keyUsage)
                            || each.getKey().equals(Extension.nameConstraints)
                            || each.getKey().equals(alsoCritical);
                    builder.addExtension(each.getKey(), critical, each.getValue());
                }
                return new JcaX509CertificateConverter().getCertificate(builder.build(signing));
            } catch (OperatorCreationException unusable) {
                throw new GeneralSecurityException(unusable);
            }
        }
    }

    private static Optional<TrustRefusal> judge(
            boolean strict, X509Certificate anchor, Optional<String> host, X509Certificate... chain) throws Exception {
        List<byte[]> der = new ArrayList<>();
        for (X509Certificate each : chain) {
            der.add(each.getEncoded());
        }
        return PeerCheck.judge(
                new TrustPolicy.Anchors(List.of(TrustAnchorKey.of(anchor)), AnchorSource.NONE, strict), der, host, NOW);
    }

    private static X509Certificate root() throws Exception {
        return Maker.authority("CN=Root", OTHER, "CN=Root", OTHER).make();
    }

    /** A leaf below the root. */
    private static Judge leaf(Maker made) {
        return strict -> judge(strict, root(), HOST, made.make());
    }

    private static Judge rsa1024() {
        KeyPair weak = DemoAuthority.keyPair(KeyKind.RSA_1024);
        return leaf(Maker.leaf(weak, "CN=Root", OTHER));
    }

    /** A key of which only the size is looked at. */
    private static Judge rsa(int bits) {
        return strict -> {
            var modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
            var key = java.security.KeyFactory.getInstance("RSA")
                    .generatePublic(new java.security.spec.RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
            return judge(
                    strict,
                    root(),
                    HOST,
                    Maker.leaf(new KeyPair(key, null), "CN=Root", OTHER).make());
        };
    }

    private static Judge named(String name, String asked) {
        return strict -> judge(
                strict,
                root(),
                Optional.of(asked),
                Maker.leaf()
                        .with(Extension.subjectAlternativeName, Maker.names(name))
                        .make());
    }

    private static Judge intermediateFor(KeyPurposeId purpose) {
        return strict -> judge(
                strict,
                root(),
                HOST,
                Maker.leaf(KEY, "CN=Lower", OTHER).make(),
                Maker.authority("CN=Lower", OTHER, "CN=Root", OTHER)
                        .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose))
                        .make());
    }

    private static Judge nineIntermediates() {
        return strict -> {
            var chain = new ArrayList<X509Certificate>();
            chain.add(Maker.leaf(KEY, "CN=A1", OTHER).make());
            for (int i = 1; i <= 9; i++) {
                chain.add(Maker.authority("CN=A" + i, OTHER, i == 9 ? "CN=Root" : "CN=A" + (i + 1), OTHER)
                        .make());
            }
            return judge(strict, root(), HOST, chain.toArray(X509Certificate[]::new));
        };
    }

    private static Judge turnedRound() {
        return strict -> judge(
                strict,
                root(),
                HOST,
                Maker.leaf(KEY, "CN=Lower", OTHER).make(),
                Maker.authority("CN=Upper", OTHER, "CN=Root", OTHER).make(),
                Maker.authority("CN=Lower", OTHER, "CN=Upper", OTHER).make());
    }

    private static Judge belowAnchorOfPathLengthZero() {
        return strict -> judge(
                strict,
                Maker.authority("CN=Root", OTHER, "CN=Root", OTHER)
                        .with(Extension.basicConstraints, new BasicConstraints(0))
                        .expired() // an anchor's own dates never count
                        .make(),
                HOST,
                Maker.leaf(KEY, "CN=Lower", OTHER).make(),
                Maker.authority("CN=Lower", OTHER, "CN=Root", OTHER).make());
    }

    private static Judge permitted(String domain) {
        return strict -> judge(
                strict,
                root(),
                HOST,
                Maker.leaf(KEY, "CN=Lower", OTHER).make(),
                Maker.authority("CN=Lower", OTHER, "CN=Root", OTHER)
                        .with(
                                Extension.nameConstraints,
                                new NameConstraints(
                                        new GeneralSubtree[] {
                                            new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))
                                        },
                                        null))
                        .make());
    }

    /** By the first cell of the row. */
    private static Map<String, List<Trial>> trials() {
        var all = new LinkedHashMap<String, List<Trial>>();
        all.put(
                "No trust configured",
                List.of(new Trial(
                        62,
                        62,
                        strict -> PeerCheck.judge(
                                new TrustPolicy.Unset(),
                                List.of(Maker.leaf().make().getEncoded()),
                                HOST,
                                NOW))));
        all.put("Order of the chain", List.of(new Trial(0, 55, turnedRound())));
        all.put(
                "Constraints of an anchor that came as a certificate",
                List.of(new Trial(58, 0, belowAnchorOfPathLengthZero())));
        all.put(
                "Name constraints",
                List.of(new Trial(0, 57, permitted("localhost")), new Trial(57, 57, permitted("example.com"))));
        all.put(
                "Common name without SAN",
                List.of(new Trial(
                        56, 0, leaf(Maker.leaf().subject("CN=localhost").without(Extension.subjectAlternativeName)))));
        all.put(
                "Common name that contradicts SAN",
                List.of(new Trial(56, 0, leaf(Maker.leaf().subject("CN=elsewhere.example")))));
        all.put(
                "RSA keys",
                List.of(
                        new Trial(60, 0, rsa1024()),
                        new Trial(60, 60, rsa(1016)),
                        new Trial(0, 0, rsa(4096)),
                        new Trial(0, 50, rsa(4104))));
        all.put(
                "Extended key usage of an intermediate authority",
                List.of(
                        new Trial(59, 0, intermediateFor(KeyPurposeId.id_kp_codeSigning)),
                        new Trial(59, 0, intermediateFor(KeyPurposeId.id_kp_clientAuth)),
                        new Trial(0, 0, intermediateFor(KeyPurposeId.id_kp_serverAuth)),
                        new Trial(0, 0, intermediateFor(KeyPurposeId.anyExtendedKeyUsage))));
        all.put(
                "A critical subjectAltName beside a subject",
                List.of(new Trial(57, 0, leaf(Maker.leaf().critical(Extension.subjectAlternativeName)))));
        all.put(
                "Wildcards",
                List.of(
                        new Trial(0, 0, named("*.example.com", "www.example.com")),
                        new Trial(56, 56, named("*.example.com", "a.www.example.com")),
                        new Trial(56, 56, named("*.com", "example.com"))));
        all.put("SHA-1 signatures", List.of(new Trial(49, 0, leaf(Maker.leaf().algorithm("SHA1withECDSA")))));
        all.put(
                "Extended key usage",
                List.of(
                        new Trial(
                                59,
                                59,
                                leaf(Maker.leaf()
                                        .with(
                                                Extension.extendedKeyUsage,
                                                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)))),
                        new Trial(
                                59,
                                0,
                                leaf(Maker.leaf()
                                        .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(new KeyPurposeId[] {
                                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.anyExtendedKeyUsage
                                        }))))));
        all.put(
                "An authority's certificate as a server's",
                List.of(new Trial(
                        59, 0, leaf(Maker.leaf().with(Extension.basicConstraints, new BasicConstraints(true))))));
        all.put(
                "Version 1 certificates as a server's",
                List.of(new Trial(
                        33,
                        0,
                        strict -> judge(
                                strict,
                                root(),
                                Optional.empty(),
                                Maker.leaf()
                                        .subject("CN=localhost")
                                        .versionOne()
                                        .make()))));
        all.put("Depth", List.of(new Trial(50, 50, nineIntermediates())));
        all.put(
                "Serial numbers, key identifiers, access information",
                List.of(new Trial(33, 0, leaf(Maker.leaf().serial(0)))));
        ASN1Encodable address = new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        Maker addressed = Maker.leaf().with(Extension.subjectAlternativeName, address);
        all.put(
                "Addresses",
                List.of(
                        new Trial(0, 56, strict -> judge(strict, root(), Optional.of("127.0.0.1"), addressed.make())),
                        new Trial(56, 0, named("127.0.0.1", "127.0.0.1")),
                        new Trial(
                                56, 56, strict -> judge(strict, root(), Optional.of("127.0.0.2"), addressed.make()))));
        all.put(
                "EC known keys",
                List.of(new Trial(
                        0,
                        0,
                        strict -> PeerCheck.judge(
                                new TrustPolicy.KnownKey(KEY.getPublic(), true, true),
                                List.of(Maker.leaf().make().getEncoded()),
                                HOST,
                                NOW))));
        return all;
    }

    /** Proved over a connection, by InteropTest and DifferencesTest. */
    private static final String OVER_A_CONNECTION = "Resumed sessions";

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        boolean upper = false;
        for (String line : Files.readAllLines(Repository.root().resolve("docs/certificate-checks.md"))) {
            upper = upper && line.startsWith("|") || line.startsWith("| Check |");
            String[] cells = line.split("\\s*\\|\\s*");
            if (upper && cells.length == 5 && !cells[1].equals("Check") && !cells[1].startsWith("-")) {
                rows.add(new Row(cells[1], cells[2], cells[3]));
            }
        }
        return rows;
    }

    @TestFactory
    List<DynamicTest> every_row_decides_as_it_says() throws IOException {
        var trials = trials();
        return rows().stream()
                .filter(row -> !row.check().equals(OVER_A_CONNECTION))
                .map(row -> DynamicTest.dynamicTest(row.check(), () -> {
                    assertTrue(trials.containsKey(row.check()), "a row that nothing is tried on");
                    for (Trial trial : trials.get(row.check())) {
                        decides(trial, false, trial.byDefault(), row.byDefault());
                        decides(trial, true, trial.strictly(), row.bearSsl());
                    }
                }))
                .toList();
    }

    private static void decides(Trial trial, boolean strict, int number, String cell) throws Exception {
        Optional<TrustRefusal> refusal = trial.judge().judge(strict);
        assertEquals(
                number, refusal.map(why -> why.error().code()).orElse(0), () -> (strict ? "strict: " : "") + refusal);
        // A number that the row names must be the one that comes.
        var named = java.util.regex.Pattern.compile("(?<![0-9.])([345][0-9]|6[0-2])(?![0-9])")
                .matcher(cell);
        while (number != 0 && named.find()) {
            assertEquals(number, Integer.parseInt(named.group(1)), "the row says: " + cell);
        }
    }

    @Test
    void every_trial_has_its_row() throws IOException {
        var checks = new TreeSet<String>(rows().stream().map(Row::check).toList());
        var tried = new TreeSet<>(trials().keySet());
        tried.add(OVER_A_CONNECTION);

        assertEquals(tried, checks);
    }

    @Test
    void the_first_thing_wrong_has_bearssls_number() throws Exception {
        X509Certificate leaf = Maker.leaf(KEY, "CN=device", KEY).make();
        X509Certificate issuer = Maker.leaf(KEY, "CN=Root", OTHER)
                .with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))
                .make();
        X509Certificate old =
                Maker.leaf(KEY, "CN=Unknown", OTHER).algorithm("SHA1withECDSA").make();
        X509Certificate rootAlong = Maker.authority("CN=Stranger", OTHER, "CN=Stranger", OTHER)
                .without(Extension.authorityKeyIdentifier)
                .make();
        X509Certificate below = Maker.leaf(KEY, "CN=Stranger", OTHER).make();
        for (boolean strict : new boolean[] {false, true}) {
            assertEquals(58, number(judge(strict, root(), HOST, leaf, issuer)), "an issuer that is a leaf");
            assertEquals(strict ? 62 : 49, number(judge(strict, root(), HOST, old)), "SHA-1 and no anchor");
            assertEquals(62, number(judge(strict, root(), HOST, below, rootAlong)), "a root sent along");
        }
    }

    private static int number(Optional<TrustRefusal> refusal) {
        return refusal.map(why -> why.error().code()).orElse(0);
    }

    /** The bytes of this BMPString, read one by one, spell "localhost": as text it is five CJK characters. */
    @Test
    void a_common_name_is_compared_as_text_whatever_its_string_type() throws Exception {
        var bmp = new org.bouncycastle.asn1.DERBMPString("\u6c6f\u6361\u6c68\u6f73\u7400");
        var subject = new org.bouncycastle.asn1.x500.X500NameBuilder()
                .addRDN(org.bouncycastle.asn1.x500.style.BCStyle.CN, bmp)
                .build();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=Root"),
                BigInteger.ONE,
                Date.from(NOW.minusSeconds(60)),
                Date.from(NOW.plusSeconds(60)),
                subject,
                KEY.getPublic());
        X509Certificate spelled = new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(OTHER.getPrivate())));
        assertEquals(56, number(judge(true, root(), HOST, spelled)));
        assertEquals(56, number(judge(true, root(), Optional.of("localhost\0"), spelled)));
    }

    @Test
    void a_known_key_of_another_kind_is_28_and_another_key_of_its_kind_27() throws Exception {
        byte[] leaf = Maker.leaf().make().getEncoded();
        var sameKind = new TrustPolicy.KnownKey(OTHER.getPublic(), true, true);
        var otherKind =
                new TrustPolicy.KnownKey(DemoAuthority.keyPair(KeyKind.RSA_1024).getPublic(), true, true);
        assertEquals(27, number(PeerCheck.judge(sameKind, List.of(leaf), HOST, NOW)));
        assertEquals(28, number(PeerCheck.judge(otherKind, List.of(leaf), HOST, NOW)));
    }

    @Test
    void what_the_page_says_of_both_is_so() throws Exception {
        X509Certificate expired =
                Maker.authority("CN=Root", OTHER, "CN=Root", OTHER).expired().make();
        for (boolean strict : new boolean[] {false, true}) {
            assertEquals(
                    Optional.empty(), judge(strict, expired, HOST, Maker.leaf().make()), "an expired anchor");
        }
    }
}
