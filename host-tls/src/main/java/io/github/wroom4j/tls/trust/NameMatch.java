package io.github.wroom4j.tls.trust;

import io.github.wroom4j.words.Text;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Whether a certificate is for the name that was asked for (TLS-8): SAN first, the subject's CN only where there is no
 * SAN at all, one {@code *.} in front for exactly one label, letters without case. Addresses match iPAddress entries
 * only.
 */
public final class NameMatch {
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final Pattern ADDRESS_LIKE =
            Pattern.compile("[0-9.]+|0[xX][0-9A-Fa-f]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    private NameMatch() {}

    /**
     * Whether the certificate is for the name.
     *
     * @param strict as BearSSL: the CN may stand in for a missing SAN, and an address is a name like another
     */
    public static boolean matches(X509Certificate leaf, String host, boolean strict) {
        byte[] address = strict ? null : IpLiteral.parse(host);
        Names names = names(leaf);
        if (address != null) {
            return names.addresses().stream().anyMatch(entry -> java.util.Arrays.equals(entry, address));
        }
        String asked = host.toLowerCase(Locale.ROOT);
        if (asked.isEmpty() || asked.endsWith(".")) {
            return false; // "a trailing dot never matches" (arduino-api §16, corrections to TLS-8)
        }
        if (names.hasAlternatives()) {
            return names.dns().stream().anyMatch(pattern -> matches(pattern, asked));
        }
        return strict && names.common().stream().anyMatch(pattern -> matches(pattern, asked));
    }

    /**
     * A common name that looks like a host or address must not contradict the alternative names (CA/Browser Forum
     * 7.1.4.3): software that reads the one and software that reads the other must not see different names. A
     * title, and the domain that an alternative name lies in, do not.
     */
    static Optional<TrustRefusal> checkCommonName(X509Certificate leaf) {
        Names names = names(leaf);
        return names.common().stream()
                .filter(common -> names.hasAlternatives() && contradicts(common, names))
                .findFirst()
                .map(common -> new TrustRefusal(
                        TrustError.BAD_SERVER_NAME,
                        Text.of("trust.contradiction", common),
                        "Have the common name repeated in subjectAltName, or make it a title with a blank in it."));
    }

    private static boolean contradicts(String common, Names names) {
        if (ADDRESS_LIKE.matcher(common).matches()) {
            return names.addresses().stream()
                            .noneMatch(each -> IpLiteral.canonical(each).equals(common))
                    && !names.dns().contains(common);
        }
        if (common.contains(" ") || !common.contains(".") || names.dns().isEmpty()) {
            return false;
        }
        return names.dns().stream().noneMatch(each -> each.equals(common) || each.endsWith("." + common));
    }

    /** Names of the certificate for a message: at most a handful. */
    static Text describe(X509Certificate leaf) {
        Names names = names(leaf);
        List<String> all = new ArrayList<>(names.hasAlternatives() ? names.dns() : names.common());
        names.addresses().forEach(address -> all.add(IpLiteral.text(address)));
        if (all.isEmpty()) {
            return Text.of("trust.no-names");
        }
        String first = String.join(", ", all.subList(0, Math.min(5, all.size())));
        return all.size() > 5 ? Text.of("trust.and-more", first, all.size() - 5) : Text.verbatim(first);
    }

    /** Compares a name of a certificate, perhaps with a wildcard, with the name asked for, in lower case. */
    static boolean matches(String pattern, String asked) {
        String name = pattern.toLowerCase(Locale.ROOT);
        if (!isPlausible(name)) {
            return false;
        }
        if (!name.startsWith("*.")) {
            return name.equals(asked);
        }
        String rest = name.substring(1);
        int dot = asked.indexOf('.');
        // "*." alone before a top-level name would match every site below it.
        return dot > 0 && rest.indexOf('.', 1) > 0 && asked.substring(dot).equals(rest);
    }

    /** Letters, digits, hyphens, underscores and dots, a star as the whole first label; anything else is not a DNS name. */
    static boolean isPlausible(String name) {
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        if (rest.isEmpty() || rest.startsWith(".") || rest.endsWith(".") || rest.contains("..")) {
            return false;
        }
        return rest.chars()
                .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.');
    }

    /**
     * The ASCII form of a name typed with letters beyond ASCII.
     *
     * @return the name itself where it is ASCII already, valid or not
     * @throws IllegalArgumentException if it has no such form
     */
    public static String ascii(String host) {
        if (host.chars().allMatch(c -> c < 128)) {
            return host;
        }
        try {
            return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException notAName) {
            throw new IllegalArgumentException("'" + host + "' is not a host name: " + notAName.getMessage(), notAName);
        }
    }

    private record Names(boolean hasAlternatives, List<String> dns, List<byte[]> addresses, List<String> common) {}

    private static Names names(X509Certificate leaf) {
        List<String> dns = new ArrayList<>();
        List<byte[]> addresses = new ArrayList<>();
        boolean present = leaf.getExtensionValue("2.5.29.17") != null;
        try {
            Collection<List<?>> entries = leaf.getSubjectAlternativeNames();
            if (entries != null) {
                for (List<?> entry : entries) {
                    int kind = (Integer) entry.get(0);
                    if (kind == DNS) {
                        dns.add((String) entry.get(1));
                    } else if (kind == IP) {
                        byte[] address = IpLiteral.parse((String) entry.get(1));
                        if (address != null) {
                            addresses.add(address);
                        }
                    }
                }
            }
        } catch (CertificateParsingException malformed) {
            // A SAN that cannot be read contains no name; it is present all the same, so that the CN does not count.
            return new Names(true, List.of(), List.of(), List.of());
        }
        return new Names(present, dns, addresses, commonNames(leaf));
    }

    /** As text, whatever type of string the certificate holds: the raw bytes of one type may spell another name. */
    private static List<String> commonNames(X509Certificate leaf) {
        List<String> found = new ArrayList<>();
        for (RDN rdn : X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN)) {
            for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
                if (each.getType().equals(BCStyle.CN) && each.getValue() instanceof ASN1String text) {
                    found.add(text.getString());
                }
            }
        }
        return found;
    }
}
