package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar in a process of its own: manifest, services, streams, exit codes. */
@Timeout(180)
class PackagedCommandIT {
    private static final String JAR = System.getProperty("wroom4j.jar");

    @TempDir
    Path folder;

    /** A build that runs in a shell's background ignores SIGINT, and so would every program it starts: GNU env undoes that. */
    private static final List<String> LISTENS_TO_INTERRUPTS =
            OS.LINUX.isCurrentOs() ? List.of("env", "--default-signal=INT") : List.of();

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.addAll(LISTENS_TO_INTERRUPTS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m", "-jar", JAR));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).directory(folder.toFile());
        process.environment().remove("WROOM4J_BOARD");
        process.redirectError(folder.resolve("err").toFile());
        return process.start();
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    private static String finished(Process process, int code) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(code, process.exitValue(), out);
        return out;
    }

    @Test
    void the_jar_is_unsigned_allows_native_access_and_carries_every_board_provider() throws IOException {
        try (var jar = new JarFile(JAR)) {
            var manifest = jar.getManifest().getMainAttributes();
            assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
            assertEquals("true", manifest.getValue("Multi-Release"));
            assertTrue(jar.stream().noneMatch(entry -> entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")));
            var services = jar.getEntry("META-INF/services/io.github.wroom4j.hal.BoardProvider");
            String providers = new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(providers.contains("io.github.wroom4j.mock.MockProvider"), providers);
            assertTrue(providers.contains("io.github.wroom4j.hal.jserialcomm.SerialProvider"), providers);
            assertNull(jar.getEntry("module-info.class"));
        }
    }

    @Test
    void the_jar_keeps_the_licence_of_every_library_in_it() throws IOException {
        try (var jar = new JarFile(JAR)) {
            assertTrue(text(jar, "META-INF/THIRD-PARTY.md").contains("Bouncy Castle"));
            assertTrue(text(jar, "META-INF/licenses/bouncycastle.txt").contains("Legion of the Bouncy Castle"));
            assertTrue(text(jar, "META-INF/NOTICE.txt").contains("Apache Commons Net"));
            assertTrue(text(jar, "META-INF/LICENSE.txt").contains("QOS.ch"), "SLF4J's, joined to Commons Net's");
            assertTrue(
                    text(jar, "META-INF/LICENSE.txt").contains("Apache License"), "Commons Net's, joined to SLF4J's");
            assertNotNull(jar.getEntry("META-INF/AL2.0"));
            assertTrue(
                    text(jar, "META-INF/resources/webjars/uplot/1.6.30/LICENSE").contains("Leon Sorokin"));
            assertNotNull(jar.getEntry("LICENSE.txt"));
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        var entry = jar.getEntry(name);
        assertNotNull(entry, name + " is missing");
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "SIGINT is sent with kill")
    void ctrl_c_ends_a_serving_mock_with_130() throws Exception {
        Process mock = start("mock", "--tcp", "0");
        try (var lines = new BufferedReader(new InputStreamReader(mock.getInputStream(), StandardCharsets.UTF_8))) {
            assertNotNull(lines.readLine(), "the mock said nothing");
            // The shell's own: a program of that name is not on every Debian.
            var kill = new ProcessBuilder("sh", "-c", "kill -INT " + mock.pid()).start();
            assertEquals(0, kill.waitFor());

            assertTrue(mock.waitFor(60, TimeUnit.SECONDS), "the mock goes on");
            assertEquals(130, mock.exitValue(), err());
            assertEquals("", err());
        } finally {
            mock.destroyForcibly();
        }
    }

    @Test
    void a_taken_port_is_one_line_and_code_1() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            finished(start("mock", "--tcp", Integer.toString(taken.getLocalPort())), 1);

            assertEquals(1, err().lines().count(), err());
            assertTrue(err().contains("port " + taken.getLocalPort()), err());
        }
    }

    @Test
    void the_main_job_runs_and_no_jvm_warns() throws Exception {
        String out = finished(start("run", "HttpsRequest"), 0);

        assertTrue(out.contains("HTTP 200"), out);
        assertEquals("", err());
    }

    @Test
    void wrong_usage_ends_the_process_with_2() throws Exception {
        finished(start("run", "Nothing"), 2);

        assertTrue(err().startsWith("wroom4j run: no sketch is called"), err());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux only")
    void a_sketch_takes_the_mock_behind_a_terminal_for_a_module() throws Exception {
        Path link = folder.resolve("wroom");
        Process mock = start("mock", "--pty", link.toString());
        try (var lines = new BufferedReader(new InputStreamReader(mock.getInputStream(), StandardCharsets.UTF_8))) {
            assertNotNull(lines.readLine(), "the mock said nothing");

            String out = finished(start("run", "HttpsRequest", "--board", "serial:" + link, "--demo"), 0);

            assertTrue(out.contains("board    serial:" + link), out);
            assertTrue(out.contains("HTTP 200"), out);
        } finally {
            mock.destroy();
            assertTrue(mock.waitFor(30, TimeUnit.SECONDS));
        }
        assertTrue(Files.notExists(link), "the link goes with the mock");
    }

    @Test
    void the_jar_checks_the_benches_of_a_file() throws Exception {
        benches();

        String table = finished(start("bench", "benches.yaml"), 0);

        assertTrue(table.contains("desk") && table.contains("AT version:1.7.4.0"), table);
    }

    private void benches() throws IOException {
        Files.writeString(folder.resolve("benches.yaml"), """
                benches:
                  - {id: desk, address: "mock:at-1.7"}
                """);
    }

    @Test
    void the_conformance_suite_and_the_comparison_of_recordings_are_in_the_jar() throws Exception {
        assumeTrue(Seeds.full(), "it examines two modules, so it runs with -Pfull");
        benches();
        Files.writeString(folder.resolve("module.wirelog"), """
                0.000000 >> "AT+CWMODE=1\\r\\n"
                0.001000 << "AT+CWMODE=1\\r\\nno change\\r\\n\\r\\nOK\\r\\n"
                """);

        String out = finished(start("bench", "benches.yaml", "--conformance", "passports", "--quick"), 0);
        String differences = finished(start("diff", "module.wirelog", "--profile", "at-1.7"), 1);

        assertTrue(out.contains("passed  adversarial payload both ways"), out);
        try (var pages = Files.list(folder.resolve("passports"))) {
            assertEquals(
                    List.of("TEST-conformance-desk.xml", "passport-desk.json", "passport-desk.md"),
                    pages.map(page -> page.getFileName().toString()).sorted().toList());
        }
        assertTrue(differences.contains("1 AT+CWMODE=1 (words)"), differences);
    }
}
