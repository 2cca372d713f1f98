package io.github.wroom4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code wroom4j new}: a sketch to begin with. */
@Command(
        name = "new",
        description = "Writes a sketch to begin with.",
        footer = {
            "",
            "The file runs in three ways:",
            "  wroom4j run Blink.java",
            "  java -cp wroom4j.jar Blink.java --board mock: --loops 3",
            "  jbang Blink.java --loops 3        (after the artifact was installed locally)"
        })
final class NewCommand implements Callable<Integer> {
    /** Of a build that was never packaged. */
    private static final String UNPACKAGED = "0.1.0-SNAPSHOT";

    private static final String SKETCH = """
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 17+
            //REPOS mavenlocal,mavencentral
            //DEPS io.github.wroom4j:wroom4j-cli:%2$s
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

    @Mixin
    private CommonOptions common;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The sketch's name, as in Blink; its file is Blink.java.")
    private String name;

    NewCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path given = Path.of(name.endsWith(".java") ? name : name + ".java");
        String className = given.getFileName().toString().replaceFirst("\\.java$", "");
        if (!SourceVersion.isName(className) || className.contains(".")) {
            throw new UsageException(
                    "\"" + className + "\" is no name of a Java class: take letters and digits, as in Blink");
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
        terminal.out().println("wrote " + given + "; run it with: wroom4j run " + given);
        return ExitCodes.DONE;
    }
}
