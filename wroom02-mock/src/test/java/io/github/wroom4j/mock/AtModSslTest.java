package io.github.wroom4j.mock;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** ESP_ATMod's own SSL commands (at-protocol §8.5). */
class AtModSslTest {

    @Test
    void a_loaded_authority_decides_which_server_is_trusted() throws IOException {
        DemoAuthority ours = DemoAuthority.create("ours");
        try (LegacyTlsServer good = LegacyTlsServer.ofManyVersions(ours.issue(Leaf.localhost()))
                        .start();
                LegacyTlsServer bad = LegacyTlsServer.ofManyVersions(
                                DemoAuthority.create("theirs").issue(Leaf.localhost()))
                        .start();
                Bench bench = Bench.of("atmod-0.5")) {
            Terminal terminal = bench.terminal;
            terminal.type("AT+CIPSSLAUTH=2\r\n");
            terminal.expectPattern("CA cert not loaded.*?ERROR\r\n");
            terminal.type("AT+CIPSSLCERT\r\n");
            terminal.expectPattern("\r\nOK\r\n.*?>");
            terminal.type(ours.caPem());
            terminal.expectPattern("\r\nRead \\d+ bytes\r\n.*?OK\r\n");
            terminal.command("AT+CIPSSLAUTH=2");
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + bad.port() + "\r\n");
            terminal.expectPattern("connect fail\r\n.*?ERROR\r\n");
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + good.port() + "\r\n");
            terminal.expectPattern("(CLOSED\r\n)?CONNECT\r\n\r\nOK\r\n");
        }
    }
}
