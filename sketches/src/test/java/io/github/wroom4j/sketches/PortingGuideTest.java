package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java block of {@code docs/porting.md} is compiled, run on a mock, and prints what the page says it prints. */
@Timeout(120)
class PortingGuideTest {
    private static final Pattern BLOCK =
            Pattern.compile("## ([^\\n]*)\\n|```java\\n(.*?)```\\n\\n```text\\n(.*?)```", Pattern.DOTALL);
    private static final String FRAME = """
            import io.github.wroom4j.Sketch;
            import io.github.wroom4j.arduino.*;
            import io.github.wroom4j.esp8266httpclient.*;
            import io.github.wroom4j.esp8266webserver.*;
            import io.github.wroom4j.esp8266wifi.*;

            public class %s extends Sketch {
            %s
            %s
            }
            """;

    @TempDir
    static Path folder;

    private static DemoAuthority authority;
    private static DemoServer server;
    private static Path classes;

    record Snippet(String heading, String name, String code, String prints) {
        @Override
        public String toString() {
            return heading;
        }
    }

    static List<Snippet> snippets() throws IOException {
        var found = new ArrayList<Snippet>();
        String heading = "";
        var match = BLOCK.matcher(Files.readString(Path.of("..", "docs", "porting.md")));
        while (match.find()) {
            if (match.group(1) != null) {
                heading = match.group(1);
            } else {
                found.add(new Snippet(heading, "Port" + found.size(), match.group(2), match.group(3)));
            }
        }
        return found;
    }

    @BeforeAll
    static void start() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Assumptions.assumeTrue(compiler != null, "this Java has no compiler");
        List<Snippet> snippets = snippets();
        String page = Files.readString(Path.of("..", "docs", "porting.md"));
        assertEquals(page.split("```java").length - 1, snippets.size(), "every Java block tells what it prints");
        assertTrue(snippets.size() >= 10, "the page has its snippets");
        classes = Files.createDirectories(folder.resolve("classes"));
        List<JavaFileObject> sources =
                snippets.stream().map(PortingGuideTest::source).toList();
        var told = new StringWriter();
        boolean compiled = compiler.getTask(
                        told,
                        null,
                        null,
                        List.of(
                                "-d",
                                classes.toString(),
                                "-classpath",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
                        null,
                        sources)
                .call();
        assertTrue(compiled, told::toString);
        authority = DemoAuthority.create();
        server = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.forHost("example.org")))
                .handler(PortingGuideTest::answer)
                .start();
    }

    private static JavaFileObject source(Snippet snippet) {
        String loop = snippet.code.contains("void loop()") ? "" : "public void loop() { exit(0); }";
        String text = FRAME.formatted(snippet.name, snippet.code, loop);
        return new SimpleJavaFileObject(URI.create("string:///" + snippet.name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static HttpExchange.Reply answer(HttpExchange.Request request) {
        return switch (request.target()) {
            case "/hello" -> HttpExchange.Reply.text(200, "hello!!!");
            case "/secret" -> HttpExchange.Reply.text(200, "over TLS");
            case "/post" ->
                HttpExchange.Reply.text(
                        200,
                        request.method() + " " + request.header("Content-Type").orElse("") + " " + request.text());
            case "/chunks" -> HttpExchange.Reply.text(200, "one two three").framed(HttpExchange.Framing.CHUNKED);
            default -> HttpExchange.Reply.text(404, "no such page");
        };
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void a_snippet_runs_and_prints_what_the_page_says(Snippet snippet) throws Exception {
        var out = new ByteArrayOutputStream();
        var console = new HardwareSerial(new ByteArrayInputStream(new byte[0]), out);
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority.caPem());
        try (var loader = new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
                var board = MockWroom02.builder()
                        .route("example.org:80", "127.0.0.1:" + server.plainPort())
                        .route("example.org:443", "127.0.0.1:" + server.port())
                        .build()) {
            Esp8266 esp = Esp8266.open(board, console);
            esp.dataFolder(folder.resolve(snippet.name));
            var constructor =
                    loader.loadClass(snippet.name).asSubclass(Sketch.class).getConstructor();
            int code = SketchRunner.of(() -> {
                        try {
                            return constructor.newInstance();
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .board(esp)
                    .options(SketchOptions.of(Map.of("ca", ca.toString())))
                    .runFor(Duration.ofSeconds(90))
                    .run();
            String printed = out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
            assertEquals(snippet.prints, printed);
            assertEquals(0, code);
        }
    }
}
