package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.github.wroom4j.architecture.fixture.BadHabits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Habits of the house that a class file shows. */
class HabitsTest {

    static Stream<ArchRule> habits() {
        return Stream.of(
                ArchRuleDefinition.noClasses()
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(Thread.class, "sleep", long.class, int.class)
                        .because("all time comes from hal.Clock, so that a test may own it"),
                ArchRuleDefinition.noClasses()
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching("java\\.io\\.Piped.*")
                        .because("one unflushed byte waits a second in them (java-ecosystem §5)"),
                ArchRuleDefinition.noMethods()
                        .that()
                        .areDeclaredInClassesThat()
                        // Pins and schedules guard a few fields and wait for nothing.
                        .resideOutsideOfPackage("io.github.wroom4j.arduino..")
                        .should()
                        .haveModifier(JavaModifier.SYNCHRONIZED)
                        .because(
                                "where calls block, a ReentrantLock does not pin a virtual thread (java-ecosystem §5)"),
                ArchRuleDefinition.noClasses()
                        .that()
                        .resideOutsideOfPackage("io.github.wroom4j.cli..")
                        .and()
                        .doNotHaveFullyQualifiedName("io.github.wroom4j.SketchRunner")
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "halt", int.class)
                        .because("only the command and the main of a sketch file end the process"),
                ArchRuleDefinition.noFields()
                        .that()
                        .areStatic()
                        .should()
                        .notBeFinal()
                        .because("a static variable is a singleton in disguise"),
                ArchRuleDefinition.noClasses()
                        .that()
                        .resideOutsideOfPackage("io.github.wroom4j.cli..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.util.logging..")
                        .because("libraries log through System.Logger and leave the back end to the program"),
                ArchRuleDefinition.noClasses()
                        .should()
                        .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("printStackTrace"))
                                .and(JavaCall.Predicates.target(
                                        HasParameterTypes.Predicates.rawParameterTypes(List.of()))))
                        .because("a failure carries its cause; who shows it decides where"),
                ArchRuleDefinition.noClasses()
                        .should()
                        .haveNameMatching(".*(Manager|Helper|Utils?|Impl)$")
                        .because("such a name says nothing"),
                ArchRuleDefinition.classes()
                        .that()
                        .arePublic()
                        .should(inheritFromPublicClasses())
                        .because("a call out of a sketch's nested class names the class that declares the method: where"
                                + " that is hidden it is an IllegalAccessError"),
                ArchRuleDefinition.noClasses()
                        .should()
                        .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                        .orShould()
                        .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                        .because("the common pool may have one thread, and what blocks there holds up all the others"),
                ArchRuleDefinition.classes()
                        .that()
                        .haveModifier(JavaModifier.ABSTRACT)
                        .and()
                        .areNotInterfaces()
                        .and()
                        // The core's own types, and what a sketch is.
                        .resideOutsideOfPackage("io.github.wroom4j.arduino")
                        .should(haveSeveralSubclasses())
                        .because("with one it is a class cut for length: hold the part instead"));
    }

    private static ArchCondition<JavaClass> haveSeveralSubclasses() {
        return new ArchCondition<>("have several subclasses") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                if (each.getSubclasses().size() == 1) {
                    events.add(SimpleConditionEvent.violated(
                            each, each.getName() + " has one subclass: " + each.getSubclasses()));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> inheritFromPublicClasses() {
        return new ArchCondition<>("inherit functions from public classes only") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                for (JavaClass parent : each.getAllRawSuperclasses()) {
                    boolean inherited = Stream.concat(parent.getMethods().stream(), parent.getFields().stream())
                            .map(JavaMember::getModifiers)
                            .anyMatch(modifiers ->
                                    modifiers.contains(JavaModifier.STATIC) && modifiers.contains(JavaModifier.PUBLIC));
                    if (inherited && !parent.getModifiers().contains(JavaModifier.PUBLIC)) {
                        events.add(SimpleConditionEvent.violated(
                                each,
                                each.getName() + " inherits functions of " + parent.getName()
                                        + ", which is not public"));
                    }
                }
            }
        };
    }

    @ParameterizedTest
    @MethodSource("habits")
    void the_house_keeps_the_habit(ArchRule habit) {
        habit.check(House.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("habits")
    void the_habit_can_be_broken(ArchRule habit) {
        var bad = new ClassFileImporter().importPackagesOf(BadHabits.class);

        assertTrue(habit.evaluate(bad).hasViolation(), habit.getDescription());
    }
}
