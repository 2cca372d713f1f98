package io.github.wroom4j.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** What JUnit's parallel executor is told of benches. */
class BenchLocksTest {
    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("wroom4j.bench");
    }

    private static Set<String> keys(String backend) {
        System.setProperty("wroom4j.bench", backend);
        return new BenchLocks()
                .provideForClass(BenchLocksTest.class).stream()
                        .map(ResourceLocksProvider.Lock::getKey)
                        .collect(Collectors.toSet());
    }

    @Test
    void classes_that_would_share_one_port_follow_one_another() {
        assertEquals(Set.of("wroom4j bench serial:/dev/ttyUSB0"), keys("serial:/dev/ttyUSB0"));
    }

    @Test
    void mocks_and_farms_run_in_parallel() throws Exception {
        Path file = Files.writeString(
                folder.resolve("benches.yaml"),
                "benches:\n  - {id: a, address: \"tcp://127.0.0.1:1\"}\n  - {id: b, address: \"tcp://127.0.0.1:2\"}\n");

        assertEquals(Set.of(), keys("mock"));
        assertEquals(Set.of(), keys(file.toString()));
        assertEquals(Set.of(), keys("no-such-file.yaml"));
    }
}
