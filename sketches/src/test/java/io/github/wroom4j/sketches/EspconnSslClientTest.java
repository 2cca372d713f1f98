package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The article's story, act by act. */
@Timeout(120)
class EspconnSslClientTest {
    @Test
    void the_article_is_reproduced_call_by_call() {
        Ran ran = Ran.on("mock:", EspconnSslClient::new, Map.of());
        assertEquals(0, ran.exitCode(), ran.printed());
        String[] acts = ran.printed().split("--- ");
        assertEquals(6, acts.length, ran.printed());
        assertTrue(acts[0].contains("SDK 1.3.0 of 2015-08-08, 21500 bytes of heap free"), acts[0]);

        assertTrue(acts[1].contains("espconn_secure_connect() = -1"), acts[1]);
        assertTrue(acts[1].contains("22528"), acts[1]);
        assertFalse(acts[1].contains("_cb"), acts[1]);

        assertTrue(acts[2].contains("espconn_secure_connect() = 0"), acts[2]);
        assertTrue(acts[2].contains("user_tcp_recon_cb -28"), acts[2]);
        assertTrue(acts[2].contains("against a buffer of 2048, which takes 2043"), acts[2]);

        assertTrue(acts[3].contains("user_tcp_connect_cb"), acts[3]);
        assertTrue(acts[3].contains("200 OK"), acts[3]);
        assertTrue(acts[3].contains("the server chose TLS 1.1"), acts[3]);

        for (int refused : new int[] {4, 5}) {
            assertTrue(acts[refused].contains("espconn_secure_connect() = 0"), acts[refused]);
            assertTrue(acts[refused].contains("user_tcp_discon_cb\r\n"), acts[refused]);
            assertFalse(acts[refused].contains("user_tcp_connect_cb"), acts[refused]);
            assertFalse(acts[refused].contains("user_tcp_recon_cb"), acts[refused]);
        }
        for (int connected = 2; connected <= 5; connected++) {
            String act = acts[connected];
            // The article's address and port; the route leads them to this machine.
            assertTrue(act.contains("DNS: www.example.com is 198.18.0.1; TCP connected to 198.18.0.1:443"), act);
            assertTrue(act.contains("offered: TLS 1.1; "), act);
            assertTrue(act.contains("SDK 1.3.0 (P0); P1 would have shown"), act);
        }
        assertTrue(acts[2].contains("espconn_secure_set_size needs at least 35"), acts[2]);
        assertTrue(acts[3].contains("2 certificates, 3500 bytes"), acts[3]);
        assertTrue(acts[4].contains("alert 40 handshake_failure"), acts[4]);
        assertTrue(acts[5].contains("alert 70 protocol_version"), acts[5]);
    }
}
