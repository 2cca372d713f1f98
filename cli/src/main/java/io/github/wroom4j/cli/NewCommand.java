package io.github.wroom4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j new}: a sketch to begin with. */
final class NewCommand implements Callable<Integer> {
    private static final Pattern IDENTIFIER =
            Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*");

    /** JLS 3.9, and what cannot name a class besides; the JDK's own list is in a module that a runtime may lack. */
    private static final Set<String> KEYWORDS = Set.of(("""
            abstract assert boolean break byte case catch char class const continue default do double else enum extends \
            final finally float for goto if implements import instanceof int interface long native new package private \
            protected public return short static strictfp super switch synchronized this throw throws transient try void \
            volatile while _ true false null var yield record sealed permits Sketch SketchRunner String""").split(" "));

    /** Of a build that was never packaged. */
    private static final String UNPACKAGED = "0.2.0";

    private static final String SKETCH = """
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 17+
            //REPOS mavenlocal,mavencentral
            //DEPS io.github.wroom4j:wroom4j-cli:%2$s
            // JBang finds that on Maven Central; until it is published there, mvn install in a checkout puts it where JBang looks too.
            //RUNTIME_OPTIONS -XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED

            import io.github.wroom4j.Sketch;
            import io.github.wroom4j.SketchRunner;

            public class %1$s extends Sketch {
                @Override
                public void setup() {
                    Serial.begin(115200);
                    WiFi.begin(option("ssid"), option("password"));
                    if (WiFi.waitForConnectResult() != WL_CONNECTED) {
                        Serial.println("no Wi-Fi: " + WiFi.getLastError());
                        exit(1);
                    }
                    Serial.println("%1$s at " + WiFi.localIP());
                }

                @Override
                public void loop() {
                    Serial.println("up for " + millis() + " ms");
                    delay(1000);
                }

                public static void main(String... arguments) {
                    SketchRunner.main(%1$s::new, arguments);
                }
            }
            """;

    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();

    private String name;

    NewCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path given = Path.of(name.endsWith(".java") ? name : name + ".java");
        String className = given.getFileName().toString().replaceFirst("\\.java$", "");
        if (!IDENTIFIER.matcher(className).matches() || KEYWORDS.contains(className)) {
            throw new UsageException(
                    "\"" + className + "\" is not the name of a Java class: take letters and digits, as in Blink");
        }
        String version = NewCommand.class.getPackage().getImplementationVersion();
        String text = SKETCH.formatted(className, version == null ? UNPACKAGED : version);
        try {
            Files.writeString(given, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new JobFailed(given + " is there already and stays as it is", e);
        } catch (IOException e) {
            throw new JobFailed("cannot write " + given + ": " + ExitCodes.line(e), e);
        }
        String jar = System.getProperty("java.class.path");
        terminal.out().println("wrote " + given + "; run it with: " + terminal.command() + " run " + given);
        if (jar.endsWith(".jar")) {
            terminal.out().println("  or with plain Java: java -cp " + jar + " " + given);
        }
        return ExitCodes.DONE;
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "new");
        spec.usageMessage().description("Writes a sketch to begin with.");
        spec.usageMessage()
                .footer(
                        "",
                        "The file runs in three ways:",
                        "  wroom4j run Blink.java",
                        "  java -cp wroom4j.jar Blink.java --board mock: --loops 3",
                        "  jbang Blink.java --loops 3        (until this version is on Maven Central: after mvn install)");
        common.addTo(spec);
        spec.add(Model.parameter(this, "name", String.class, "0")
                .paramLabel("NAME")
                .description("The sketch's name, as in Blink; its file is Blink.java.")
                .build());
        return spec;
    }
}
