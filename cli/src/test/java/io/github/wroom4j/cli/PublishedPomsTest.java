package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The POMs as they are in the repository, before anything is built: one version, and what a release is published with. */
class PublishedPomsTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>wroom4j-([^<]+)</artifactId>");

    static List<String> modules() throws IOException {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(TOP.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String pom(String module) throws IOException {
        return Files.readString(TOP.resolve(module).resolve("pom.xml"));
    }

    /** The version of the parent, which is the first in its POM. */
    private static String version() throws IOException {
        var version = Pattern.compile("<version>([^<]+)</version>").matcher(pom("."));
        assertTrue(version.find());
        return version.group(1);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_module_has_the_one_version_a_name_and_a_description(String module) throws IOException {
        String pom = pom(module);

        assertTrue(pom.contains("<version>" + version() + "</version>"), module);
        assertTrue(pom.contains("<name>wroom4j "), module);
        assertTrue(pom.contains("<description>"), module);
    }

    @Test
    void the_bill_of_materials_lists_what_is_published_and_nothing_else() throws IOException {
        Set<String> listed = ARTIFACT.matcher(pom("bom").replaceFirst("(?s).*<dependencyManagement>", ""))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var published = new TreeSet<String>();
        for (String module : modules()) {
            if (!module.equals("bom") && !pom(module).contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
                published.add(module);
            }
        }

        assertEquals(published, listed);
        assertFalse(published.contains("benchmarks"), "the benches are for this repository only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ja.md", "docs/jvm.md", "docs/compatibility.md"})
    void the_pages_name_the_version(String page) throws IOException {
        Set<String> told = Pattern.compile("(?:wroom4j[-_][a-z0-9-]*:?|<version>)(\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?)")
                .matcher(Files.readString(TOP.resolve(page)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        assertEquals(Set.of(version()), told);
    }
}
