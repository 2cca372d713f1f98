package io.github.wroom4j.tlswire;

import java.util.List;

/** Guesses what a server speaks that does not speak TLS, by its first bytes. */
final class PlainProtocols {
    private record Beginning(String bytes, Oddity.Kind what) {}

    private static final List<Beginning> KNOWN = List.of(
            new Beginning("HTTP/", Oddity.Kind.PLAIN_HTTP),
            new Beginning("<", Oddity.Kind.PAGE_WITHOUT_HEAD),
            new Beginning("SSH-", Oddity.Kind.SSH),
            new Beginning("220", Oddity.Kind.SMTP_OR_FTP),
            new Beginning("* OK", Oddity.Kind.IMAP),
            new Beginning("+OK", Oddity.Kind.POP3),
            new Beginning("RFB ", Oddity.Kind.VNC),
            new Beginning("\u0000\u0000", Oddity.Kind.BINARY));

    private PlainProtocols() {}

    static Oddity looksLike(String firstBytes) {
        var line = new StringBuilder();
        for (char c : firstBytes.split("[\r\n]", 2)[0].toCharArray()) {
            line.append(c >= 0x20 && c < 0x7F ? c : '.');
        }
        String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line.toString();
        var what = KNOWN.stream()
                .filter(k -> firstBytes.startsWith(k.bytes()))
                .map(Beginning::what)
                .findFirst()
                .orElse(Oddity.Kind.NOT_TLS);
        return Oddity.of(what, shown);
    }
}
