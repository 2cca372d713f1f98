package io.github.wroom4j.at.driver;

import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Five links at once, both ways, events slipping in everywhere: nothing lost, invented or reordered. 40 kB a link and direction
 * by default, 400 kB with {@code -Dwroom4j.full=true}; {@link FaultSoakTest} has the 64 MiB.
 */
@Timeout(600)
class SoakTest {
    @ParameterizedTest
    @CsvSource({
        "at-0.40, 1", "at-1.7, 2", "esp-at-2.2, 3", "atmod-0.5, 4", "at-1.1, 5",
        "at-1.6.2, 6", "esp-at-2.0, 7", "esp-at-2.3, 8", "at-1.7.0, 9", "at-1.7.6, 10"
    })
    void adversarial_bytes_over_five_links_arrive_as_they_were_sent(String profile, int number) throws Exception {
        long seed = Seeds.seed("soak " + number);
        var streams = new TwoWayStreams(Seeds.full() ? 400_000 : 40_000, seed);
        try (var server = streams.server();
                var driver = AtDriver.open(TwoWayStreams.withFlowControl(
                        MockWroom02.builder().profile(profile).seed(seed).build()))) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            streams.run(driver, server.port(), profile + " with seed " + seed);
        }
    }
}
