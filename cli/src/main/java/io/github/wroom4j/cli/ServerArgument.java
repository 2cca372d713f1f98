package io.github.wroom4j.cli;

import io.github.wroom4j.tls.Peer;

/** Reads {@code HOST[:PORT]}; 443 where no port is given. */
final class ServerArgument {
    private static final int HTTPS = 443;

    private ServerArgument() {}

    static Peer of(String text) {
        if (text.contains("/")) {
            throw new UsageException("\"" + text + "\" is no HOST[:PORT]: leave out the scheme and the path");
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.isBlank() || host.contains(":") || !host.equals(host.strip()) || host.matches(".*\\p{Cntrl}.*")) {
            throw new UsageException("\"" + text + "\" is no HOST[:PORT]: write example.org:443 or 192.0.2.1:443");
        }
        if (colon < 0) {
            return new Peer(host, HTTPS);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 1 && port <= 65_535) {
                return new Peer(host, port);
            }
        } catch (NumberFormatException e) {
            throw notAPort(text, e);
        }
        throw notAPort(text, null);
    }

    private static UsageException notAPort(String text, Exception cause) {
        return new UsageException(
                "\"" + text.substring(text.lastIndexOf(':') + 1) + "\" in \"" + text + "\" is no port from 1 to 65535",
                cause);
    }
}
