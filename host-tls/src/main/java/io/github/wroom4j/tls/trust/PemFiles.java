package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
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
import java.util.List;
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
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Certificates and keys as they are kept in files: PEM and DER; PKCS#8, PKCS#1, SEC1 and SPKI; PKCS#12 and key stores.
 *
 * <p>Every failure is an {@link IllegalArgumentException} that says what was found and what was expected; no key
 * material is ever part of it.
 */
public final class PemFiles {
    private PemFiles() {}

    /**
     * The objects of a PEM text, in their order; what stands between them is skipped.
     *
     * @throws IllegalArgumentException if one of them has no end, no proper first line, or a body that is not Base64
     */
    private static List<PemObject> objects(String text) {
        // In a sketch's text block they may be indented; RFC 7468 has them begin their lines.
        List<String> lines = text.lines().map(String::strip).toList();
        List<PemObject> found = new ArrayList<>();
        try (var reader = new PemReader(new StringReader(String.join("\n", lines)))) {
            for (PemObject next = reader.readPemObject(); next != null; next = reader.readPemObject()) {
                if (isEncrypted(next)) {
                    throw new IllegalArgumentException(
                            "the private key is encrypted; decrypt it first (openssl pkey), or use a PKCS#12 file");
                }
                found.add(next);
            }
        } catch (IOException | DecoderException broken) {
            throw new IllegalArgumentException(
                    "object " + (found.size() + 1) + " of the PEM text is cut off or not Base64: "
                            + broken.getMessage(),
                    broken);
        }
        // The reader ends at a first line that it does not understand: what stands behind must not be lost in silence.
        long begun =
                lines.stream().filter(line -> line.startsWith("-----BEGIN")).count();
        if (begun != found.size()) {
            throw new IllegalArgumentException("object " + (found.size() + 1)
                    + " of the PEM text begins with a line that is not '-----BEGIN ' and a label and '-----'");
        }
        return found;
    }

    private static boolean isEncrypted(PemObject object) {
        List<?> headers = object.getHeaders(); // of PemHeader: Bouncy Castle's list has no type
        return object.getType().equals("ENCRYPTED PRIVATE KEY")
                || headers.stream()
                        .map(PemHeader.class::cast)
                        .anyMatch(header -> header.getName().equals("Proc-Type")
                                && header.getValue().contains("ENCRYPTED"));
    }

    private static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Every certificate of a PEM text, in its order; other objects are skipped (BH-3).
     *
     * @return at least one
     * @throws IllegalArgumentException if there is none, or one is malformed
     */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> found = new ArrayList<>();
        for (PemObject object : objects(pem)) {
            switch (object.getType()) {
                case "CERTIFICATE", "X509 CERTIFICATE" -> found.add(certificate(object.getContent(), false));
                // OpenSSL appends what it trusts the certificate for.
                case "TRUSTED CERTIFICATE" -> found.add(certificate(object.getContent(), true));
                default -> {}
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no certificate in the PEM text: '-----BEGIN CERTIFICATE-----' expected");
        }
        return found;
    }

    /**
     * Certificates of a PEM or DER file.
     *
     * @return at least one
     * @throws IllegalArgumentException if there is none, or one is malformed
     */
    public static List<X509Certificate> certificates(byte[] pemOrDer) {
        return isPem(pemOrDer) ? certificates(text(pemOrDer)) : List.of(certificate(pemOrDer, false));
    }

    private static X509Certificate certificate(byte[] der, boolean moreFollows) {
        try {
            var in = new ByteArrayInputStream(der);
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            if (in.available() > 0 && !moreFollows) {
                throw new IllegalArgumentException(in.available() + " bytes follow the certificate of "
                        + (der.length - in.available()) + " bytes: one certificate was expected");
            }
            return certificate;
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException(
                    "not a certificate (" + der.length + " bytes): " + malformed.getMessage(), malformed);
        }
    }

    /**
     * A private key of a PEM or DER file: PKCS#8, PKCS#1 or SEC1.
     *
     * @return the first one, an RSA key or one on P-256, P-384 or P-521
     * @throws IllegalArgumentException if there is none, or it is encrypted, malformed or of another kind
     */
    public static PrivateKey privateKey(byte[] pemOrDer) {
        if (!isPem(pemOrDer)) {
            return privateKeyDer(pemOrDer);
        }
        List<PemObject> objects = objects(text(pemOrDer));
        for (PemObject object : objects) {
            if (object.getType().endsWith("PRIVATE KEY")) {
                return privateKeyDer(object.getContent());
            }
        }
        throw new IllegalArgumentException("no private key in the PEM text, but "
                + objects.stream().map(PemObject::getType).toList());
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

    /**
     * A public key of a PEM or DER file: SPKI, PKCS#1, or the key of a certificate.
     *
     * @return the first one
     * @throws IllegalArgumentException if there is none, or it is malformed or neither RSA nor EC
     */
    public static PublicKey publicKey(byte[] pemOrDer) {
        if (!isPem(pemOrDer)) {
            return publicKeyDer(pemOrDer);
        }
        List<PemObject> objects = objects(text(pemOrDer));
        for (PemObject object : objects) {
            if (object.getType().endsWith("PUBLIC KEY")) {
                return publicKeyDer(object.getContent());
            }
        }
        throw new IllegalArgumentException("no public key in the PEM text, but "
                + objects.stream().map(PemObject::getType).toList());
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

    /**
     * A PKCS#12 file as a key store.
     *
     * @throws IllegalArgumentException if the password is wrong or the file is not PKCS#12
     */
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
