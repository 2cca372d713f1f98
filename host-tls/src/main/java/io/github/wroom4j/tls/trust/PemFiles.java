package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Certificates and keys as they are kept in files: PEM and DER; PKCS#8, PKCS#1, SEC1 and SPKI; PKCS#12 and key stores.
 *
 * <p>Every failure is an {@link IllegalArgumentException} that says what was found and what was expected; no key
 * material is ever part of it.
 */
public final class PemFiles {
    // The headers of an encrypted key hold dashes, so a body does not end at the first one.
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private PemFiles() {}

    /** An object of a PEM text. */
    private record Block(String label, byte[] der) {}

    private static List<Block> blocks(String text) {
        List<Block> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String label = matcher.group(1);
            String body = matcher.group(2);
            if (body.contains("Proc-Type: 4,ENCRYPTED") || label.equals("ENCRYPTED PRIVATE KEY")) {
                throw new IllegalArgumentException(
                        "the private key is encrypted; decrypt it first (openssl pkey), or use a PKCS#12 file");
            }
            try {
                found.add(new Block(label, Base64.getMimeDecoder().decode(body)));
            } catch (IllegalArgumentException notBase64) {
                throw new IllegalArgumentException("the PEM object " + label + " is not Base64", notBase64);
            }
        }
        return found;
    }

    private static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Every certificate of a PEM text, in its order; other objects are skipped (BH-3). */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label().equals("CERTIFICATE")
                    || block.label().equals("X509 CERTIFICATE")
                    || block.label().equals("TRUSTED CERTIFICATE")) {
                found.add(certificate(block.der()));
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no certificate in the PEM text: '-----BEGIN CERTIFICATE-----' expected");
        }
        return found;
    }

    /** Certificates of a PEM or DER file. */
    public static List<X509Certificate> certificates(byte[] pemOrDer) {
        return isPem(pemOrDer) ? certificates(text(pemOrDer)) : List.of(certificate(pemOrDer));
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException(
                    "not a certificate (" + der.length + " bytes): " + malformed.getMessage(), malformed);
        }
    }

    /** A private key of a PEM or DER file: PKCS#8, PKCS#1 or SEC1. */
    public static PrivateKey privateKey(byte[] pemOrDer) {
        if (!isPem(pemOrDer)) {
            return privateKeyDer(pemOrDer);
        }
        List<Block> blocks = blocks(text(pemOrDer));
        for (Block block : blocks) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return privateKeyDer(block.der());
            }
        }
        throw new IllegalArgumentException("no private key in the PEM text, but "
                + blocks.stream().map(Block::label).toList());
    }

    private static PrivateKey privateKeyDer(byte[] der) {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(der);
            PrivateKeyInfo info;
            if (sequence.size() >= 9) {
                info = new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(sequence));
            } else if (sequence.getObjectAt(1) instanceof ASN1Sequence) {
                info = PrivateKeyInfo.getInstance(sequence);
            } else {
                ECPrivateKey key = ECPrivateKey.getInstance(sequence);
                ASN1Encodable curve = key.getParametersObject();
                if (curve == null) {
                    throw new IllegalArgumentException("the EC key does not name its curve");
                }
                info = new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
            }
            String algorithm = algorithm(info.getPrivateKeyAlgorithm());
            PrivateKey key =
                    KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
            if (key instanceof ECKey ec && !KeyRules.isNist(ec.getParams())) {
                throw new IllegalArgumentException("a key on another curve than P-256, P-384 and P-521");
            }
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException malformed) {
            throw new IllegalArgumentException(
                    "not a private key in PKCS#8, PKCS#1 or SEC1 form (" + der.length + " bytes)", malformed);
        }
    }

    /** A public key of a PEM or DER file: SPKI, PKCS#1, or the key of a certificate. */
    public static PublicKey publicKey(byte[] pemOrDer) {
        if (!isPem(pemOrDer)) {
            return publicKeyDer(pemOrDer);
        }
        List<Block> blocks = blocks(text(pemOrDer));
        for (Block block : blocks) {
            if (block.label().endsWith("PUBLIC KEY")) {
                return publicKeyDer(block.der());
            }
        }
        throw new IllegalArgumentException("no public key in the PEM text, but "
                + blocks.stream().map(Block::label).toList());
    }

    private static PublicKey publicKeyDer(byte[] der) {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(der);
            SubjectPublicKeyInfo info = sequence.getObjectAt(0) instanceof ASN1Sequence
                    ? SubjectPublicKeyInfo.getInstance(sequence)
                    : new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), sequence);
            PublicKey key = KeyFactory.getInstance(algorithm(info.getAlgorithm()))
                    .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
            KeyRules.check(key, Text.verbatim("the key"), true)
                    .filter(why -> why.error() == TrustError.UNSUPPORTED)
                    .ifPresent(why -> {
                        throw new IllegalArgumentException(why.message());
                    });
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException malformed) {
            throw new IllegalArgumentException(
                    "not an RSA or EC public key in SPKI or PKCS#1 form (" + der.length + " bytes): "
                            + malformed.getMessage(),
                    malformed);
        }
    }

    private static String algorithm(AlgorithmIdentifier identifier) {
        ASN1ObjectIdentifier oid = identifier.getAlgorithm();
        if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        throw new IllegalArgumentException("a key of type " + oid + "; RSA and EC are supported");
    }

    /** A PKCS#12 file as a key store. */
    public static KeyStore pkcs12(byte[] file, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(file), password);
            return store;
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "the PKCS#12 file cannot be opened: wrong password, or no PKCS#12", unreadable);
        }
    }
}
