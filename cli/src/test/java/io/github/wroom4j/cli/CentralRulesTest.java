package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Central's rules find what breaks them; and, where {@code -Dwroom4j.published} names a deployed release, nothing there. */
@Timeout(120)
class CentralRulesTest {
    private static final String WHOSE = """
            <url>https://example.org/</url>
            <licenses><license><url>https://example.org/licence</url></license></licenses>
            <developers><developer><name>Somebody</name></developer></developers>
            <scm><connection>scm:git:x</connection><url>https://example.org/</url></scm>
            """;

    @TempDir
    Path repository;

    @BeforeEach
    void aReleaseThatIsWell() throws IOException {
        put("parent", "", "<packaging>pom</packaging><name>p</name><description>d</description>" + WHOSE);
        put("hal", PARENT, "<name>hal</name><description>ports</description>");
        for (String jar : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
            seal(Files.writeString(at("hal", jar), "bytes of " + jar));
        }
    }

    private static final String PARENT =
            "<parent><groupId>io.github.wroom4j</groupId><artifactId>wroom4j-parent</artifactId>"
                    + "<version>1.0</version></parent>";

    private Path at(String artifact, String ending) throws IOException {
        Path folder = repository.resolve("io/github/wroom4j/wroom4j-" + artifact + "/1.0");
        return Files.createDirectories(folder).resolve("wroom4j-" + artifact + "-1.0" + ending);
    }

    private void put(String artifact, String parent, String rest) throws IOException {
        seal(Files.writeString(
                at(artifact, ".pom"), "<project>" + parent + "<version>1.0</version>" + rest + "</project>"));
    }

    private static void seal(Path file) throws IOException {
        Files.writeString(file.resolveSibling(file.getFileName() + ".md5"), CentralRules.digest(file, "MD5"));
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), CentralRules.digest(file, "SHA-1"));
        Files.writeString(file.resolveSibling(file.getFileName() + ".asc"), "signed " + file.getFileName());
    }

    private List<String> broken() throws IOException {
        return new CentralRules(repository, (file, signature) -> {
                    try {
                        return Files.readString(signature).equals("signed " + file.getFileName());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .broken();
    }

    @Test
    void a_release_that_is_well_is_taken() throws IOException {
        assertEquals(List.of(), broken());
    }

    @Test
    void a_pom_that_does_not_tell_whose_it_is_is_found() throws IOException {
        put("parent", "", "<packaging>pom</packaging><name>p</name>");

        List<String> found = broken();

        assertTrue(found.contains("wroom4j-parent-1.0: no description"), found::toString);
        for (String field : List.of("url", "licenses/license/url", "developers/developer/name", "scm/connection")) {
            assertTrue(found.contains("wroom4j-parent-1.0: no " + field), found::toString);
            assertTrue(found.contains("wroom4j-hal-1.0: no " + field), found::toString);
        }
    }

    @Test
    void a_jar_without_sources_or_javadoc_is_found() throws IOException {
        Files.delete(at("hal", "-sources.jar"));
        Files.delete(at("hal", "-javadoc.jar"));

        assertEquals(
                List.of(
                        "wroom4j-hal-1.0: no wroom4j-hal-1.0-sources.jar",
                        "wroom4j-hal-1.0: no wroom4j-hal-1.0-javadoc.jar"),
                broken());
    }

    @Test
    void a_file_that_was_changed_or_not_signed_is_found() throws IOException {
        Files.writeString(at("hal", ".jar"), "other bytes");
        Files.delete(at("hal", ".pom.asc"));

        List<String> found = broken();

        assertTrue(found.contains("wroom4j-hal-1.0.jar: no md5, or not its own"), found::toString);
        assertTrue(found.contains("wroom4j-hal-1.0.jar: no sha1, or not its own"), found::toString);
        assertTrue(found.contains("wroom4j-hal-1.0.pom: no signature, or not of it"), found::toString);
    }

    @Test
    void a_snapshot_and_an_empty_folder_are_no_release() throws IOException {
        seal(Files.writeString(
                at("hal", ".pom"),
                "<project>" + PARENT
                        + "<version>1.0-SNAPSHOT</version><name>hal</name><description>ports</description></project>"));

        assertEquals(List.of("wroom4j-hal-1.0: a SNAPSHOT is no release"), broken());
        assertEquals(
                List.of("there is no artifact"),
                new CentralRules(Files.createDirectory(repository.resolve("empty")), (file, signature) -> true)
                        .broken());
    }

    @Test
    void what_a_release_has_deployed_would_be_taken() throws IOException {
        String published = System.getProperty("wroom4j.published", "");
        assumeTrue(!published.isEmpty(), "no release was deployed here: -Dwroom4j.published=FOLDER names one");
        String gpg = Require.program("gpg").toString();

        List<String> found =
                new CentralRules(Path.of(published), (file, signature) -> isSigned(gpg, file, signature)).broken();

        assertEquals(List.of(), found);
        for (String module : PublishedPomsTest.modules()) {
            boolean there = Files.isDirectory(Path.of(published, "io/github/wroom4j/wroom4j-" + module));
            assertEquals(!module.equals("benchmarks"), there, module);
        }
    }

    /** Against the keys of {@code GNUPGHOME}. */
    private static boolean isSigned(String gpg, Path file, Path signature) {
        try {
            var verify = new ProcessBuilder(gpg, "--batch", "--verify", signature.toString(), file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            return verify.start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
