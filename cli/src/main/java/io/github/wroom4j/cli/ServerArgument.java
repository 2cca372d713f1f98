package io.github.wroom4j.cli;

import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.NameMatch;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads which server is meant: {@code HOST}, {@code HOST:PORT}, {@code [ADDRESS]:PORT} or a URL, of which scheme, host and
 * port count. The port is the scheme's where none is given, and 443 without a scheme.
 */
final class ServerArgument {
    private static final int HTTPS = 443;

    /** Ports that a scheme stands for (IANA). */
    private static final Map<String, Integer> PORTS = Map.of(
            "https", HTTPS, "wss", HTTPS, "http", 80, "ws", 80, "mqtts", 8883, "mqtt", 1883, "smtps", 465, "imaps", 993,
            "pop3s", 995, "ftps", 990);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private ServerArgument() {}

    /**
     * The server.
     *
     * @throws UsageException if no server can be read from it; the sentence says what to write instead
     */
    static Peer of(String text) {
        int scheme = text.indexOf("://");
        String rest = scheme < 0 ? text : text.substring(scheme + 3);
        String authority = rest.replaceFirst("(?s)[/?#].*", "").replaceFirst("(?s).*@", "");
        int otherwise = HTTPS;
        if (scheme >= 0) {
            String name = text.substring(0, scheme).toLowerCase(Locale.ROOT);
            otherwise = PORTS.getOrDefault(name, 0);
        }
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.lastIndexOf(':');
        String host = end <= 0 ? authority : authority.substring(0, end);
        String port = end <= 0 ? "" : authority.substring(end);
        if (port.isEmpty() && otherwise == 0) {
            throw new UsageException(quoted(text) + " names no port, and which one "
                    + quoted(text.substring(0, scheme + 3)) + " has is not known here: write HOST:PORT");
        }
        return new Peer(host(host, text), port.isEmpty() ? otherwise : port(port, text));
    }

    private static String host(String written, String text) {
        if (written.startsWith("[")) {
            String address = written.endsWith("]") ? written.substring(1, written.length() - 1) : "";
            if (address.indexOf(':') >= 0 && IpLiteral.is(address)) {
                return address;
            }
            throw new UsageException(
                    "\"" + written + "\" in " + quoted(text) + " is not an IPv6 address, as in [::1]:443");
        }
        String name = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        try {
            String ascii = NameMatch.ascii(name).toLowerCase(Locale.ROOT);
            if (NAME.matcher(ascii).matches()) {
                return ascii;
            }
        } catch (IllegalArgumentException e) {
            throw noServer(text, e);
        }
        throw noServer(text, null);
    }

    private static UsageException noServer(String text, Exception cause) {
        return new UsageException(
                quoted(text)
                        + " is neither HOST[:PORT] nor a URL: write example.org, 192.0.2.1:8443 or [2001:db8::1]:443",
                cause);
    }

    private static int port(String written, String text) {
        String number = written.startsWith(":") ? written.substring(1) : written;
        int port = number.matches("\\d{1,5}") ? Integer.parseInt(number) : 0;
        if (port < 1 || port > 65_535) {
            throw new UsageException("\"" + number + "\" in " + quoted(text) + " is not a port from 1 to 65535");
        }
        return port;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
