package io.github.wroom4j.servers;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that lives as long as the program: its key never touches a disk, and no machine trusts it.
 *
 * <pre>{@code
 * var authority = DemoAuthority.create();
 * Identity good = authority.issue(Leaf.localhost());
 * Identity old = authority.issue(Leaf.localhost().expired());
 * Identity deep = authority.intermediate("Demo Intermediate").issue(Leaf.localhost());
 * Identity foreign = DemoAuthority.create("Another Root").issue(Leaf.localhost());
 * }</pre>
 *
 * <p>Thread-safe. Making an RSA key takes some 0.1 … 0.5 s.
 */
public final class DemoAuthority {
    // Netscape's certificate comment: every verifier knows that it means nothing
    private static final ASN1ObjectIdentifier BALLAST = new ASN1ObjectIdentifier("2.16.840.1.113730.1.13");

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final List<X509Certificate> above;

    private DemoAuthority(PrivateKey key, X509Certificate certificate, List<X509Certificate> above) {
        this.key = key;
        this.certificate = certificate;
        this.above = above;
    }

    /** A root named {@code wroom4j demo root}, RSA-2048, which old modules can check too. */
    public static DemoAuthority create() {
        return create("wroom4j demo root");
    }

    /** A root of that name, RSA-2048. */
    public static DemoAuthority create(String name) {
        return create(name, Leaf.KeyKind.RSA_2048);
    }

    /** A root of that name and kind of key, valid from two years ago for four years. */
    public static DemoAuthority create(String name, Leaf.KeyKind kind) {
        var pair = keyPair(kind);
        var subject = name(name);
        var now = Instant.now();
        var builder = builder(subject, subject, pair, now.minus(Duration.ofDays(730)), now.plus(Duration.ofDays(730)));
        return new DemoAuthority(pair.getPrivate(), sign(asCa(builder, pair, null), pair.getPrivate()), List.of());
    }

    /** An authority below this one; what it issues carries its certificate in the chain. */
    public DemoAuthority intermediate(String name) {
        return intermediate(name, Leaf.KeyKind.RSA_2048);
    }

    /** An authority below this one with that kind of key. */
    public DemoAuthority intermediate(String name, Leaf.KeyKind kind) {
        var pair = keyPair(kind);
        var now = Instant.now();
        var builder = builder(
                issuerName(), name(name), pair, now.minus(Duration.ofDays(365)), now.plus(Duration.ofDays(365)));
        var list = new ArrayList<X509Certificate>();
        var issued = sign(asCa(builder, pair, certificate), key);
        list.add(issued);
        list.addAll(above);
        return new DemoAuthority(pair.getPrivate(), issued, list);
    }

    /** Issues a certificate with a fresh key. */
    public Identity issue(Leaf wish) {
        return issue(wish, keyPair(wish.key()));
    }

    /** Issues a certificate for an existing key. */
    public Identity issue(Leaf wish, KeyPair pair) {
        var builder = builder(issuerName(), name(wish.commonName()), pair, wish.notBefore(), wish.notAfter());
        var chain = new ArrayList<X509Certificate>();
        chain.add(sign(asLeaf(builder, wish), key));
        chain.addAll(above);
        return new Identity(pair.getPrivate(), chain);
    }

    /**
     * Issues a leaf below an intermediate, with so much ballast in the leaf that both together have exactly that many
     * bytes in DER: what decides whether a small client's buffer is large enough.
     *
     * @param bytes from about 1900 (RSA) to 16000
     */
    public Identity issueChainOf(int bytes, Leaf wish) {
        var between = intermediate("wroom4j demo intermediate", wish.key());
        var pair = keyPair(wish.key());
        int padding = 1;
        var identity = between.issue(wish.padding(padding), pair);
        // lengths in DER grow by steps and an ECDSA signature varies by a few bytes: correct until it fits
        for (int tries = 0; identity.chainBytes() != bytes; tries++) {
            padding += bytes - identity.chainBytes();
            if (padding < 1 || tries == 100) {
                throw new IllegalArgumentException(
                        "no chain of " + bytes + " bytes can be made here; of " + identity.chainBytes() + " it can");
            }
            identity = between.issue(wish.padding(padding), pair);
        }
        return identity;
    }

    /** A self-signed certificate: no authority has signed it. */
    public static Identity selfSigned(Leaf wish) {
        var pair = keyPair(wish.key());
        var name = name(wish.commonName());
        var builder = builder(name, name, pair, wish.notBefore(), wish.notAfter());
        return new Identity(pair.getPrivate(), List.of(sign(asLeaf(builder, wish), pair.getPrivate())));
    }

    /** This authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** This authority's own certificate as PEM: what a client takes as its trust anchor. */
    public String caPem() {
        return Pem.certificates(List.of(certificate));
    }

    /** A fresh key pair. */
    public static KeyPair keyPair(Leaf.KeyKind kind) {
        try {
            if (kind == Leaf.KeyKind.EC_P256) {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                return generator.generateKeyPair();
            }
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(
                    switch (kind) {
                        case RSA_1024 -> 1024;
                        case RSA_4096 -> 4096;
                        default -> 2048;
                    });
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot make a key of kind " + kind, e);
        }
    }

    private X500Name issuerName() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static X500Name name(String commonName) {
        var name = new X500NameBuilder();
        return commonName.isEmpty()
                ? name.build()
                : name.addRDN(BCStyle.CN, commonName).build();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair pair, Instant notBefore, Instant notAfter) {
        // 64 bits of randomness and a leading 1: positive, and of one length so that sizes repeat
        var serial = new BigInteger(64, new SecureRandom()).setBit(64);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(notBefore), Date.from(notAfter), subject, pair.getPublic());
    }

    private static X509v3CertificateBuilder asCa(
            X509v3CertificateBuilder builder, KeyPair pair, X509Certificate issuer) {
        try {
            var ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            if (issuer != null) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        ids.createAuthorityKeyIdentifier(issuer.getPublicKey()));
            }
            return builder;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot write the extensions of an authority", e);
        }
    }

    private static X509v3CertificateBuilder asLeaf(X509v3CertificateBuilder builder, Leaf wish) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                            wish.client() ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth));
            var names = new ArrayList<GeneralName>();
            wish.dnsNames().forEach(n -> names.add(new GeneralName(GeneralName.dNSName, n)));
            wish.addresses().forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            if (wish.padding() > 0) {
                builder.addExtension(BALLAST, false, new DERIA5String(".".repeat(wish.padding())));
            }
            return builder;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write the extensions of " + wish, e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer) {
        try {
            var algorithm = signer.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            var holder = builder.build(new JcaContentSignerBuilder(algorithm).build(signer));
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("cannot sign a certificate", e);
        }
    }
}
