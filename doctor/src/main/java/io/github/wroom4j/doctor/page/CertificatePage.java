package io.github.wroom4j.doctor.page;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.words.Printable;
import java.time.Instant;
import java.util.List;

/** A server's certificates for a terminal, with lines that can be pasted into a sketch: what {@code certinfo} prints. */
public final class CertificatePage {
    private CertificatePage() {}

    /**
     * The page, lines ended by a line feed.
     *
     * @param chain leaf first
     * @param now by which clock warnings are made
     */
    public static String of(List<CertificateInfo> chain, Instant now) {
        var out = new StringBuilder();
        if (chain.isEmpty()) {
            return "The server showed no certificate.\n";
        }
        CertificateInfo.tree(chain).forEach(l -> line(out, l));
        for (int i = 0; i < chain.size(); i++) {
            var c = chain.get(i);
            line(out, "");
            line(out, (i == 0 ? "leaf" : "issuer " + i) + ": " + c.subject());
            line(out, "  names        " + String.join(", ", c.names()));
            line(out, "  issued by    " + c.issuer() + (c.selfSigned() ? " (itself)" : ""));
            line(out, "  valid        " + c.notBefore() + " … " + c.notAfter());
            line(out, "  key          " + c.key() + ", signed with " + c.signature() + ", " + c.bytes() + " bytes");
            line(out, "  SHA-1        " + c.sha1());
            line(out, "  SPKI SHA-256 " + c.spkiPin());
            c.warning(now).ifPresent(w -> line(out, "  ! " + w));
        }
        var leaf = chain.get(0);
        var top = chain.get(chain.size() - 1);
        line(out, "");
        line(out, "// exactly this certificate, until it is renewed");
        leaf.pinWarning(now).ifPresent(w -> line(out, "// " + w));
        line(out, leaf.fingerprintLine());
        line(out, "");
        line(out, "// this key, also in the next certificate");
        lines(out, leaf.knownKeyLines());
        line(out, "");
        line(
                out,
                "// whatever \"" + CertificateInfo.inComment(top.subject())
                        + "\" stands for: the choice that lasts longest");
        lines(out, top.trustAnchorLines());
        return out.toString();
    }

    private static void lines(StringBuilder out, String several) {
        several.lines().forEach(l -> line(out, l));
    }

    private static void line(StringBuilder out, String text) {
        out.append(Printable.of(text)).append('\n');
    }
}
