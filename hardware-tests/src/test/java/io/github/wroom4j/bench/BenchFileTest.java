package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchFileTest {

    private static List<BenchDescription> parse(String text) {
        return BenchFile.parse("lab.yaml", text, Map.of("LAB_PASSWORD", "s3cret-pass")::get);
    }

    @Test
    void a_whole_bench_is_read_and_its_password_comes_from_the_environment() {
        var benches = parse("""
                benches:
                  - id: bench3
                    address: rfc2217://bench3.lan:4001?baud=921600
                    firmware: ">=1.7 <2"
                    fixtures: [rts-cts, "ap:wpa2"]
                    ssid: Lab
                    password: env:LAB_PASSWORD
                    timeout-multiplier: 2.5
                  - id: desk
                    address: "mock:at-1.7"
                """);

        var bench = benches.get(0);
        assertEquals("bench3", bench.id());
        assertEquals("rfc2217://bench3.lan:4001?baud=921600", bench.address());
        assertTrue(bench.firmware().orElseThrow().includes("1.7.4.0"));
        assertEquals(Set.of("rts-cts", "ap:wpa2"), bench.fixtures());
        assertEquals("s3cret-pass", bench.accessPoint().orElseThrow().password());
        assertEquals(2.5, bench.timeoutMultiplier());
        assertEquals(List.of("internet"), bench.missing(List.of("rts-cts", "internet")));
        assertEquals("desk", benches.get(1).id());
        assertFalse(bench.toString().contains("s3cret"), "a password must never appear in a text");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            unknown key            | benches:\\n  - id: a\\n    address: 'mock:'\\n    speed: 9            | lab.yaml:4: unknown key "speed"
            missing address        | benches:\\n  - id: a                                                  | lab.yaml:2: a bench needs the key "address"
            literal password       | benches:\\n  - id: a\\n    address: 'mock:'\\n    ssid: L\\n    password: x | lab.yaml:5: password must be env:NAME or file:PATH
            unset variable         | benches:\\n  - id: a\\n    address: 'mock:'\\n    ssid: L\\n    password: env:NO | lab.yaml:5: password: the environment has no variable NO
            password without ssid  | benches:\\n  - id: a\\n    address: 'mock:'\\n    password: env:LAB_PASSWORD | lab.yaml:2: bench "a" has a password and no ssid
            id used twice          | benches:\\n  - {id: a, address: 'mock:'}\\n  - {id: a, address: 'mock:'} | lab.yaml:3: id "a" is used twice
            bad id                 | benches:\\n  - id: 'a b'\\n    address: 'mock:'                          | lab.yaml:2: id "a b" must be
            bad address            | benches:\\n  - id: a\\n    address: ttyUSB0                              | lab.yaml:3: address: "ttyUSB0" is not a board address
            bad firmware           | benches:\\n  - id: a\\n    address: 'mock:'\\n    firmware: new         | lab.yaml:4: firmware: "new" is not a condition
            bad multiplier         | benches:\\n  - id: a\\n    address: 'mock:'\\n    timeout-multiplier: 0  | lab.yaml:4: timeout-multiplier must be 0.1
            key given twice        | benches:\\n  - id: a\\n    id: b                                          | lab.yaml
            a list that is none    | benches: 5                                                             | lab.yaml:1: "benches" must be a list
            another top key        | bench: []                                                              | lab.yaml:1: unknown key "bench"
            nothing in it          | benches: []                                                            | lab.yaml names no bench
            no YAML                | 'benches: [a'                                                          | lab.yaml is not YAML
            """)
    void what_is_wrong_is_told_with_file_line_and_key(String name, String text, String message) {
        var failure = assertThrows(BenchFileException.class, () -> parse(text.replace("\\n", "\n")));

        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        var failure = assertThrows(BenchFileException.class, () -> BenchFile.read(Path.of("no-such-lab.yaml")));

        assertTrue(failure.getMessage().contains("no-such-lab.yaml"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        ">=1.7 <2, 1.7.4.0, true",
        ">=1.7 <2, 1.6.2.0, false",
        ">=1.7 <2, 2.0.0.0, false",
        "=1.7, 1.7.0.0, true",
        "1.7, 1.7.0.1, false",
        "<=2.3.0, 2.3.0.0(s-abc), true",
        ">0.40, 0.40.0.0, false",
        ">1, unknown, false"
    })
    void a_firmware_range_compares_number_by_number(String range, String version, boolean included) {
        assertEquals(included, FirmwareRange.parse(range).includes(version));
    }
}
