package io.github.wroom4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Jars from the local Maven repository with the libraries that they need themselves. Nothing is fetched: what is not there
 * is reported with the line that fetches it. As in Maven the version nearest to the sketch wins, and optional libraries and
 * those for tests are left out.
 */
final class MavenLibraries {
    private final Path repository;
    private final Map<String, MavenPom> poms = new LinkedHashMap<>();

    /** A library to look at, and what was excluded on the way to it. */
    private record Request(MavenCoordinate coordinate, Set<String> excluded) {}

    MavenLibraries(Path repository) {
        this.repository = repository;
    }

    /** The user's own, where Maven looks for it. */
    static MavenLibraries ofUser() {
        Path maven = Path.of(System.getProperty("user.home"), ".m2");
        Path settings = maven.resolve("settings.xml");
        if (Files.isReadable(settings)) {
            String elsewhere = MavenPom.text(MavenPom.parsed(settings), "localRepository");
            if (!elsewhere.isEmpty()) {
                return new MavenLibraries(Path.of(elsewhere.replace("${user.home}", System.getProperty("user.home"))));
            }
        }
        return new MavenLibraries(maven.resolve("repository"));
    }

    /**
     * The jars of some libraries and of all that they need, in the order of a class path.
     *
     * @throws JobFailed naming the first that is not there, with the line that fetches it
     */
    List<Path> jars(List<MavenCoordinate> named) {
        var jars = new ArrayList<Path>();
        var chosen = new HashSet<String>();
        var queue = new ArrayDeque<Request>();
        named.forEach(each -> queue.add(new Request(each, Set.of())));
        for (Request next; (next = queue.poll()) != null; ) {
            MavenCoordinate coordinate = next.coordinate();
            if (!chosen.add(coordinate.key())) {
                continue;
            }
            jars.add(present(coordinate, "jar"));
            Path pom = coordinate.file(repository, "pom");
            if (!Files.isReadable(pom)) {
                continue; // a jar that was put there by hand needs what it says in its own papers
            }
            for (MavenPom.Dependency needed : pom(coordinate, 0).needed()) {
                if (needed.excludedBy(next.excluded())) {
                    continue;
                }
                var excluded = new HashSet<>(next.excluded());
                excluded.addAll(needed.exclusions());
                queue.add(new Request(needed.coordinate(coordinate), excluded));
            }
        }
        return jars;
    }

    private Path present(MavenCoordinate coordinate, String extension) {
        Path file = coordinate.file(repository, extension);
        if (!Files.isReadable(file)) {
            throw new JobFailed("the library " + coordinate + " is not in the local Maven repository " + repository
                    + ": fetch it with " + coordinate.fetch(extension) + ", or give its jar with --lib FILE.jar");
        }
        return file;
    }

    /** A library's description, with what it inherits. */
    MavenPom pom(MavenCoordinate coordinate, int depth) {
        MavenPom known = poms.get(coordinate.toString());
        if (known != null) {
            return known;
        }
        if (depth > 20) {
            throw new JobFailed("the POM of " + coordinate + " inherits in a circle");
        }
        MavenPom pom = MavenPom.read(present(coordinate, "pom"), parent -> pom(parent, depth + 1));
        poms.put(coordinate.toString(), pom);
        return pom;
    }

    /**
     * The libraries that a source names in lines {@code //DEPS g:a:v g:a:v}; our own are in the command.
     *
     * @throws UsageException for a line of another shape
     */
    static List<MavenCoordinate> named(Path source) throws IOException {
        var named = new ArrayList<MavenCoordinate>();
        for (String line : Files.readAllLines(source)) {
            if (!line.startsWith("//DEPS ")) {
                continue;
            }
            for (String word : line.substring("//DEPS ".length()).strip().split("[\\s,]+")) {
                MavenCoordinate each = MavenCoordinate.of(word);
                if (!each.group().equals("io.github.wroom4j")) {
                    named.add(each);
                }
            }
        }
        return named;
    }
}
