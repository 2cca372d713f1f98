package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.serve.PtyDevice;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A program in another language, by its own reading of the manuals, uses the mock through a pseudo-terminal. */
class ForeignHostTest {
    private static final boolean FULL = Boolean.getBoolean("wroom4j.full");
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();

    @TempDir
    private Path folder;

    @BeforeAll
    static void python() {
        Require.program("python3");
    }

    /** One profile of each family, and all of them in the long run. */
    private static Stream<String> profiles() {
        return FULL ? Profile.names().stream() : families();
    }

    private static Stream<String> families() {
        return Stream.of("at-0.40", "at-1.7.4", "esp-at-2.2", "atmod-0.5");
    }

    @TestFactory
    Stream<DynamicTest> a_page_comes_over_tcp_at_115200() {
        return profiles()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    try (DemoServer server = DemoServer.start(AUTHORITY)) {
                        String status = run(
                                MockWroom02.builder().profile(name).pace(115_200), "get", "TCP", server.plainPort());
                        assertTrue(status.matches("HTTP/1\\.[01] 200.*"), status);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_page_comes_over_the_modules_own_tls_at_115200() {
        return profiles()
                .filter(name -> AtVersion.named(Profile.named(name).version()).is("ssl"))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    try (LegacyTlsServer server = LegacyTlsServer.ofManyVersions(AUTHORITY.issue(Leaf.localhost()))
                            .start()) {
                        String status =
                                run(MockWroom02.builder().profile(name).pace(115_200), "get", "SSL", server.port());
                        assertTrue(status.matches("HTTP/1\\.[01] 200.*"), status);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> hard_payload_comes_back_as_it_was_sent() {
        String size = FULL ? "1048576" : "65536";
        return profiles()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> echo(MockWroom02.builder().profile(name), size)));
    }

    @TestFactory
    Stream<DynamicTest> hard_payload_comes_back_at_115200_too() {
        String size = FULL ? "65536" : "4096";
        return families()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> echo(MockWroom02.builder().profile(name).pace(115_200), size)));
    }

    private void echo(MockBuilder builder, String size) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var echo = new Thread(() -> echoAll(server), "echo");
            echo.setDaemon(true);
            echo.start();
            String[] sums =
                    run(builder, "echo", "TCP", server.getLocalPort(), size).split(" ");
            assertEquals(sums[0], sums[1]);
        }
    }

    private static void echoAll(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            System.getLogger(ForeignHostTest.class.getName()).log(System.Logger.Level.DEBUG, "echo ended", e);
        }
    }

    private String run(MockBuilder builder, String action, String kind, int port, String... more) throws Exception {
        Path script = Path.of(
                ForeignHostTest.class.getResource("/python/at_client.py").toURI());
        Path link = folder.resolve("module-" + System.nanoTime());
        MockWroom02 mock = builder.build().atAnyRate();
        String name = mock.profile().name();
        String dialect = name.startsWith("esp-at") ? "esp-at" : name.startsWith("atmod") ? "atmod" : "nonos";
        try (PtyDevice device = PtyDevice.start(mock, link)) {
            var command = new java.util.ArrayList<>(List.of(
                    "python3", script.toString(), action, device.path(), dialect, kind, "localhost", "" + port));
            command.addAll(List.of(more));
            // Into a file: ending a process by force closes the pipe with what it had said.
            Path said = folder.resolve("said-" + System.nanoTime());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String output = Files.readString(said).strip();
            assertTrue(ended, "the program did not end in time and had said: " + output);
            assertEquals(0, process.exitValue(), output);
            return output;
        }
    }
}
