package io.github.wroom4j.at.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.LinkRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectsTest {

    @ParameterizedTest
    @CsvSource({
        "AT version:0.40.0.0(Aug  8 2015 14:45:58), nonos-0.40, true",
        "AT version:0.51.0.0(Nov 27 2015 13:37:21), nonos-0.40, true",
        "AT version:0.60.0.0(Jan 29 2016 15:10:17), nonos-0.60, true",
        "AT version:1.1.0.0(May 11 2016 18:09:56), nonos-1.0, true",
        "AT version:1.2.0.0(Jul  1 2016 20:04:45), nonos-1.0, true",
        "AT version:1.3.0.0(Jul 14 2016 18:54:01), nonos-1.0, true",
        "AT version:1.4.0.0(May  5 2017 16:10:59), nonos-1.4, true",
        "AT version:1.6.2.0(Apr 13 2018 11:10:59), nonos-1.4, true",
        "AT version:1.7.0.0(Aug 16 2018 00:57:04), nonos-1.7.0, true",
        "AT version:1.7.4.0(May 11 2020 19:13:04), nonos-1.7, true",
        "AT version:1.8.0.0(x), nonos-1.7, false",
        "AT version:2.0.0.0(88c2cde - ESP8266 - Jul  9 2019 11:03:33), esp-at-2.0, true",
        "AT version:2.1.0.0(x), esp-at-2.1, true",
        "AT version:2.2.0.0(s-b097cdf - ESP8266 - Jun 17 2021 12:58:29), esp-at-2.2, true",
        "AT version:2.4.0.0(x), esp-at-2.2, false",
        "AT version:3.1.0.0(x), esp-at-2.2, false",
        "AT version:1.7.0.0 (partial), atmod-0.5, true",
        "nothing readable, nonos-0.40, false"
    })
    void a_version_chooses_the_exact_or_the_nearest_table(String line, String table, boolean exact) {
        var detected = Dialects.detect(List.of(line, "SDK version:3.0.4(abc)"));
        assertEquals(table, detected.table().name());
        assertEquals(exact, detected.firmware().exact());
        assertEquals("3.0.4(abc)", detected.firmware().sdkVersion());
    }

    @Test
    void sdk_1_3_0_has_no_ssl_and_nonos_1_7_fetches_tcp_only() {
        assertFalse(NonOs.V0_40.capabilities().has(Feature.SSL));
        assertTrue(NonOs.V1_7.fetches(LinkRequest.Type.TCP));
        assertFalse(NonOs.V1_7.fetches(LinkRequest.Type.SSL)); // at-protocol §9.4
        assertEquals(4096, NonOs.V1_7_0.capabilities().sslBufferMost()); // at-protocol §8.2
        assertEquals(8192, NonOs.V1_7.capabilities().sslBufferMost());
    }
}
