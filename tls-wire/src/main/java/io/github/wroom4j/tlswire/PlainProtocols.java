package io.github.wroom4j.tlswire;

import java.util.List;

/** Guesses what a server speaks that does not speak TLS, by its first bytes. */
final class PlainProtocols {
    private record Beginning(String bytes, String what) {}

    private static final List<Beginning> KNOWN = List.of(
            new Beginning("HTTP/", "plain HTTP"),
            new Beginning("<", "a page without an HTTP head"),
            new Beginning("SSH-", "SSH"),
            new Beginning("220", "a greeting as of SMTP or FTP"),
            new Beginning("* OK", "IMAP"),
            new Beginning("+OK", "POP3"),
            new Beginning("RFB ", "VNC"),
            new Beginning("\u0000\u0000", "a binary protocol"));

    private PlainProtocols() {}

    static String looksLike(String firstBytes) {
        var line = new StringBuilder();
        for (char c : firstBytes.split("[\r\n]", 2)[0].toCharArray()) {
            line.append(c >= 0x20 && c < 0x7F ? c : '.');
        }
        String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line.toString();
        String what = KNOWN.stream()
                .filter(k -> firstBytes.startsWith(k.bytes()))
                .map(Beginning::what)
                .findFirst()
                .orElse("something that is not TLS");
        return what + ": \"" + shown + "\"";
    }
}
