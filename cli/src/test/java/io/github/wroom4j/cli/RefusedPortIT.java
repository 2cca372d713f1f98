package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.pty.Pty;
import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A serial port that the system really refuses: the executable jar, started by a user who may not open it. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux")
class RefusedPortIT {
    private static final List<String> NOBODY = List.of("--reuid=65534", "--regid=65534", "--clear-groups");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path folder;

    @Test
    void a_port_that_may_not_be_opened_is_one_line_with_the_group_to_join_and_code_1() throws Exception {
        List<String> someone = someoneWithoutPrivileges();
        Path jar = Files.copy(Path.of(System.getProperty("wroom4j.jar")), folder.resolve("wroom4j.jar"));
        permit(folder, "rwxr-xr-x");
        permit(jar, "rw-r--r--");
        try (Pty pty = Pty.open()) {
            Path port = Path.of(pty.slavePath());
            // Nobody but its owner; and where that is this very user, not even he.
            permit(port, someone.isEmpty() ? "---------" : "rw-------");

            var process = start(someone, "-jar", jar.toString(), "run", "HttpsRequest", "--board", "serial:" + port);

            String said = Files.readString(folder.resolve("err"));
            assertEquals(1, process.exitValue(), said);
            assertEquals(1, said.lines().count(), said);
            String group = group(port);
            assertTrue(
                    said.contains("you may not open " + port + ": add yourself to the group " + group
                            + " (sudo usermod -aG " + group + " $USER)"),
                    said);
        }
    }

    /** Nothing where the tests run as an ordinary user; root may open everything, and lets nobody try. */
    private List<String> someoneWithoutPrivileges() throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        var someone = new ArrayList<String>();
        someone.add(Require.program("setpriv").toString());
        someone.addAll(NOBODY);
        permit(folder, "rwxr-xr-x");
        Require.that(
                "setpriv",
                start(someone, "-version").exitValue() == 0,
                "the user 65534 cannot be changed to, or cannot start " + JAVA);
        return someone;
    }

    private Process start(List<String> someone, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(someone);
        command.addAll(List.of(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().remove("WROOM4J_BOARD");
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        } finally {
            process.destroyForcibly();
        }
        return process;
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** Who is told to join the group of the port, never root's. */
    private static String group(Path port) throws IOException {
        String group =
                Files.readAttributes(port, PosixFileAttributes.class).group().getName();
        return group.equals("root") ? "dialout" : group;
    }
}
