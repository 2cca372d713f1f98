package io.github.wroom4j.hal.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Maven repository of a test's own: this house's artifacts as they were just compiled, all others lent by the user's
 * repository. So a stranger's build or JBang can be tried without network and without installing anything for real.
 */
public final class LocalRepository implements AutoCloseable {
    private static final Path OURS = Path.of("io", "github", "wroom4j");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>((?:(?!</dependency>).)*)</dependency>", Pattern.DOTALL);
    private static final Pattern OUR_ARTIFACT = Pattern.compile("<artifactId>wroom4j-([a-z0-9-]+)</artifactId>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    private final Path repository;
    private final String version;

    /** With the parent, modules of this house and what they stand on, and links to what the user's repository holds. */
    public LocalRepository(Path house, String... modules) throws IOException {
        repository = Files.createTempDirectory("wroom4j-repository");
        version = version(house);
        lend(usual(), repository);
        install(house, "wroom4j-parent");
        var wanted = new ArrayDeque<String>(List.of(modules));
        var there = new HashSet<String>();
        while (!wanted.isEmpty()) {
            String module = wanted.pop();
            if (there.add(module)) {
                Path place = install(house.resolve(module), "wroom4j-" + module);
                pack(house.resolve(module).resolve("target/classes"), place);
                wanted.addAll(below(house.resolve(module)));
            }
        }
    }

    /** The version of the parent, which is the first in its POM. */
    private static String version(Path house) throws IOException {
        var version = VERSION.matcher(Files.readString(house.resolve("pom.xml")));
        if (!version.find()) {
            throw new IOException("the parent's POM has no version");
        }
        return version.group(1);
    }

    /** The modules that a module's main code stands on. */
    private static List<String> below(Path module) throws IOException {
        return DEPENDENCY
                .matcher(Files.readString(module.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .filter(dependency -> !dependency.contains("<scope>test</scope>") && !dependency.contains("test-jar"))
                .flatMap(dependency -> OUR_ARTIFACT.matcher(dependency).results())
                .map(ours -> ours.group(1))
                .toList();
    }

    public Path path() {
        return repository;
    }

    /** Removes the repository; what the links point to stays. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(repository)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Path usual() {
        return Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
    }

    /** Links each file, without the notes about where it came from: those bind it to the name that a server has in one tool. */
    private static void lend(Path other, Path repository) throws IOException {
        Files.walkFileTree(other, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (other.relativize(folder).equals(OURS)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(repository.resolve(other.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (!name.equals("_remote.repositories") && !name.endsWith(".lastUpdated")) {
                    Files.createSymbolicLink(repository.resolve(other.relativize(file)), file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                // Another build may be at work in the user's repository: what vanishes was one of its temporary files.
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Puts a module's POM where Maven looks for it, and says where its jar belongs. */
    private Path install(Path module, String artifact) throws IOException {
        Path place = repository.resolve(OURS).resolve(artifact).resolve(version);
        Files.createDirectories(place);
        Files.copy(module.resolve("pom.xml"), place.resolve(artifact + "-" + version + ".pom"));
        return place.resolve(artifact + "-" + version + ".jar");
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                var archive = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                archive.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, archive);
                archive.closeEntry();
            }
        }
    }
}
