package io.github.wroom4j.doctor;

import io.github.wroom4j.words.Printable;
import io.github.wroom4j.words.Text;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate in words that a sketch can use. Whoever made it chose its names: here they are printable
 * ({@link Printable}).
 *
 * @param subject whom it is for, short
 * @param issuer who signed it, short
 * @param selfSigned whether that is the same
 * @param names DNS names and addresses; the CN where there are none
 * @param notBefore start of validity
 * @param notAfter end of validity
 * @param key kind and size of key, as in {@code RSA 2048}
 * @param signature signature algorithm
 * @param sha1 SHA-1 of the DER, 20 bytes in hex with colons: what {@code setFingerprint} takes
 * @param spkiPin SHA-256 of the public key, base64: what survives a renewal with the same key
 * @param bytes length of the DER
 * @param pem the certificate as PEM
 * @param publicKeyPem its public key as PEM: what {@code setKnownKey} takes
 */
public record CertificateInfo(
        String subject,
        String issuer,
        boolean selfSigned,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        String key,
        String signature,
        String sha1,
        String spkiPin,
        int bytes,
        String pem,
        String publicKeyPem) {

    /** A leaf that lives shorter makes every pinned fingerprint a trap: 100 days, the limit of today's free ones. */
    private static final Duration SHORT_LIVED = Duration.ofDays(100);

    private static final Duration SOON = Duration.ofDays(14);

    public CertificateInfo {
        names = List.copyOf(names);
    }

    /** Reads a certificate. */
    public static CertificateInfo of(X509Certificate certificate) {
        try {
            byte[] der = certificate.getEncoded();
            byte[] spki = certificate.getPublicKey().getEncoded();
            return new CertificateInfo(
                    shortName(certificate.getSubjectX500Principal()),
                    shortName(certificate.getIssuerX500Principal()),
                    certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()),
                    namesOf(certificate),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    keyOf(certificate),
                    certificate.getSigAlgName(),
                    HexFormat.ofDelimiter(":")
                            .withUpperCase()
                            .formatHex(MessageDigest.getInstance("SHA-1").digest(der)),
                    Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(spki)),
                    der.length,
                    pem("CERTIFICATE", der),
                    pem("PUBLIC KEY", spki));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JVM without SHA-1 or SHA-256", e);
        }
    }

    /** The CN of a name, else all of it; printable. */
    static String shortName(X500Principal name) {
        return Printable.of(commonName(name));
    }

    /**
     * A name that may stand in a comment of a program: letters, digits, blanks, dots and hyphens are left as they are,
     * anything else is a hyphen. javac reads a backslash and {@code u000a} as the end of the comment, and what follows as
     * a statement.
     */
    public static String inComment(String name) {
        var out = new StringBuilder();
        name.codePoints()
                .map(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '.' ? c : '-')
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static String commonName(X500Principal name) {
        try {
            return new LdapName(name.getName())
                    .getRdns().stream()
                            .filter(r -> r.getType().equalsIgnoreCase("CN"))
                            .map(r -> String.valueOf(r.getValue()))
                            .findFirst()
                            .orElse(name.getName());
        } catch (InvalidNameException e) {
            return name.getName();
        }
    }

    private static List<String> namesOf(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            var entries = certificate.getSubjectAlternativeNames();
            if (entries != null) {
                entries.stream()
                        .filter(e -> e.get(0).equals(2) || e.get(0).equals(7))
                        .forEach(e -> names.add(Printable.of(String.valueOf(e.get(1)))));
            }
        } catch (CertificateParsingException e) {
            return List.of(Printable.of("(alternative names that cannot be read: " + e.getMessage() + ")"));
        }
        return names.isEmpty() ? List.of(shortName(certificate.getSubjectX500Principal())) : names;
    }

    private static String keyOf(X509Certificate certificate) {
        var key = certificate.getPublicKey();
        if (key instanceof RSAPublicKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        if (key instanceof ECPublicKey ec) {
            return "EC " + ec.getParams().getCurve().getField().getFieldSize();
        }
        return key.getAlgorithm();
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** The line for a sketch that believes exactly this certificate. */
    public String fingerprintLine() {
        return "client.setFingerprint(\"" + sha1 + "\");";
    }

    /** Lines for a sketch that believes this key, whatever certificate it comes in. */
    public String knownKeyLines() {
        return "client.setKnownKey(new PublicKey(\"\"\"\n" + publicKeyPem + "\"\"\"));";
    }

    /** Lines for a sketch that believes what this certificate's owner issues, or this certificate itself. */
    public String trustAnchorLines() {
        return "client.setTrustAnchors(new X509List(\"\"\"\n" + pem + "\"\"\"));";
    }

    /** What to beware of in its dates: expired, not yet valid, soon to expire. In English. */
    public Optional<String> warning(Instant now) {
        return warning(now, Locale.ENGLISH);
    }

    /** What to beware of in its dates, in that language. */
    public Optional<String> warning(Instant now, Locale language) {
        return dates(now).map(t -> t.in(language));
    }

    /**
     * What to beware of when a program pins this certificate by its fingerprint: that it will soon be another one. For
     * every other kind of trust a short life is normal.
     */
    public Optional<Text> pinWarning(Instant now) {
        return Duration.between(notBefore, notAfter).compareTo(SHORT_LIVED) < 0 && now.isBefore(notAfter)
                ? Optional.of(Text.of("certificate.short-lived", days(now, notAfter)))
                : Optional.empty();
    }

    private Optional<Text> dates(Instant now) {
        if (now.isAfter(notAfter)) {
            return Optional.of(Text.of("certificate.expired", days(notAfter, now)));
        }
        if (now.isBefore(notBefore)) {
            return Optional.of(Text.of("certificate.not-yet", notBefore));
        }
        if (Duration.between(now, notAfter).compareTo(SOON) < 0) {
            return Optional.of(Text.of("certificate.soon", days(now, notAfter)));
        }
        return Optional.empty();
    }

    private static Text days(Instant from, Instant to) {
        long days = Duration.between(from, to).toDays();
        return Text.of(days == 1 ? "certificate.one-day" : "certificate.days", days);
    }

    /** The chain as a tree, the root's side first. In English. */
    public static List<String> tree(List<CertificateInfo> leafFirst) {
        return tree(leafFirst, Locale.ENGLISH);
    }

    /** The chain as a tree, the root's side first, in that language. */
    public static List<String> tree(List<CertificateInfo> leafFirst, Locale language) {
        var lines = new ArrayList<String>();
        var all = new ArrayList<>(leafFirst);
        if (!all.isEmpty() && !all.get(all.size() - 1).selfSigned()) {
            lines.add(Text.of("certificate.not-sent", all.get(all.size() - 1).issuer())
                    .in(language));
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            var c = all.get(i);
            int depth = lines.size();
            String until = c.notAfter().toString().substring(0, 10);
            lines.add((depth == 0 ? "" : "   ".repeat(depth - 1) + "└─ ")
                    + Text.of("certificate.line", c.subject(), c.key(), c.signature(), until)
                            .in(language));
        }
        return lines;
    }

    /** Everything of a chain. */
    public static List<CertificateInfo> all(X509Certificate... leafFirst) {
        return Arrays.stream(leafFirst).map(CertificateInfo::of).toList();
    }
}
