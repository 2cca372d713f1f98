package io.github.wroom4j.cli.typed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Every page, typed as a newcomer would: {@link Session} has the rules. {@code -Dwroom4j.pages=write} writes what came out into the
 * pages instead, and README's first picture.
 */
@Timeout(900)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the pages are written for a shell of Linux")
class PagesAsTypedIT {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path PICTURE = TOP.resolve("docs/images/run.svg");
    private static final boolean WRITE = "write".equals(System.getProperty("wroom4j.pages"));
    private static final String JAR = System.getProperty("wroom4j.jar", "");
    private static final int AT_ONCE = 3;

    private static Path place;
    private static Masks masks;
    private static DemoServer example;
    private static Map<String, String> environment;

    static List<Path> pages() throws IOException {
        try (Stream<Path> all = Stream.concat(Files.list(TOP), Files.walk(TOP.resolve("docs")))) {
            return all.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    @BeforeAll
    static void a_newcomers_machine() throws Exception {
        assumeTrue(!JAR.isEmpty(), "the jar is made after the tests of the classes");
        masks = Masks.read();
        // Not JUnit's: it warns of each link that leads out of its folder.
        place = Files.createTempDirectory("wroom4j-pages");
        var authority = DemoAuthority.create();
        example = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.forHost("example.org")))
                .start();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("demo", authority.certificate());
        try (var out = Files.newOutputStream(place.resolve("trusted.p12"))) {
            trusted.store(out, "changeit".toCharArray());
        }
        Files.writeString(place.resolve("hosts"), "127.0.0.1 localhost\n127.0.0.1 example.org\n");
        String bin = java().toString();
        environment = Map.of(
                "PATH",
                bin + ":" + System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin",
                "JAVA_HOME",
                Path.of(bin).getParent().toString(),
                // The class-data archive is made once for all of them, at the first command.
                "XDG_CACHE_HOME",
                Files.createDirectory(place.resolve("cache")).toString(),
                "LANG",
                "C.UTF-8");
        try (var shell = shell("first")) {
            assertEquals(0, shell.type("./wroom4j --version").code());
        }
    }

    /** A JDK that believes the authority of the stand-in for example.org, and finds it on loopback. */
    private static Path java() throws IOException {
        Path jdk = Path.of(System.getProperty("java.home"));
        Path home = Files.createDirectory(place.resolve("jdk"));
        Path bin = Files.createDirectory(home.resolve("bin"));
        try (Stream<Path> programs = Files.list(jdk.resolve("bin"))) {
            for (Path program : programs.toList()) {
                if (!program.endsWith("java")) {
                    Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
                }
            }
        }
        Path java = Files.writeString(bin.resolve("java"), """
                #!/bin/sh
                exec %s -Duser.home="$HOME" -Djdk.net.hosts.file=%s -Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=changeit "$@"
                """.formatted(
                        jdk.resolve("bin/java"), place.resolve("hosts"), place.resolve("trusted.p12")));
        assertTrue(java.toFile().setExecutable(true));
        Files.copy(jdk.resolve("release"), home.resolve("release"));
        return bin;
    }

    /** A folder as it is after cloning and building, as far as pages name its files. */
    private static Path checkout(String name) throws IOException {
        Path folder = Files.createDirectories(place.resolve(name).resolve("wroom4j"));
        Files.copy(TOP.resolve("wroom4j"), folder.resolve("wroom4j"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(folder.resolve("wroom4j.jar"), Path.of(JAR));
        Files.createSymbolicLink(
                Files.createDirectories(folder.resolve("cli/target")).resolve("wroom4j.jar"), Path.of(JAR));
        Files.createSymbolicLink(folder.resolve("docs"), TOP.resolve("docs"));
        return folder;
    }

    /** In a checkout and a home of its own. */
    private static Shell shell(String name) throws IOException {
        Path checkout = checkout(name);
        var variables = new LinkedHashMap<>(environment);
        variables.put(
                "HOME",
                Files.createDirectory(place.resolve(name).resolve("home")).toString());
        return new Shell(checkout, Files.createDirectory(place.resolve(name).resolve("notes")), variables);
    }

    @AfterAll
    static void away() throws IOException {
        if (example != null) {
            example.close();
        }
        if (place != null) {
            try (Stream<Path> all = Files.walk(place)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> each_page_as_it_is_typed() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        var tests = new ArrayList<DynamicTest>();
        var written = new LinkedHashMap<Path, List<Session>>();
        for (Path page : pages()) {
            for (Map.Entry<String, Session> each : sessions(page).entrySet()) {
                Session session = each.getValue();
                written.computeIfAbsent(page, unset -> new ArrayList<>()).add(session);
                Future<?> typed = begun(workers, each.getKey(), session);
                tests.add(DynamicTest.dynamicTest(each.getKey(), () -> judge(typed, session)));
            }
        }
        workers.shutdown();
        tests.add(DynamicTest.dynamicTest("all of them ended", () -> {
            assertTrue(workers.awaitTermination(10, TimeUnit.SECONDS));
            if (WRITE) {
                for (var page : written.entrySet()) {
                    write(page.getKey(), page.getValue());
                }
            }
        }));
        return tests.stream();
    }

    private static Future<?> begun(ExecutorService workers, String name, Session session) {
        return workers.submit(() -> {
            type(name, session);
            return null;
        });
    }

    /** In the test's own thread: what a missing program left untyped is a skip, once the rest was right. */
    private static void judge(Future<?> typed, Session session) throws Exception {
        typed.get();
        assertTrue(WRITE || session.wrong().isEmpty(), () -> String.join("\n", session.wrong()));
        if (session.missing().isPresent()) {
            String program = session.missing().get();
            Require.that(program, false, program + " is not installed");
        }
    }

    /** A page is one session; docs/sketches.md is one for each sketch. */
    private static Map<String, Session> sessions(Path page) throws IOException {
        String name = TOP.relativize(page).toString();
        var parts = new LinkedHashMap<String, List<Block>>();
        for (Block block : Block.of(page)) {
            String part = name.endsWith("sketches.md") ? name + " " + block.heading() : name;
            parts.computeIfAbsent(part, unset -> new ArrayList<>()).add(block);
        }
        var sessions = new LinkedHashMap<String, Session>();
        parts.forEach((part, blocks) -> sessions.put(part, new Session(name, blocks, NotTyped.read(), Seeds.full())));
        sessions.values().removeIf(Session::isEmpty);
        return sessions;
    }

    private static void type(String name, Session session) throws IOException, InterruptedException {
        String folder = name.replaceAll("[/ ]", "-");
        try (var standIns = new StandIns(Files.createDirectories(place.resolve(folder)), example.port());
                var shell = shell(folder)) {
            session.run(shell, place.resolve(folder).resolve("wroom4j"), standIns, masks, WRITE);
        }
    }

    private static void write(Path page, List<Session> sessions) throws IOException {
        var outputs =
                new TreeMap<Block, String>(Comparator.comparingInt(Block::at).reversed());
        sessions.forEach(session -> outputs.putAll(session.printed()));
        var text = new StringBuilder(Files.readString(page));
        outputs.forEach((shown, output) -> {
            if (!Masks.agree(shown.text(), output)) {
                text.replace(shown.at(), shown.at() + shown.text().length(), output + "\n");
            }
        });
        Files.writeString(page, text);
    }

    @Test
    void the_picture_of_the_readme_is_what_its_first_command_prints() throws Exception {
        String command = "./wroom4j run HttpsRequest";
        try (var shell = shell("picture")) {
            String picture = TerminalPicture.of(
                    command, masks.applied(shell.type(command).output()));
            if (WRITE) {
                Files.writeString(PICTURE, picture);
            }
            assertEquals(Files.readString(PICTURE), picture);
        }
    }
}
