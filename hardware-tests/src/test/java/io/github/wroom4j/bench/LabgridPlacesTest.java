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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What labgrid-client prints of acquired places, as a source of addresses. The texts are written by hand in the form of
 * labgrid 26.0's {@code client.py} ({@code print_env}, {@code print_place}, {@code print_places}, {@code
 * print_resources}), for lack of a coordinator to record from.
 */
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

    /** As {@code labgrid-client -p bench3 show} prints it: headings, then {@code pformat} of each resource. */
    private static final String SHOWN = """
            Place 'bench3':
              comment: WROOM-02 on the third shelf
              tags: board=wroom02
              matches:
                pi3/wroom/*
              acquired: ci1/tester
              acquired resources:
                pi3/wroom/NetworkPowerPort/NetworkPowerPort
                pi3/wroom/NetworkSerialPort/at
              created: 2026-03-02 09:14:38.446201
              changed: 2026-03-02 10:52:44.762131
            Acquired resource 'NetworkPowerPort' (pi3/wroom/NetworkPowerPort/NetworkPowerPort):
              {'acquired': 'bench3',
               'avail': True,
               'cls': 'NetworkPowerPort',
               'params': {'extra': {}, 'host': 'netio1', 'index': 3, 'model': 'netio'}}
            Acquired resource 'at' (pi3/wroom/NetworkSerialPort/at):
              {'acquired': 'bench3',
               'avail': True,
               'cls': 'NetworkSerialPort',
               'params': {'extra': {'path': '/dev/ttyUSB0',
                                    'proxy': 'pi3',
                                    'proxy_required': False},
                          'host': 'pi3.lan',
                          'port': 41237,
                          'speed': 115200}}
            """;

    /** As {@code labgrid-client -v places} prints them. */
    private static final String PLACES = """
            Place 'bench3':
              matches:
                pi3/wroom/*
              acquired: ci1/tester
              acquired resources:
                pi3/wroom/NetworkSerialPort/NetworkSerialPort
              created: 2026-03-02 09:14:38.446201
              changed: 2026-03-02 10:52:44.762131
            Place 'bench4':
              matches:
                pi4/wroom/*
              acquired: None
              acquired resources:
              created: 2026-03-02 09:15:12.197331
              changed: 2026-03-02 09:15:12.197331
            """;

    /** As {@code labgrid-client -v resources} prints them: two exporters, one port acquired, one free. */
    private static final String RESOURCES = """
            Exporter 'pi3':
              Group 'wroom' (pi3/wroom/*):
                Resource 'NetworkSerialPort' (pi3/wroom/NetworkSerialPort[/NetworkSerialPort]):
                  {'acquired': 'bench3',
                   'avail': True,
                   'cls': 'NetworkSerialPort',
                   'params': {'extra': {'path': '/dev/ttyUSB0'},
                              'host': 'pi3.lan',
                              'port': 41237,
                              'speed': 115200}}
            Exporter 'pi4':
              Group 'wroom' (pi4/wroom/*):
                Resource 'NetworkSerialPort' (pi4/wroom/NetworkSerialPort[/NetworkSerialPort]):
                  {'acquired': None,
                   'avail': True,
                   'cls': 'NetworkSerialPort',
                   'params': {'extra': {'path': '/dev/ttyUSB0'},
                              'host': 'pi4.lan',
                              'port': None,
                              'speed': 115200}}
            """;

    @ParameterizedTest
    @ValueSource(strings = {SHOWN, PLACES + RESOURCES, RESOURCES})
    void a_shown_place_and_a_listing_of_places_and_resources_are_benches(String printed) throws Exception {
        List<BenchDescription> places =
                Backend.of(written("labgrid.txt", printed).toString()).benches();

        assertEquals(
                List.of("bench3 rfc2217://pi3.lan:41237?baud=115200"),
                places.stream().map(bench -> bench.id() + " " + bench.address()).toList());
    }

    @Test
    void a_listing_may_be_named_in_a_bench_file() throws Exception {
        written("labgrid.txt", PLACES + RESOURCES);
        Path file = written("benches.yaml", """
                benches:
                  - id: third
                    address: labgrid:labgrid.txt#bench3
                """);

        assertEquals(
                "rfc2217://pi3.lan:41237?baud=115200",
                BenchFile.read(file).get(0).address());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nobody has acquired it | 'acquired': 'bench3' | 'acquired': None | names no labgrid place with an acquired serial port; acquire bench3 first
            only through a proxy   | False                | True             | "bench3" is reached only through the SSH proxy pi3
            no port yet            | 41237                | None             | has no port; is it acquired?
            cut off                | 115200}}             | 115200           | a resource cannot be read
            """)
    void what_cannot_be_used_of_a_listing_is_told(String name, String there, String instead, String message)
            throws Exception {
        Path file = written("labgrid.txt", SHOWN.replace(there, instead));

        var failure = assertThrows(BenchFileException.class, () -> BenchFile.read(file));

        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertTrue(failure.getMessage().contains("labgrid.txt"), failure.getMessage());
    }
}
