package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.wroom4j.tls.Peer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which server is meant by what a person types. */
class ServerArgumentTest {
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, 443",
        "example.org:8443, example.org, 8443",
        "EXAMPLE.org., example.org, 443",
        "192.0.2.1:1, 192.0.2.1, 1",
        "https://example.org, example.org, 443",
        "HTTPS://example.org/path?x=1:2#y, example.org, 443",
        "https://user:secret@example.org:8443/path, example.org, 8443",
        "wss://example.org/, example.org, 443",
        "http://example.org/, example.org, 80",
        "mqtts://broker.example, broker.example, 8883",
        "gopher://example.org:70/, example.org, 70",
        "example.org:8443/path, example.org, 8443",
        "[::1]:443, ::1, 443",
        "[2001:db8::7], 2001:db8::7, 443",
        "'https://[2001:db8::7]:8443/', 2001:db8::7, 8443",
        "https://münchen.example/, xn--mnchen-3ya.example, 443",
        "日本語.example:8443, xn--wgv71a119e.example, 8443",
        "my_host-1, my_host-1, 443"
    })
    void a_host_a_port_or_a_url_names_it(String typed, String host, int port) {
        assertEquals(new Peer(host, port), ServerArgument.of(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":443",
                "example.org:",
                "example.org:0",
                "example.org:65536",
                "example.org:44x",
                "::1",
                "a b",
                "a\"b",
                "a\u0000b",
                "a\r\nb",
                "a..b",
                "[::1",
                "[]:443",
                "[192.0.2.1]",
                "https://",
                "gopher://example.org"
            })
    void what_names_none_is_wrong_usage(String typed) {
        assertThrows(UsageException.class, () -> ServerArgument.of(typed));
    }

    @ParameterizedTest
    @CsvSource({"example.org, example.org:443", "'[::1]', '[::1]:443'"})
    void a_peer_is_written_as_it_can_be_typed_again(String typed, String written) {
        assertEquals(written, ServerArgument.of(typed).toString());
        assertEquals(ServerArgument.of(typed), ServerArgument.of(written));
    }
}
