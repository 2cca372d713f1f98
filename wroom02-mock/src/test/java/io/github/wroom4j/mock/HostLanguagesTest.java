package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.mock.serve.PtyDevice;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hosts in C, Perl, Tcl, JavaScript and Lua, each by its own reading of the manuals, complete their conversation: unpaced, at
 * 115200 and with seeds that interleave. A language that is not installed is skipped by name; Python is
 * {@link ForeignHostTest}'s.
 */
class HostLanguagesTest {
    private static final boolean FULL = Boolean.getBoolean("wroom4j.full");
    private static final int SEEDS = FULL ? 10 : 1;
    private static final Map<String, String> ENDINGS =
            Map.of("perl", "pl", "tclsh", "tcl", "node", "js", "lua5.4", "lua");
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();

    @TempDir
    private Path folder;

    /** One profile of each family, and all of them in the long run. */
    static Stream<Arguments> conversations() {
        List<String> profiles = FULL
                ? Profile.names().stream()
                        .filter(name -> !name.endsWith("klab"))
                        .toList()
                : List.of("at-1.7.4", "esp-at-2.2", "atmod-0.5");
        return Stream.of("gcc", "perl", "tclsh", "node", "lua5.4")
                .flatMap(language -> profiles.stream().map(profile -> Arguments.of(language, profile)));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void a_page_comes_to_a_host_in_that_language(String language, String profile) throws Exception {
        Require.program(language);
        Require.program("stty");
        List<String> program = program(language);
        try (DemoServer server = DemoServer.start(AUTHORITY)) {
            assertPage(program, MockWroom02.builder().profile(profile), server.plainPort());
            assertPage(program, MockWroom02.builder().profile(profile).pace(115_200), server.plainPort());
            for (int seed = 1; seed <= SEEDS; seed++) {
                assertPage(program, MockWroom02.builder().profile(profile).seed(seed), server.plainPort());
            }
        }
    }

    private List<String> program(String language) throws Exception {
        if (!language.equals("gcc")) {
            return List.of(language, source("get." + ENDINGS.get(language)));
        }
        Path binary = folder.resolve("get");
        Process compiler = new ProcessBuilder(
                        "gcc", "-O1", "-Wall", "-D_GNU_SOURCE", "-o", binary.toString(), source("get.c"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gcc").toFile())
                .start();
        assertEquals(0, compiler.waitFor(), () -> said("gcc"));
        return List.of(binary.toString());
    }

    private static String source(String name) throws Exception {
        return Path.of(HostLanguagesTest.class.getResource("/hosts/" + name).toURI())
                .toString();
    }

    private String said(String file) {
        try {
            return Files.readString(folder.resolve(file)).strip();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertPage(List<String> program, MockBuilder builder, int port) throws Exception {
        MockWroom02 mock = builder.build().atAnyRate();
        String name = mock.profile().name();
        String dialect = name.startsWith("esp-at") ? "esp-at" : name.startsWith("atmod") ? "atmod" : "nonos";
        String output = "said-" + System.nanoTime();
        try (PtyDevice device = PtyDevice.start(mock, folder.resolve("module-" + System.nanoTime()))) {
            var command = new ArrayList<>(program);
            command.addAll(List.of(device.path(), dialect, "localhost", "" + port));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(output).toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            assertTrue(ended, () -> "the program did not end in time and had said: " + said(output));
            assertEquals(0, process.exitValue(), () -> said(output));
            assertTrue(said(output).matches("(?s).*HTTP/1\\.[01] 200.*"), () -> said(output));
        }
    }
}
