package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a tree of its own, with a Maven that only puts the jar where a build would. */
@Timeout(240)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the launcher is a shell script, and its lines here are Bash's")
class LauncherIT {
    private static final Path LAUNCHER =
            Path.of("").toAbsolutePath().getParent().resolve("wroom4j");

    @TempDir
    Path folder;

    private Path tree;
    private Path target;

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        target = Files.createDirectories(tree.resolve("cli/target"));
        Files.createDirectories(tree.resolve("hal/src/main"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        executable(tree.resolve("wroom4j"), Files.readString(LAUNCHER));
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        executable(bin.resolve("javac"), "#!/bin/sh\nexit 1\n");
        // The real one, but no class-data archive is made of the jar: it takes seconds.
        executable(bin.resolve("java"), """
                #!/bin/sh
                case $* in *DumpLoadedClassList* | *AOTCacheOutput*) exit 1 ;; esac
                exec '%s/bin/java' "$@"
                """.formatted(System.getProperty("java.home")));
        Files.writeString(
                folder.resolve("jdk/release"), "JAVA_VERSION=\"" + System.getProperty("java.version") + "\"\n");
        Path programs = Files.createDirectories(folder.resolve("programs"));
        executable(programs.resolve("mvn"), """
                #!/bin/sh
                echo built >>'%1$s/maven.log'
                [ -z "${WHILE_BUILDING:-}" ] || eval "$WHILE_BUILDING"
                cp '%2$s' '%3$s/wroom4j.jar'
                """.formatted(folder, System.getProperty("wroom4j.jar"), target));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a line of Bash in which {@code $WROOM4J} is the launcher. */
    private JarProcess line(String line, String... more) throws IOException, InterruptedException {
        return line(List.of(), line, more);
    }

    private JarProcess line(List<String> as, String line, String... more) throws IOException, InterruptedException {
        var environment = new ArrayList<>(List.of(
                "WROOM4J=" + tree.resolve("wroom4j"),
                "JAVA_HOME=" + folder.resolve("jdk"),
                "PATH=" + folder.resolve("programs") + ":" + System.getenv("PATH")));
        environment.addAll(List.of(more));
        var command = new ArrayList<>(as);
        command.addAll(List.of("env", "--default-signal=INT", "bash", "-c", line));
        return JarProcess.run(folder, command, environment.toArray(String[]::new));
    }

    private int builds() throws IOException {
        Path log = folder.resolve("maven.log");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private static final String BUILD = "\"$WROOM4J\" --version >/dev/null & wait $!";

    @Test
    void a_lock_that_nobody_owns_is_taken_away_with_a_sentence() throws Exception {
        Path lock = target.resolve("wroom4j.building");
        for (String left :
                List.of("mkdir '%s'", "ln -s 4194999 '%s'", "touch '%s'", "mkdir '%s' && echo >'%1$s/pid'")) {
            Files.deleteIfExists(target.resolve("wroom4j.built"));
            var run = line(left.formatted(lock) + " && \"$WROOM4J\" --version");

            assertEquals(0, run.code(), run.err());
            assertTrue(run.err().contains("an interrupted build left its lock"), run.err());
            assertFalse(Files.exists(lock, LinkOption.NOFOLLOW_LINKS), "the lock stays");
        }
        assertEquals(4, builds());
    }

    @Test
    void a_build_that_stands_still_is_not_waited_for_for_ever() throws Exception {
        Files.createSymbolicLink(
                target.resolve("wroom4j.building"),
                Path.of(Long.toString(ProcessHandle.current().pid())));

        var run = line("\"$WROOM4J\" --version", "WROOM4J_BUILD_PATIENCE=1");

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("has written nothing for 1 s: end it, or remove "), run.err());
        assertEquals(0, builds());
    }

    @Test
    void two_at_a_time_build_once() throws Exception {
        var run = line(
                """
                "$WROOM4J" --version & first=$!
                "$WROOM4J" --version & second=$!
                wait $first && wait $second
                """,
                "WHILE_BUILDING=until [ -e '" + folder + "/waits' ] || grep -q waiting '" + folder
                        + "'/err*; do :; done");

        assertEquals(0, run.code(), run.err());
        assertEquals(2, run.out().lines().count(), run.out());
        assertTrue(run.err().contains("waiting for the build in another terminal"), run.err());
        assertEquals(1, builds());
    }

    @Test
    void ctrl_c_in_the_middle_of_a_build_is_130_and_leaves_no_lock() throws Exception {
        // A terminal sends it to all of a job's processes.
        var run = line("set -m\n" + BUILD, "WHILE_BUILDING=kill -INT 0");

        assertEquals(130, run.code(), run.err());
        assertEquals(1, builds());
        try (var files = Files.list(target)) {
            assertTrue(
                    files.noneMatch(file -> file.getFileName().toString().contains("buil")
                            && !file.getFileName().toString().endsWith(".log")),
                    "something stays behind");
        }
    }

    @Test
    void a_checkout_that_may_not_be_written_is_a_sentence() throws Exception {
        var someone = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            // Root may write everywhere, and lets nobody try.
            someone.addAll(
                    List.of(Require.program("setpriv").toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Require.that(
                    "setpriv",
                    line(someone, "\"$JAVA_HOME/bin/java\" -version").code() == 0,
                    "the user 65534 cannot be changed to, or cannot start Java");
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            var run = line(someone, "\"$WROOM4J\" --version");

            assertEquals(1, run.code(), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
            assertTrue(run.err().contains("you may not write in " + target), run.err());
        } finally {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Packages give the files of every release one age: the age of a jar does not tell it from the one before. */
    @Test
    void an_installed_jar_has_an_archive_of_its_own_in_the_users_cache() throws Exception {
        Path installed = Files.createDirectories(folder.resolve("installed"));
        executable(installed.resolve("wroom4j"), Files.readString(LAUNCHER));
        Path jar = Files.copy(Path.of(System.getProperty("wroom4j.jar")), installed.resolve("wroom4j.jar"));
        var age = FileTime.from(Instant.parse("2026-11-22T00:00:00Z"));
        Files.setLastModifiedTime(jar, age);
        Path cache = folder.resolve("cache");
        String start = "'" + installed.resolve("wroom4j") + "' --version";
        String there = "XDG_CACHE_HOME=" + cache;

        assertEquals(0, line(start + " && " + start, there).code());
        assertEquals(1, files(cache.resolve("wroom4j")));

        try (var inside = FileSystems.newFileSystem(jar)) {
            Files.writeString(inside.getPath("next-release"), "not the same size");
        }
        Files.setLastModifiedTime(jar, age);
        assertEquals(0, line(start, there).code());
        assertEquals(2, files(cache.resolve("wroom4j")));
        assertEquals(0, builds());
    }

    /** A JVM that is told twice how to share classes, as by a cache and by hand, does not start. */
    @Test
    void whoever_says_himself_how_classes_are_shared_is_not_contradicted() throws Exception {
        String java = System.getProperty("java.home");

        var run = line(
                "\"$WROOM4J\" --version && \"$WROOM4J\" --version",
                "JAVA_HOME=" + java,
                "JAVA_TOOL_OPTIONS=-Xshare:off");

        assertEquals(0, run.code(), run.err());
        assertEquals(2, run.out().lines().count(), run.out());
    }

    private static long files(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void a_path_beyond_ASCII_is_read_in_the_C_locale_and_the_command_is_told_as_typed() throws Exception {
        // In a file: where these tests run in the C locale themselves, their Java can neither name such a path nor pass
        // it on.
        Files.writeString(folder.resolve("typed.sh"), """
                mkdir ねこ && cd ねこ && "$WROOM4J" new Größe && "$WROOM4J" run Größe.java --loops 1 && test -f Größe.java
                """);

        var run = line(". ./typed.sh", "LC_ALL=C");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Größe at "), run.out());
        assertTrue(run.out().contains("run it with: " + tree.resolve("wroom4j") + " run Größe.java"), run.out());
    }
}
