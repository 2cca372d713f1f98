package io.github.wroom4j.bench;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The last step of bringing up a bench: a verified TLS connection through the module to a server of our own. */
final class TlsCheck {
    private TlsCheck() {}

    /**
     * Connects to a server that exists for this check alone.
     *
     * @param serverAddress this machine's address as the module reaches it
     * @throws IllegalStateException if the connection does not come about, with the TLS cause
     */
    static void connectVerified(Esp8266 esp, String serverAddress) {
        DemoAuthority authority = DemoAuthority.create("bench check");
        try (var server = DemoServer.builder(authority)
                .bind(InetAddress.getByName(serverAddress))
                .identity(authority.issue(Leaf.localhost().address(serverAddress)))
                .start()) {
            var client = new WiFiClientSecure(esp);
            client.setTrustAnchors(new X509List(server.caPem()));
            try {
                if (client.connect(serverAddress, server.port()) != 1) {
                    throw new IllegalStateException(
                            "no verified TLS connection to this machine: " + client.getLastSSLErrorText(),
                            client.getLastFailure().orElse(null));
                }
            } finally {
                client.stop();
            }
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("\"" + serverAddress + "\" is not an address of this machine", e);
        }
    }
}
