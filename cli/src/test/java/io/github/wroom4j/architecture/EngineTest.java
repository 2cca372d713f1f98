package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import io.github.wroom4j.at.engine.fixture.ImpureEngine;
import io.github.wroom4j.hal.Deadline;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversation is a value: what would give its engine a lock, a thread, a clock, a port or a wait is not in it. */
class EngineTest {
    private static final String ENGINE = House.ROOT + ".at.engine";

    private static GivenClassesConjunction noClassOfTheEngine() {
        return ArchRuleDefinition.noClasses().that().resideInAPackage(ENGINE + "..");
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchRuleDefinition.classes()
                        .that()
                        .resideInAPackage(ENGINE + "..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                ENGINE,
                                House.ROOT + ".at.dialect..",
                                House.ROOT + ".at.codec..",
                                House.ROOT + ".at",
                                House.ROOT + ".hal..",
                                "java.."),
                noClassOfTheEngine()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.util.concurrent..", "java.io..", "java.nio..", "java.net.."),
                noClassOfTheEngine()
                        .should()
                        .dependOnClassesThat()
                        // Of hal: when an exchange's time is up, and a ring of bytes.
                        .haveNameMatching("io\\.github\\.wroom4j\\.hal\\.(?!(Deadline|memory\\.ByteRing)$).*"),
                noClassOfTheEngine().should().dependOnClassesThat().areAssignableTo(Thread.class),
                noClassOfTheEngine()
                        .should()
                        .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(
                                        HasName.Predicates.name(Deadline.class.getName())))
                                .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching("(?!atNanos$).*"))))
                        .because("a deadline looks at its clock; the engine is told the time"),
                noClassOfTheEngine()
                        .should()
                        .callMethodWhere(JavaCall.Predicates.target(
                                HasName.Predicates.nameMatching("nanoTime|currentTimeMillis|wait|notify|notifyAll"))),
                ArchRuleDefinition.noMethods()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideInAPackage(ENGINE + "..")
                        .should()
                        .haveModifier(JavaModifier.SYNCHRONIZED));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void the_engine_is_pure(ArchRule rule) {
        rule.check(House.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void an_engine_that_is_not_is_found(ArchRule rule) {
        var impure = new ClassFileImporter().importClasses(ImpureEngine.class);

        assertTrue(rule.evaluate(impure).hasViolation(), rule.getDescription());
    }

    @Test
    void the_engine_is_there() {
        assertTrue(House.CLASSES.stream().anyMatch(type -> type.getName().equals(ENGINE + ".Engine")));
    }

    /** No circle of the engine may hide among those of the room above it. */
    @Test
    void no_circle_leads_through_the_engine_and_its_shell() {
        List<Set<String>> mixed = Circles.of(House.CLASSES).stream()
                .filter(circle -> circle.stream().anyMatch(file -> file.startsWith(ENGINE + ".")))
                .filter(circle -> !circle.stream().allMatch(file -> file.startsWith(ENGINE + ".")))
                .toList();

        assertEquals(List.of(), mixed);
    }
}
