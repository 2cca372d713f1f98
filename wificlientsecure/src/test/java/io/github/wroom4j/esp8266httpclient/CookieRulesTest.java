package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.testing.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6265bis: which cookies are taken, and where they go. */
@Rule("HC-68")
class CookieRulesTest {
    private Instant now = Instant.parse("2026-12-01T00:00:00Z");
    private final CookieJar jar = new CookieJar(() -> now);

    private static HttpUrl url(String text) {
        return HttpUrl.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a=1                              | https://shop.example/x/y  | https://shop.example/x/z      | a=1",
                "a=1                              | https://shop.example/x/y  | https://shop.example/x        | a=1",
                "a=1                              | https://shop.example/x/y  | https://shop.example/xx       | -",
                "a=1                              | https://shop.example/x/y  | https://www.shop.example/x/   | -",
                "a=1; Domain=shop.example         | https://shop.example/     | https://www.shop.example/     | a=1",
                "a=1; Domain=.Shop.Example        | https://shop.example/     | https://www.shop.example/     | a=1",
                "a=1; Domain=shop.example         | https://shop.example/     | https://badshop.example/      | -",
                "a=1; Domain=example              | https://shop.example/     | https://shop.example/         | -",
                "a=1; Domain=other.example        | https://shop.example/     | https://shop.example/         | -",
                "a=1; Domain=www.shop.example     | https://shop.example/     | https://www.shop.example/     | -",
                "a=1; Domain=10.0.0.1             | http://10.0.0.1/          | http://2.10.0.0.1/            | -",
                "a=1; Path=/admin                 | http://shop.example/      | http://shop.example/admin     | a=1",
                "a=1; Path=/admin                 | http://shop.example/      | http://shop.example/admin/x?y | a=1",
                "a=1; Path=/admin                 | http://shop.example/      | http://shop.example/administ  | -",
                "a=1; Path=admin                  | http://shop.example/      | http://shop.example/q         | a=1",
                "a=1; Secure                      | https://shop.example/     | https://shop.example/         | a=1",
                "a=1; Secure                      | https://shop.example/     | http://shop.example/          | -",
                "a=1; Secure                      | http://shop.example/      | https://shop.example/         | -",
                "__Secure-a=1; Secure             | https://shop.example/     | https://shop.example/         | __Secure-a=1",
                "__Secure-a=1                     | https://shop.example/     | https://shop.example/         | -",
                "__Host-a=1; Secure; Path=/       | https://shop.example/     | https://shop.example/         | __Host-a=1",
                "__Host-a=1; Secure               | https://shop.example/     | https://shop.example/         | -",
                "__host-a=1; Secure; Path=/x      | https://shop.example/     | https://shop.example/x        | -",
                "__Host-a=1; Secure; Path=/; Domain=shop.example | https://shop.example/ | https://shop.example/ | -",
                "=__Host-a=1                      | https://shop.example/     | https://shop.example/         | -",
                "a=1; Max-Age=10                  | http://shop.example/      | http://shop.example/          | a=1",
                "a=1; Max-Age=0                   | http://shop.example/      | http://shop.example/          | -",
                "a=1; Max-Age=-5                  | http://shop.example/      | http://shop.example/          | -",
                "a=1; Max-Age=soon                | http://shop.example/      | http://shop.example/          | a=1",
                "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT   | http://shop.example/ | http://shop.example/ | -",
                "a=1; expires=Wed, 09-Jun-2027 10:18:14 GMT   | http://shop.example/ | http://shop.example/ | a=1",
                "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9 | http://shop.example/ | http://shop.example/ | a=1",
                "a=b=c                            | http://shop.example/      | http://shop.example/          | a=b=c",
                "flag                             | http://shop.example/      | http://shop.example/          | flag",
                "=                                | http://shop.example/      | http://shop.example/          | -",
            })
    void a_cookie_goes_where_it_belongs(String line, String from, String to, String sent) {
        jar.remember(url(from), List.of(line));
        assertEquals(sent == null ? "" : sent, jar.forRequest(url(to)));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "8", "10", "13", "27", "31", "127"})
    void a_control_byte_anywhere_refuses_it(int octet) {
        jar.remember(url("http://shop.example/"), List.of("a=1" + (char) octet + "2", "b=1; Path=/" + (char) octet));
        assertEquals("", jar.forRequest(url("http://shop.example/")));
    }

    @Test
    void a_plain_page_does_not_overwrite_what_only_https_sees() {
        jar.remember(url("https://shop.example/"), List.of("a=safe; Secure"));
        jar.remember(url("http://shop.example/"), List.of("a=planted"));
        assertEquals("a=safe", jar.forRequest(url("https://shop.example/")));
        assertEquals("", jar.forRequest(url("http://shop.example/")));
    }

    @Test
    void it_holds_at_most_50_of_a_host_and_4_KB_each() {
        var lines = new ArrayList<>(
                IntStream.range(0, 80).mapToObj(i -> "c" + i + "=1").toList());
        lines.add("big=" + "x".repeat(4094));
        jar.remember(url("http://shop.example/"), lines);
        assertEquals(50, jar.count());
        assertEquals("c30=1", jar.forRequest(url("http://shop.example/")).split("; ")[0]);
        jar.remember(url("http://other.example/"), List.of("fits=" + "x".repeat(4092)));
        assertEquals(4097, jar.forRequest(url("http://other.example/")).length());
    }

    @Test
    void what_expires_is_gone_when_its_time_has_come() {
        jar.remember(url("http://shop.example/"), List.of("a=1; Max-Age=60", "b=2"));
        assertEquals("a=1; b=2", jar.forRequest(url("http://shop.example/")));
        now = now.plusSeconds(60);
        assertEquals("b=2", jar.forRequest(url("http://shop.example/")));
    }

    @Test
    void the_longer_path_comes_first() {
        jar.remember(url("http://shop.example/x/"), List.of("a=1; Path=/", "b=2; Path=/x"));
        assertEquals("b=2; a=1", jar.forRequest(url("http://shop.example/x")));
    }
}
