package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.wroom4j.architecture.fixture.circle.First;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No more than three files need each other: a larger circle can only be read, tried and moved as a whole. */
class CirclesTest {
    private static final int MOST = 3;

    /** The callers and threads around the engine share one state under one lock (docs/concurrency.md). */
    private static final String ONE_STATE = "io.github.wroom4j.at.conversation.";

    private static List<Set<String>> tooLarge(List<Set<String>> circles) {
        return circles.stream()
                .filter(circle -> circle.size() > MOST)
                .filter(circle -> !circle.stream().allMatch(file -> file.startsWith(ONE_STATE)))
                .toList();
    }

    @Test
    void no_circle_of_classes_has_more_than_three_files() {
        assertEquals(List.of(), tooLarge(Circles.of(House.CLASSES)));
    }

    @Test
    void a_circle_of_four_is_found() {
        var four = Circles.of(new ClassFileImporter().importPackagesOf(First.class));

        assertEquals(4, four.get(0).size());
        assertEquals(four, tooLarge(four));
    }
}
