package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.doctor.page.CertificatePage;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.Peer;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code certinfo} prints is pasted into a program, compiled, and believes that server. */
@Timeout(60)
class CertificateLinesTest {
    private final Identity identity =
            Practice.open().authority().intermediate("between").issue(Leaf.localhost());

    @TempDir
    private Path folder;

    private static List<CertificateInfo> seen(SocketModule sockets, int port) {
        return Doctor.builder(FirmwareModule.of("at-1.7", sockets))
                .build()
                .certificates(new Peer("localhost", port), Deadline.in(Duration.ofSeconds(30)));
    }

    @Test
    void the_lines_are_pasted_compiled_and_make_clients_that_connect() throws Exception {
        Assumptions.assumeTrue(ToolProvider.getSystemJavaCompiler() != null, "this Java has no compiler");
        try (var server = LegacyTlsServer.onlyTls12(identity).start();
                var other = LegacyTlsServer.onlyTls12(Practice.open().rsa()).start();
                var sockets = new SocketModule()) {
            String page = CertificatePage.of(seen(sockets, server.port()), Instant.now());
            var blocks = Arrays.stream(page.split("\n\n"))
                    .filter(b -> b.startsWith("// "))
                    .toList();
            assertEquals(3, blocks.size(), page);
            var ways = compiled(blocks);
            for (int i = 0; i < ways.size(); i++) {
                assertEquals(1, connect(sockets, ways.get(i), server.port()), blocks.get(i));
                assertEquals(0, connect(sockets, ways.get(i), other.port()), "believed by " + blocks.get(i));
            }
        }
    }

    private static int connect(SocketModule sockets, Consumer<WiFiClientSecure> way, int port) {
        var client = new WiFiClientSecure(new SketchContext(sockets, null, new Console().serial()));
        way.accept(client);
        int connected = client.connect("localhost", port);
        client.stop();
        return connected;
    }

    private List<Consumer<WiFiClientSecure>> compiled(List<String> blocks) throws Exception {
        var source = new StringBuilder("import io.github.wroom4j.esp8266wifi.*;\npublic class Pasted {\n");
        for (int i = 0; i < blocks.size(); i++) {
            source.append("public static void way" + i + "(WiFiClientSecure client) {\n");
            source.append(blocks.get(i)).append("\n}\n");
        }
        var file = Files.writeString(folder.resolve("Pasted.java"), source.append("}\n"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var told = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            var options = List.of("-d", folder.toString(), "-classpath", classPath);
            var task = compiler.getTask(told, files, null, options, null, files.getJavaFileObjects(file));
            assertTrue(task.call(), told::toString);
        }
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            var pasted = loader.loadClass("Pasted");
            return IntStream.range(0, blocks.size())
                    .<Consumer<WiFiClientSecure>>mapToObj(i -> client -> {
                        try {
                            pasted.getMethod("way" + i, WiFiClientSecure.class).invoke(null, client);
                        } catch (ReflectiveOperationException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void fingerprint_and_key_are_those_that_openssl_computes() throws Exception {
        try (var server = LegacyTlsServer.onlyTls12(identity).start();
                var sockets = new SocketModule()) {
            var leaf = seen(sockets, server.port()).get(0);
            var pem = Files.writeString(folder.resolve("leaf.pem"), leaf.pem());

            String said = openssl("x509", "-in", pem.toString(), "-noout", "-fingerprint", "-sha1", "-pubkey");

            assertTrue(said.contains("=" + leaf.sha1() + "\n"), said);
            assertTrue(said.contains(leaf.publicKeyPem()), said);
        }
    }

    private static String openssl(String... words) throws Exception {
        var line = new ArrayList<String>(List.of(Require.program("openssl").toString()));
        line.addAll(List.of(words));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.waitFor();
        }
    }
}
