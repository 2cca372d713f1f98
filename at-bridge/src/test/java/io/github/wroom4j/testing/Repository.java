package io.github.wroom4j.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository lies, whichever directory a test was started in. */
public final class Repository {
    private Repository() {}

    /** The directory that holds the parent pom. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !(Files.exists(here.resolve("hal/pom.xml")) && Files.exists(here.resolve("pom.xml")))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new IllegalStateException(
                    "not inside the repository: " + Path.of("").toAbsolutePath());
        }
        return here;
    }
}
