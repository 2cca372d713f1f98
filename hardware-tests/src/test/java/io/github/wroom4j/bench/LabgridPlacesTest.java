package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What labgrid-client prints of acquired places, as a source of addresses. */
class LabgridPlacesTest {
    /** In the shape of {@code labgrid-client -p PLACE env}: block style, list of one-key mappings. */
    private static final String RECORDED = """
            targets:
              bench3:
                resources:
                - NetworkPowerPort:
                    model: netio
                    host: power.lan
                    index: 3
                - NetworkSerialPort:
                    name: at
                    host: pi3.lan
                    port: 4001
                    speed: 115200
                    protocol: rfc2217
              rawplace:
                resources:
                - NetworkSerialPort:
                    host: fd00::7
                    port: 4002
                    speed: 115200
                    protocol: raw
              desk:
                resources:
                  RawSerialPort:
                    port: /dev/ttyUSB0
                    speed: 921600
            """;

    @TempDir
    Path folder;

    private Path written(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void acquired_places_are_benches() throws Exception {
        List<BenchDescription> places =
                Backend.of(written("env.yaml", RECORDED).toString()).benches();

        assertEquals(
                List.of(
                        "bench3 rfc2217://pi3.lan:4001?baud=115200",
                        "rawplace tcp://[fd00::7]:4002",
                        "desk serial:/dev/ttyUSB0?baud=921600"),
                places.stream().map(bench -> bench.id() + " " + bench.address()).toList());
    }

    @Test
    void a_bench_file_adds_what_labgrid_does_not_know() throws Exception {
        written("env.yaml", RECORDED);
        Path file = written("benches.yaml", """
                benches:
                  - id: third
                    address: labgrid:env.yaml#bench3
                    fixtures: [reset-pin]
                """);

        BenchDescription bench = BenchFile.read(file).get(0);

        assertEquals("rfc2217://pi3.lan:4001?baud=115200", bench.address());
        assertEquals(Set.of("reset-pin"), bench.fixtures());
    }

    @Test
    void a_place_that_is_not_there_or_not_acquired_is_told() throws Exception {
        written("env.yaml", RECORDED);
        Path file = written("benches.yaml", """
                benches:
                  - id: third
                    address: labgrid:env.yaml#bench4
                """);
        var absent = assertThrows(BenchFileException.class, () -> BenchFile.read(file));
        assertTrue(absent.getMessage().contains("benches.yaml:3: address:"), absent.getMessage());
        assertTrue(absent.getMessage().contains("has no labgrid place \"bench4\""), absent.getMessage());

        Path free = written("free.yaml", "targets:\n  bench3:\n    resources: []\n");
        var notAcquired = assertThrows(BenchFileException.class, () -> BenchFile.read(free));
        assertTrue(notAcquired.getMessage().contains("is it acquired?"), notAcquired.getMessage());
    }
}
