package io.github.wroom4j.junit;

import io.github.wroom4j.bench.Backend;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.BenchFileException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Declares to JUnit's parallel executor that classes which would share the one bench there is must follow one another, so that
 * none of its threads waits for a bench. Mocks are made anew for everyone, and among several benches the farm chooses.
 */
final class BenchLocks implements ResourceLocksProvider {
    @Override
    public Set<Lock> provideForClass(Class<?> testClass) {
        List<BenchDescription> benches;
        try {
            benches = Backend.configured().benches();
        } catch (BenchFileException e) {
            return Set.of(); // the condition reports it, test by test
        }
        boolean one = benches.size() == 1 && !benches.get(0).madeAnew();
        return one
                ? Set.of(new Lock("wroom4j bench " + benches.get(0).address(), ResourceAccessMode.READ_WRITE))
                : Set.of();
    }
}
