package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

class ManifestVersionTest {
    @Test
    void a_release_tells_its_version_build_time_and_commit() {
        assertEquals(
                "wroom4j 1.2.3 (build 2026-11-22T00:00:00Z, commit v1.2.2-3-g0123456789ab)",
                ManifestVersion.line(manifest("v1.2.2-3-g0123456789ab")));
    }

    @Test
    void a_build_that_asked_no_git_says_that_it_is_built_from_source() {
        assertEquals("wroom4j 1.2.3 (built from source)", ManifestVersion.line(manifest("unknown")));
    }

    @Test
    void a_release_of_an_unpacked_source_archive_says_so_too() {
        var manifest = manifest("unknown");
        manifest.remove(new Attributes.Name("Build-Commit"));

        assertEquals("wroom4j 1.2.3 (built from source)", ManifestVersion.line(manifest));
    }

    @Test
    void class_files_outside_a_jar_have_no_version() {
        assertEquals("wroom4j (built from source)", ManifestVersion.line(null));
    }

    private static Attributes manifest(String commit) {
        var manifest = new Attributes();
        manifest.put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
        manifest.putValue("Build-Time", "2026-11-22T00:00:00Z");
        manifest.putValue("Build-Commit", commit);
        return manifest;
    }
}
