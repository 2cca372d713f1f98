package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of benches, and the passports. */
class BenchCommandTest {
    @TempDir
    Path folder;

    private String benches(String text) throws Exception {
        return Files.writeString(folder.resolve("benches.yaml"), text).toString();
    }

    @Test
    void a_healthy_bench_is_a_row_and_a_broken_one_says_why_and_fails_the_command() throws Exception {
        String file = benches("""
                benches:
                  - id: desk
                    address: "mock:at-1.7"
                  - id: old
                    address: "mock:at-0.60"
                    firmware: ">=1.7"
                """);

        var run = Captured.run("bench", file);

        assertEquals(1, run.code(), run.err());
        assertTrue(run.out().matches("(?s)BENCH +BOOTED +JOINED +TLS +FIRMWARE\\R.*"), run.out());
        assertTrue(
                run.out().matches("(?s).*\\Rdesk +\\d+ ms +\\d+ ms +\\d+ ms +AT version:1\\.7\\.4\\.0.*"), run.out());
        assertTrue(run.out().contains("old: bench old is broken: not BOOTED"), run.out());
        assertTrue(run.out().contains(">=1.7 is expected there"), run.out());
        assertTrue(run.err().contains("1 of 2 benches failed: old"), run.err());
    }

    @Test
    void a_mistake_in_the_file_is_wrong_usage_and_names_the_line() throws Exception {
        var run = Captured.run("bench", benches("benches:\n  - id: desk\n    adress: mock\n"));

        assertEquals(2, run.code());
        assertTrue(run.err().contains("benches.yaml:3: unknown key \"adress\""), run.err());
    }

    @Test
    void json_is_one_value() {
        var run = Captured.run("bench", "mock:at-1.7", "--json");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("[{\"id\": \"mock:at-1.7\""), run.out());
        assertTrue(run.out().contains("\"reached\": \"TLS_READY\""), run.out());
        assertTrue(run.out().contains("\"problem\": null"), run.out());
    }

    @Test
    void a_module_is_examined_and_gets_its_passport() throws Exception {
        assumeTrue(Seeds.full(), "it examines two modules, so it runs with -Pfull");
        Path passports = folder.resolve("passports");

        var run = Captured.run("bench", "mock:esp-at-2.2", "--conformance", passports.toString(), "--quick");

        assertEquals(0, run.code(), run.out() + run.err());
        String page = Files.readString(passports.resolve("passport-mock_esp-at-2.2.md"));
        assertTrue(page.contains("| crlf-after-payload | yes | Q2 |"), page);
        assertTrue(page.contains("None to `mock:esp-at-2.2`."), page);
        String xml = Files.readString(passports.resolve("TEST-conformance-mock_esp-at-2.2.xml"));
        assertTrue(xml.contains("failures=\"0\""), xml);
        assertTrue(Files.exists(passports.resolve("passport-mock_esp-at-2.2.json")));
    }
}
