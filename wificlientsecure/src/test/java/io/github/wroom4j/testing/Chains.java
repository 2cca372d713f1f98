package io.github.wroom4j.testing;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf.KeyKind;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
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
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificate chains from a line of words, leaf first and {@code <} between: {@code san=localhost expired < ca pathlen=0}.
 * The last one is issued by the trusted root, which is not sent, unless it says {@code self}, {@code by=other} (another
 * root of the same name) or {@code by=stranger}. Words of a certificate:
 *
 * <pre>
 * san=a,b  nosan  cn=x  ip=1.2.3.4     names; a leaf is for localhost until told otherwise
 * expired  future  from=-1  until=+1   dates, in seconds from {@link #NOW}
 * eku=server|client|any|code  eku!=…   extended key usage, ! for critical
 * ku=sign,encipher,agree,cert          key usage, always critical
 * ca  noca  pathlen=0                  basic constraints
 * crit  sancrit  nc=x  nc!=x           an unknown critical extension, a critical SAN, name constraints
 * key=ec|rsa|rsa1024  v1  sha1  md5  pss  badsig
 * key=rsa4104|rsa5120                  a certificate to show alone: nobody has the private key
 * </pre>
 *
 * {@code unsent} before a certificate leaves it out of what is sent; {@code turned} as the first word sends the others in
 * the wrong order, {@code rooted} sends the root too.
 */
public final class Chains {
    /** The time that the certificates are made for. */
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static final Map<String, KeyPair> KEYS = new HashMap<>();
    private static final Map<String, Identity> MADE = new HashMap<>();

    private Chains() {}

    /** A key pair by a name of its own and its kind; the same one each time. */
    public static synchronized KeyPair key(String name, String kind) {
        return KEYS.computeIfAbsent(name + " " + kind, made -> switch (kind) {
            case "rsa" -> DemoAuthority.keyPair(KeyKind.RSA_2048);
            case "rsa1024" -> DemoAuthority.keyPair(KeyKind.RSA_1024);
            case "rsa4104", "rsa5120" -> shown(Integer.parseInt(kind.substring(3)));
            default -> DemoAuthority.keyPair(KeyKind.EC_P256);
        });
    }

    /** A public key of that many bits for a certificate that is shown and never used: to find its primes takes seconds. */
    private static KeyPair shown(int bits) {
        try {
            // Bouncy Castle reads no modulus that has a small factor.
            BigInteger small = IntStream.rangeClosed(2, 1000)
                    .mapToObj(BigInteger::valueOf)
                    .reduce(BigInteger.ONE, BigInteger::multiply);
            BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
            while (!modulus.gcd(small).equals(BigInteger.ONE)) {
                modulus = modulus.add(BigInteger.TWO);
            }
            return new KeyPair(
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4)),
                    null);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private record Signer(String name, KeyPair key) {}

    private static Signer root(String which) {
        return new Signer(which.equals("stranger") ? "CN=Stranger" : "CN=Root", key("root " + which, "ec"));
    }

    /** A root's certificate: {@code root}, {@code other} (of the same name) or {@code stranger}. */
    public static X509Certificate rootCertificate(String which) throws Exception {
        Signer root = root(which.equals("root") ? "" : which);
        return certificate(List.of("ca", "ku=cert"), root, root, 1);
    }

    /** What a server of that chain shows, and its key; the same one each time, as signatures differ. */
    public static synchronized Identity of(String text) throws Exception {
        Identity known = MADE.get(text);
        if (known == null) {
            known = made(text);
            MADE.put(text, known);
        }
        return known;
    }

    private static Identity made(String text) throws Exception {
        String[] parts = text.strip().split("\\s*<\\s*");
        List<String> first = new ArrayList<>(List.of(parts[0].split("\\s+")));
        boolean turned = first.remove("turned");
        boolean rooted = first.remove("rooted");
        var sent = new ArrayList<X509Certificate>();
        KeyPair leafKey = null;
        for (int i = 0; i < parts.length; i++) {
            List<String> words = i == 0 ? first : List.of(parts[i].split("\\s+"));
            Signer subject = subject(words, i);
            Signer issuer = i + 1 < parts.length
                    ? subject(List.of(parts[i + 1].split("\\s+")), i + 1)
                    : words.contains("self") ? subject : root(value(words, "by", ""));
            X509Certificate made = certificate(words, subject, issuer, 100 + i);
            leafKey = i == 0 ? subject.key() : leafKey;
            if (!words.contains("unsent")) {
                sent.add(made);
            }
        }
        if (turned) {
            Collections.reverse(sent.subList(1, sent.size()));
        }
        if (rooted) {
            sent.add(rootCertificate("root"));
        }
        return new Identity(leafKey.getPrivate(), sent);
    }

    /** The certificate of a leaf, of a key that nobody needs to have. */
    public static synchronized X509Certificate certificate(String words) throws Exception {
        List<String> all = List.of(words.split("\\s+"));
        return certificate(all, subject(all, 0), root(value(all, "by", "")), 100);
    }

    private static Signer subject(List<String> words, int place) {
        String name = value(words, "cn", place == 0 ? "device" : "Authority " + place);
        return new Signer("CN=" + name, key("certificate " + place, value(words, "key", "ec")));
    }

    private static String value(List<String> words, String key, String otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(key + "="))
                .map(word -> word.substring(key.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private static X509Certificate certificate(List<String> words, Signer subject, Signer issuer, int serial)
            throws Exception {
        boolean authority = words.contains("ca");
        Instant from = words.contains("future") ? NOW.plusSeconds(3600) : NOW.minusSeconds(86_400);
        Instant until = words.contains("expired") ? NOW.minusSeconds(3600) : NOW.plusSeconds(86_400);
        String exactFrom = value(words, "from", "");
        String exactUntil = value(words, "until", "");
        Date begins = Date.from(exactFrom.isEmpty() ? from : NOW.plusSeconds(Integer.parseInt(exactFrom)));
        Date ends = Date.from(exactUntil.isEmpty() ? until : NOW.plusSeconds(Integer.parseInt(exactUntil)));
        String hash = words.contains("sha1") ? "SHA1" : words.contains("md5") ? "MD5" : "SHA256";
        String kind = issuer.key().getPublic().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
        ContentSigner signing = words.contains("pss")
                ? pss(issuer.key())
                : new JcaContentSignerBuilder(hash + "with" + kind)
                        .build(issuer.key().getPrivate());
        BigInteger number = BigInteger.valueOf(serial);
        if (words.contains("v1")) {
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v1CertificateBuilder(
                                    new X500Name(issuer.name()),
                                    number,
                                    begins,
                                    ends,
                                    new X500Name(subject.name()),
                                    subject.key().getPublic())
                            .build(signing));
        }
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer.name()),
                number,
                begins,
                ends,
                new X500Name(subject.name()),
                subject.key().getPublic());
        String pathLength = value(words, "pathlen", "");
        if (authority && !words.contains("noca")) {
            builder.addExtension(
                    Extension.basicConstraints,
                    true,
                    pathLength.isEmpty()
                            ? new BasicConstraints(true)
                            : new BasicConstraints(Integer.parseInt(pathLength)));
        } else {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        }
        if (!words.contains("nosan") && !(authority && value(words, "san", "").isEmpty())) {
            var names = new ArrayList<GeneralName>();
            for (String name : value(words, "san", "localhost").split(",")) {
                names.add(new GeneralName(GeneralName.dNSName, name));
            }
            String address = value(words, "ip", "");
            if (!address.isEmpty()) {
                names.add(new GeneralName(GeneralName.iPAddress, address));
            }
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    words.contains("sancrit"),
                    new GeneralNames(names.toArray(new GeneralName[0])));
        }
        String usage = value(words, "ku", authority ? "cert" : "");
        if (!usage.isEmpty()) {
            int bits = 0;
            for (String each : usage.split(",")) {
                bits |= switch (each) {
                    case "sign" -> KeyUsage.digitalSignature;
                    case "encipher" -> KeyUsage.keyEncipherment;
                    case "agree" -> KeyUsage.keyAgreement;
                    default -> KeyUsage.keyCertSign;
                };
            }
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
        }
        purposes(words, "eku", false, builder);
        purposes(words, "eku!", true, builder);
        constraints(words, "nc", false, builder);
        constraints(words, "nc!", true, builder);
        if (words.contains("crit")) {
            builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE);
        }
        if (authority) {
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createSubjectKeyIdentifier(subject.key().getPublic()));
        }
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils()
                        .createAuthorityKeyIdentifier(issuer.key().getPublic()));
        X509Certificate made = new JcaX509CertificateConverter().getCertificate(builder.build(signing));
        return words.contains("badsig") ? damaged(made) : made;
    }

    private static void purposes(List<String> words, String key, boolean critical, JcaX509v3CertificateBuilder builder)
            throws Exception {
        String purpose = value(words, key, "");
        if (!purpose.isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    critical,
                    new ExtendedKeyUsage(
                            switch (purpose) {
                                case "client" -> KeyPurposeId.id_kp_clientAuth;
                                case "any" -> KeyPurposeId.anyExtendedKeyUsage;
                                case "code" -> KeyPurposeId.id_kp_codeSigning;
                                default -> KeyPurposeId.id_kp_serverAuth;
                            }));
        }
    }

    private static void constraints(
            List<String> words, String key, boolean critical, JcaX509v3CertificateBuilder builder) throws Exception {
        String permitted = value(words, key, "");
        if (!permitted.isEmpty()) {
            builder.addExtension(
                    Extension.nameConstraints,
                    critical,
                    new NameConstraints(
                            new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, permitted))},
                            null));
        }
    }

    /** The JDK knows this signature by another name than Bouncy Castle's builder. */
    private static ContentSigner pss(KeyPair key) throws Exception {
        var algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withRSAandMGF1");
        return new BcRSAContentSignerBuilder(algorithm, new DefaultDigestAlgorithmIdentifierFinder().find(algorithm))
                .build(PrivateKeyFactory.createKey(key.getPrivate().getEncoded()));
    }

    private static X509Certificate damaged(X509Certificate certificate) throws Exception {
        byte[] der = certificate.getEncoded();
        der[der.length - 1] ^= 1;
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
