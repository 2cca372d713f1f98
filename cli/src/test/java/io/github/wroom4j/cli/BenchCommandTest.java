package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.serve.TcpDevice;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
    void a_board_without_a_file_joins_the_network_that_is_typed() throws Exception {
        try (var device = TcpDevice.start(Boards.open("mock:"), InetAddress.getLoopbackAddress(), 0)) {
            String address = "tcp://127.0.0.1:" + device.port();

            var nowhere = Captured.run("bench", address);
            assertEquals(1, nowhere.code(), nowhere.out());
            assertTrue(nowhere.out().contains("--ssid NAME --password SECRET"), nowhere.out());

            var joined = Captured.run("bench", address, "--ssid", "wroom4j", "--password", "arduino-java");
            assertEquals(0, joined.code(), joined.out() + joined.err());

            var byEnvironment = Captured.run(
                    Map.of("WROOM4J_SSID", "wroom4j", "WROOM4J_PASSWORD", "arduino-java"), "bench", address, "--json");
            assertEquals(0, byEnvironment.code(), byEnvironment.out());
            assertTrue(byEnvironment.out().contains("\"reached\": \"TLS_READY\""), byEnvironment.out());
        }
        assertEquals(2, Captured.run("bench", "mock:", "--password", "x").code());
    }

    @Test
    void what_was_not_measured_is_no_difference() throws Exception {
        assumeTrue(Seeds.full(), "it examines two modules, so it runs with -Pfull");
        try (var device = TcpDevice.start(Boards.open("mock:"), InetAddress.getLoopbackAddress(), 0)) {
            String address = "tcp://127.0.0.1:" + device.port();

            var run = Captured.run(
                    "bench", address, "--conformance", folder.resolve("p").toString(), "--quick", "--json");

            assertEquals(0, run.code(), run.out() + run.err());
            assertTrue(run.out().contains("\"mock\": \"mock:at-1.7.4\""), run.out());
            assertTrue(run.out().contains("\"differences\": []"), run.out());
        }
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
