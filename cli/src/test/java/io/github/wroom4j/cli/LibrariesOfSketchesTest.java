package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries for a sketch in a file: {@code --lib}, and {@code //DEPS} from a local Maven repository. */
@Timeout(120)
class LibrariesOfSketchesTest {
    @TempDir
    Path folder;

    private Path sketch(String head) throws IOException {
        return Files.writeString(folder.resolve("Greets.java"), head + """

                import io.github.wroom4j.Sketch;

                public class Greets extends Sketch {
                    public void setup() {
                        Serial.println(example.Greeting.text());
                    }

                    public void loop() {}
                }
                """);
    }

    /** A jar with {@code example.Greeting} in it. */
    private Path jar(Path at) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src/example")).resolve("Greeting.java");
        Files.writeString(
                source, "package example; public class Greeting { public static String text() { return \"moin\"; } }");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString()));
        Files.createDirectories(at.getParent());
        try (var jar = new JarOutputStream(Files.newOutputStream(at))) {
            jar.putNextEntry(new JarEntry("example/Greeting.class"));
            Files.copy(classes.resolve("example/Greeting.class"), jar);
        }
        return at;
    }

    @Test
    void a_jar_named_with_lib_is_compiled_against_and_loaded() throws IOException {
        Path jar = jar(folder.resolve("greeting.jar"));
        String file = sketch("").toString();

        var run = Captured.run("run", file, "--lib", jar.toString(), "--loops", "0");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("moin"), run.out());

        var without = Captured.run("run", file, "--loops", "0");
        assertEquals(1, without.code());
        assertTrue(without.err().contains("Greets.java does not compile: line 6:"), without.err());
    }

    @Test
    void what_is_no_jar_is_wrong_usage() throws IOException {
        String file = sketch("").toString();
        for (String bad : List.of(folder.resolve("none.jar").toString(), file)) {
            var run = Captured.run("run", file, "--lib", bad);
            assertEquals(2, run.code(), run.err());
            assertEquals(1, run.errLines().size(), run.err());
            assertTrue(run.err().contains("--lib: "), run.err());
        }
        assertEquals(2, Captured.run("run", "Blink", "--lib", "x.jar").code());
    }

    @Test
    void a_library_that_is_not_in_the_repository_says_what_to_type() throws IOException {
        String file = sketch("//DEPS io.github.wroom4j:wroom4j-cli:0.1.0 example.none:none:1.2")
                .toString();

        var run = Captured.run("run", file);

        assertEquals(1, run.code());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("mvn dependency:get -Dartifact=example.none:none:1.2"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gson", "a:b", "a:b:c:d:e", "../..:x:1", "a:b:${v}"})
    void a_line_of_another_shape_is_wrong_usage(String word) throws IOException {
        var run = Captured.run("run", sketch("//DEPS " + word).toString());

        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("write group:artifact:version"), run.err());
    }

    // --- what a library needs itself
    // -----------------------------------------------------------------------------------

    private void pom(String coordinate, String body) throws IOException {
        MavenCoordinate each = MavenCoordinate.of(coordinate);
        Path file = each.file(folder, "pom");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "<project><groupId>" + each.group() + "</groupId><artifactId>" + each.artifact()
                        + "</artifactId><version>" + each.version() + "</version>" + body + "</project>");
        Files.writeString(each.file(folder, "jar"), "");
    }

    private static String dependency(String artifact, String version, String more) {
        return "<dependency><groupId>x</groupId><artifactId>" + artifact + "</artifactId>"
                + (version.isEmpty() ? "" : "<version>" + version + "</version>") + more + "</dependency>";
    }

    private List<String> names(String... coordinates) {
        return new MavenLibraries(folder)
                        .jars(java.util.Arrays.stream(coordinates)
                                .map(MavenCoordinate::of)
                                .toList())
                        .stream()
                        .map(jar -> jar.getFileName().toString())
                        .toList();
    }

    @Test
    void it_comes_along_with_versions_from_properties_parents_and_imported_lists() throws IOException {
        pom(
                "x:bom:1",
                "<dependencyManagement><dependencies>" + dependency("listed", "7", "")
                        + "</dependencies></dependencyManagement>");
        pom(
                "x:parent:1",
                "<properties><deep>3</deep></properties><dependencyManagement><dependencies>"
                        + dependency("bom", "1", "<type>pom</type><scope>import</scope>")
                        + dependency("managed", "${deep}", "") + "</dependencies></dependencyManagement><dependencies>"
                        + dependency("inherited", "4", "") + "</dependencies>");
        pom(
                "x:top:1",
                "<parent><groupId>x</groupId><artifactId>parent</artifactId><version>1</version></parent>"
                        + "<properties><own>${project.version}</own></properties><dependencies>"
                        + dependency("managed", "", "")
                        + dependency("listed", "", "") + dependency("same", "${own}", "<scope>runtime</scope>")
                        + dependency("test", "9", "<scope>test</scope>")
                        + dependency("maybe", "9", "<optional>true</optional>")
                        + dependency("given", "9", "<scope>provided</scope>") + "</dependencies>");
        for (String leaf : List.of("x:managed:3", "x:listed:7", "x:inherited:4", "x:same:1")) {
            pom(leaf, "");
        }

        assertEquals(
                List.of("top-1.jar", "inherited-4.jar", "managed-3.jar", "listed-7.jar", "same-1.jar"),
                names("x:top:1"));
    }

    @Test
    void the_nearest_version_wins_circles_end_and_exclusions_hold() throws IOException {
        pom(
                "x:a:1",
                "<dependencies>"
                        + dependency(
                                "b",
                                "1",
                                "<exclusions><exclusion><groupId>x</groupId>"
                                        + "<artifactId>c</artifactId></exclusion></exclusions>")
                        + "</dependencies>");
        pom(
                "x:b:1",
                "<dependencies>" + dependency("a", "2", "") + dependency("c", "1", "") + dependency("d", "1", "")
                        + "</dependencies>");
        pom("x:d:1", "<dependencies>" + dependency("c", "1", "") + "</dependencies>");
        pom("x:d:2", "");

        assertEquals(List.of("a-1.jar", "b-1.jar", "d-1.jar"), names("x:a:1"));
        assertEquals(List.of("a-1.jar", "d-2.jar", "b-1.jar"), names("x:a:1", "x:d:2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1,2); in a version that is not fixed",
                "''; none is named",
                "${nowhere}; in a version that is not fixed"
            })
    void a_version_that_cannot_be_known_is_asked_for(String version, String words) throws IOException {
        pom("x:a:1", "<dependencies>" + dependency("b", version, "") + "</dependencies>");

        var failure = assertThrows(JobFailed.class, () -> names("x:a:1"));

        assertTrue(failure.getMessage().contains(words), failure::getMessage);
        assertTrue(failure.getMessage().contains("//DEPS x:b:VERSION"), failure::getMessage);
    }

    @Test
    void a_pom_cannot_read_other_files() throws IOException {
        pom("x:a:1", "");
        Files.writeString(
                MavenCoordinate.of("x:a:1").file(folder, "pom"),
                "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><project>&e;</project>");

        var failure = assertThrows(JobFailed.class, () -> names("x:a:1"));

        assertTrue(failure.getMessage().contains("cannot be read as XML"), failure::getMessage);
    }
}
