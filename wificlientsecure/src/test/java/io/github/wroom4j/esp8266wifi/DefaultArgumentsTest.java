package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What C++ has by default arguments and by other kinds of text. */
@Timeout(60)
class DefaultArgumentsTest {
    @Test
    @Rule({"TLS-15", "AX-3"})
    void versions_may_be_left_out_and_an_authority_may_be_pem() {
        DemoAuthority authority = DemoAuthority.create();
        try (var module = new SocketModule();
                var server = DemoServer.start(authority);
                var client = new WiFiClientSecure(new SketchContext(module, null, new Console().serial()))) {
            assertFalse(client.setCACert("-----BEGIN CERTIFICATE-----\ncut off"));
            assertTrue(client.setCACert(authority.caPem()));
            assertTrue(client.setSSLVersion(WiFiClientSecure.BR_TLS12, WiFiClientSecure.BR_TLS12));
            assertEquals("TLS 1.2", version(client, server));
            assertTrue(client.setSSLVersion());
            assertEquals("TLS 1.3", version(client, server));
            assertTrue(client.setSSLVersion(WiFiClientSecure.BR_TLS13));
            assertEquals("TLS 1.3", version(client, server));
        }
    }

    private static String version(WiFiClientSecure client, DemoServer server) {
        assertEquals(1, client.connect("localhost", server.port()), () -> String.valueOf(client.getLastError()));
        String told = client.describeTls();
        client.stop();
        return told.replaceFirst(",.*", "");
    }
}
