package io.github.wroom4j.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A library as {@code //DEPS} names it: {@code group:artifact:version[:classifier]}. */
record MavenCoordinate(String group, String artifact, String version, String classifier) {
    private static final Pattern SHAPE = Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.+-]+)(?::([\\w.-]+))?(?:@jar)?");

    /**
     * Reads one.
     *
     * @throws UsageException if it has another shape
     */
    static MavenCoordinate of(String text) {
        Matcher shape = SHAPE.matcher(text);
        // Two dots alone would lead out of the repository.
        if (!shape.matches() || text.contains("..")) {
            throw new UsageException(
                    "//DEPS " + text + ": write group:artifact:version, as in com.google.code.gson:gson:2.11.0");
        }
        return new MavenCoordinate(
                shape.group(1), shape.group(2), shape.group(3), shape.group(4) == null ? "" : shape.group(4));
    }

    /** Without its version: of one library there is one version on a class path. */
    String key() {
        return group + ":" + artifact + (classifier.isEmpty() ? "" : ":" + classifier);
    }

    /** Where a repository keeps it. */
    Path file(Path repository, String extension) {
        String name =
                artifact + "-" + version + (classifier.isEmpty() || extension.equals("pom") ? "" : "-" + classifier);
        return repository
                .resolve(group.replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(name + "." + extension);
    }

    /** What fetches it into the local repository. */
    String fetch(String extension) {
        return "mvn dependency:get -Dartifact=" + group + ":" + artifact + ":" + version
                + (extension.equals("pom") ? ":pom" : classifier.isEmpty() ? "" : ":jar:" + classifier);
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
    }
}
