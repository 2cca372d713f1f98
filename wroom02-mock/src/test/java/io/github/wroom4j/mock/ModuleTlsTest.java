package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** AT+CIPSTART="SSL": TLS inside the module, with the library that the profile's firmware has (at-protocol §8). */
class ModuleTlsTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();

    private static LegacyTlsServer server() {
        return LegacyTlsServer.ofManyVersions(AUTHORITY.issue(Leaf.localhost())).start();
    }

    @TestFactory
    Stream<DynamicTest> an_ssl_link_fetches_a_page_on_every_firmware_that_has_them() {
        return Profile.names().stream()
                .filter(name -> AtVersion.named(Profile.named(name).version()).is("ssl"))
                .map(name -> DynamicTest.dynamicTest(name, () -> fetch(name)));
    }

    private static void fetch(String profile) {
        try (LegacyTlsServer server = server();
                MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.command("AT+CIPSSLSIZE=4096");
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("CONNECT\r\n\r\nOK\r\n");
            String request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
            terminal.type("AT+CIPSEND=" + request.length() + "\r\n");
            terminal.expectPattern("(\r\n)?OK\r\n(\r\n>|> )");
            terminal.type(request);
            String answer = terminal.until(text -> text.contains("CLOSED\r\n") && text.contains("SEND OK\r\n"));
            assertTrue(answer.contains("+IPD,") && answer.contains("HTTP/1."), Terminal.visible(answer));
        }
    }

    @Test
    void the_buffer_cannot_change_and_no_second_ssl_link_opens_while_one_is_up() {
        try (LegacyTlsServer server = server();
                MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.command("AT+CIPMUX=1");
            terminal.type("AT+CIPSTART=0,\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("0,CONNECT\r\n\r\nOK\r\n");
            terminal.type("AT+CIPSSLSIZE=4096\r\n");
            terminal.expect("must close ssl link\r\n\r\nERROR\r\n");
            terminal.type("AT+CIPSTART=1,\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("ssl reach max\r\n\r\nERROR\r\n");
            terminal.type("AT+CIPSENDBUF=0,4\r\n");
            terminal.expect("ssl not supported\r\n\r\nERROR\r\n");
        }
    }

    @Test
    void a_handshake_that_fails_shows_as_error_and_closed() {
        try (LegacyTlsServer server = LegacyTlsServer.onlyEcdhe(AUTHORITY.issue(Leaf.localhost()))
                        .start();
                MockWroom02 mock = MockWroom02.builder().profile("at-1.4").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.type("AT+CIPSTART=\"SSL\",\"localhost\"," + server.port() + "\r\n");
            terminal.expect("\r\nERROR\r\nCLOSED\r\n");
        }
    }
}
