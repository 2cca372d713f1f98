package io.github.wroom4j.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.hal.testing.LocalRepository;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.hal.testing.Seeds;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The sample project in the docs: what it says must compile, run and pass. */
@Timeout(600)
class HilSampleTest {
    private static final Path HOUSE = Path.of("").toAbsolutePath().getParent();
    private static final Path SAMPLE = HOUSE.resolve("docs/examples/hil-sample");
    private static final Path SOURCE = SAMPLE.resolve("src/test/java/sample/FirstHilTest.java");

    @TempDir
    Path folder;

    @Test
    void the_sample_is_twenty_lines_and_passes_on_the_mock() throws Exception {
        assertEquals(20, Files.readAllLines(SOURCE).size());
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), "-proc:none", SOURCE.toString());
        assertEquals(0, compiled, "the sample compiles");

        var result = new SummaryGeneratingListener();
        try (var loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            var request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(loader.loadClass("sample.FirstHilTest")))
                    // A bench of a class closes with JUnit's store, after the leak check of the outer run would look.
                    .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                    .build();
            LauncherFactory.create().execute(request, result);
        }
        assertEquals(
                1,
                result.getSummary().getTestsSucceededCount(),
                () -> result.getSummary().getFailures().toString());
    }

    /** As a stranger would: a Maven project of its own, this house's artifacts in a local repository, no network. */
    @Test
    void the_sample_project_builds_from_locally_installed_artifacts_alone() throws Exception {
        assumeTrue(Seeds.full(), "it takes half a minute, so it runs with -Pfull");
        Require.program("mvn");
        try (var repository = new LocalRepository(HOUSE, "hardware-tests", "wroom02-mock")) {
            Path project = folder.resolve("sample");
            Files.createDirectories(project.resolve("src/test/java/sample"));
            Files.copy(SAMPLE.resolve("pom.xml"), project.resolve("pom.xml"));
            Files.copy(SOURCE, project.resolve("src/test/java/sample/FirstHilTest.java"));

            Path log = folder.resolve("maven.log");
            Process maven = new ProcessBuilder(
                            Require.program("mvn").toString(),
                            "-o",
                            "-B",
                            "-Dmaven.repo.local=" + repository.path(),
                            "test")
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = maven.waitFor(5, TimeUnit.MINUTES);
            maven.destroyForcibly().waitFor();

            String said = Files.readString(log);
            assertTrue(ended, said);
            assertEquals(0, maven.exitValue(), said);
            assertTrue(said.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0"), said);
        }
    }
}
