package io.github.wroom4j.hal.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A Maven repository of a test's own: this house's artifacts as they were just compiled, all others lent by the user's
 * repository. So a stranger's build or JBang can be tried without network and without installing anything for real.
 */
public final class LocalRepository implements AutoCloseable {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Path OURS = Path.of("io", "github", "wroom4j");

    private final Path repository;

    /** With the parent, modules of this house, and links to what the user's repository holds. */
    public LocalRepository(Path house, List<String> modules) throws IOException {
        repository = Files.createTempDirectory("wroom4j-repository");
        lend(usual(), repository);
        install(repository, house, "wroom4j-parent");
        for (String module : modules) {
            Path place = install(repository, house.resolve(module), "wroom4j-" + module);
            pack(house.resolve(module).resolve("target/classes"), place);
        }
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
    private static Path install(Path repository, Path module, String artifact) throws IOException {
        Path place = repository.resolve(OURS).resolve(artifact).resolve(VERSION);
        Files.createDirectories(place);
        Files.copy(module.resolve("pom.xml"), place.resolve(artifact + "-" + VERSION + ".pom"));
        return place.resolve(artifact + "-" + VERSION + ".jar");
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
