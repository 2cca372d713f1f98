package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.mock.serve.TcpDevice;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bench that failed leaves neither its port nor its lock behind. */
@Timeout(120)
class BenchReleaseTest {
    @Test
    void a_bench_that_failed_its_check_can_be_used_at_once_by_the_next() throws Exception {
        try (var module = TcpDevice.start(Boards.open("mock:at-1.7"), InetAddress.getLoopbackAddress(), 0)) {
            String address = "tcp://127.0.0.1:" + module.port();
            var login = Optional.of(new BenchDescription.AccessPointLogin("wroom4j", "arduino-java"));
            var wrong = new BenchDescription(
                    "wrong", address, Optional.of(FirmwareRange.parse(">=9")), Set.of(), login, "127.0.0.1", 1);
            var right = new BenchDescription("right", address, Optional.empty(), Set.of(), login, "127.0.0.1", 1);

            BenchCheck.Result failed = BenchCheck.of(wrong, "first");
            BenchCheck.Result healthy = BenchCheck.of(right, "second");

            assertTrue(failed.problem().orElseThrow().contains(">=9 is expected there"), failed.toString());
            assertEquals(Optional.empty(), healthy.problem());
            assertEquals(BenchState.TLS_READY, healthy.reached());
        }
    }

    @Test
    void a_bench_in_use_is_not_touched_and_its_owner_is_named() {
        var bench = BenchDescription.of("tcp://127.0.0.1:1/in-use");
        try (BenchLock mine = BenchLock.tryTake(BenchLock.defaultDirectory(), bench, "a long test")
                .orElseThrow()) {
            BenchCheck.Result result = BenchCheck.of(bench, "check");

            assertEquals(BenchState.OFF, result.reached());
            assertTrue(result.problem().orElseThrow().contains("for a long test"), result + " with " + mine);
        }
    }
}
