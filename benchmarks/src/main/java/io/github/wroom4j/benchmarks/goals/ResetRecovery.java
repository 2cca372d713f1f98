package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** G12: how soon a module that restarted by itself is of use again. */
final class ResetRecovery implements Goal {
    @Override
    public String id() {
        return "G12";
    }

    @Override
    public String title() {
        return "unexpected reset to a usable link";
    }

    @Override
    public String definition() {
        return "On the mock's clock, with the firmware's real delays: from the reset until a new link is open, minus what a"
                + " fresh module takes from power-on until it has joined. Goal: 0.3 s.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        for (String profile : effort.pick(List.of("at-0.40", "at-1.7", "esp-at-2.2"), List.of("at-1.7"))) {
            rows.add(row(profile));
        }
        return rows;
    }

    private static Row row(String profile) throws Exception {
        var clock = new ManualClock();
        ManualClock.Stop time = clock.drive();
        try (var server = BulkServer.plain();
                var mock = MockWroom02.builder()
                        .profile(profile)
                        .clock(clock)
                        .realTime()
                        .build();
                var driver = AtDriver.open(mock, DriverOptions.DEFAULT.withClock(clock))) {
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            double fresh = clock.nanos() / 1e9;
            driver.open(LinkRequest.tcp("127.0.0.1", server.port())).close();
            double begun = clock.nanos() / 1e9;
            mock.reset();
            Deadline deadline = Deadline.in(clock, Duration.ofMinutes(2));
            while (true) {
                try {
                    driver.open(LinkRequest.tcp("127.0.0.1", server.port()), deadline)
                            .close();
                    break;
                } catch (AtException e) {
                    if (deadline.expired()) {
                        throw e;
                    }
                }
            }
            double again = clock.nanos() / 1e9 - begun;
            return Row.atMost(0.3, "G12", profile, again - fresh, "s")
                    .note("boot and join " + Row.figure(fresh) + " s, again " + Row.figure(again) + " s");
        } finally {
            time.close();
        }
    }
}
