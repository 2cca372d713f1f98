package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages tell to type is not only understood ({@link PagesTest}) but does its work: with a mock in the place of the
 * module on a port, and a server of this test in the place of example.org, whose authority this computer trusts meanwhile.
 */
@Timeout(300)
class PagesRunTest {
    /** Run by tests of their own: docs/sketches.md, a served mock with its PTY, benches. A replay depends on timing too. */
    private static final List<String> ELSEWHERE = List.of("mock --", "serial:/tmp/wroom", "bench ", "replay:");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|java)\\n(.*?)^```");
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    @TempDir
    Path folder;

    private DemoServer example;
    private DemoServer guarded;
    private String board;

    @BeforeEach
    void stand_ins() throws Exception {
        assumeTrue(Seeds.full(), "every command on the pages is run with -Pfull");
        var authority = DemoAuthority.create();
        example = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.forHost("example.org")))
                .start();
        guarded = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.forHost("example.org")))
                .demandClientCertificate(authority)
                .start();
        board =
                "mock:?ap=Home/secret12&ap=wroom4j/arduino-java&dns=example.org=127.0.0.1&route=127.0.0.1:443=127.0.0.1:"
                        + example.port() + "&route=127.0.0.1:8443=127.0.0.1:" + guarded.port();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("demo", authority.certificate());
        try (var out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
            trusted.store(out, "changeit".toCharArray());
        }
        System.setProperty(TRUST_STORE, folder.resolve("trusted.p12").toString());
        System.setProperty(TRUST_STORE + "Password", "changeit");
        Files.writeString(folder.resolve("wifi.txt"), "secret12\n");
        Identity client = authority.issue(Leaf.forClient("a sketch"));
        Files.writeString(folder.resolve("client.pem"), client.chainPem());
        Files.writeString(folder.resolve("client.key"), client.keyPem());
    }

    @AfterEach
    void away() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
        if (example != null) {
            example.close();
        }
        if (guarded != null) {
            guarded.close();
        }
    }

    @Test
    void every_command_does_its_work() throws IOException {
        Set<String> commands = new LinkedHashSet<>();
        for (Path page : PagesTest.pages()) {
            if (page.endsWith("docs/sketches.md")) {
                continue;
            }
            for (String line : blocks(page, "sh")) {
                line.lines()
                        .filter(command -> command.startsWith("./wroom4j "))
                        .map(command -> command.substring("./wroom4j ".length()))
                        .filter(command -> ELSEWHERE.stream().noneMatch(command::contains))
                        .forEach(commands::add);
            }
        }
        assertTrue(commands.size() >= 10, commands::toString);
        for (String line : commands) {
            String command = line.replaceFirst("\\s+#.*", "");
            Captured run = Captured.run(
                    Map.of("WROOM4J_BOARD", board), standIns(command).split(" +"));
            assertEquals(line.endsWith("# fails") ? 1 : 0, run.code(), () -> line + "\n" + run.out() + run.err());
            if (command.equals("doctor demo:modern")) {
                assertTrue(run.out().contains("takes none of the module's suites"), run.out());
            }
        }
    }

    private String standIns(String command) {
        String played = command.replace("serial:/dev/ttyUSB0", board)
                .replace("file:wifi.txt", "file:" + folder.resolve("wifi.txt"))
                .replace("http://localhost:8080/", example.plainUrl())
                .replaceAll("(?<=[ :])([\\w-]+\\.(?:html|pcapng|wirelog|pem))", folder + "/$1");
        if (played.startsWith("certinfo ")) {
            played += " --board " + board;
        }
        // So that recording and replay ask the same server.
        return played.endsWith("talk.wirelog") && played.contains("--record")
                ? played + " --page " + example.plainUrl()
                : played;
    }

    @Test
    void every_whole_program_runs() throws Exception {
        List<String> programs = new ArrayList<>();
        for (Path page : PagesTest.pages()) {
            blocks(page, "java").stream()
                    .filter(block -> block.contains("\npublic class "))
                    .forEach(programs::add);
        }
        assertTrue(programs.size() >= 3, programs::toString);
        for (String program : programs) {
            Matcher name = Pattern.compile("(?m)^public class (\\w+)( extends Sketch)?")
                    .matcher(program);
            assertTrue(name.find());
            Path file = Files.writeString(
                    folder.resolve(name.group(1) + ".java"), program.replace("mock:?open=true", board));
            if (name.group(2) != null) {
                var words = new ArrayList<>(List.of("run", file.toString(), "--for", "3s", "--board", board));
                boolean guard = program.contains("option(\"cert\")");
                if (program.contains("option(\"url\")")) {
                    words.addAll(List.of("--url", "https://example.org" + (guard ? ":8443/" : "/")));
                    words.addAll(List.of("--ssid", "Home", "--password", "secret12"));
                }
                if (guard) {
                    words.addAll(List.of("--cert", folder + "/client.pem", "--key", folder + "/client.key"));
                }
                Captured run = Captured.run(words.toArray(String[]::new));
                assertEquals(0, run.code(), () -> program + run.out() + run.err());
                assertTrue(run.out().contains(guard ? "HTTP 200" : "Hello"), run.out());
            } else {
                runMain(file, name.group(1));
            }
        }
    }

    private void runMain(Path file, String name) throws Exception {
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), "-proc:none", file.toString()));
        try (var loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
