package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A third-party library stays behind its adapter, so that it can be swapped or be absent. */
class LibrariesTest {

    /**
     * A library and the only packages that may name it.
     *
     * @param packages the library's packages
     * @param home ours that adapt it
     */
    record Library(String name, String[] packages, String... home) {
        ArchRule rule() {
            return ArchRuleDefinition.noClasses()
                    .that()
                    .resideInAPackage(House.ROOT + "..")
                    .and()
                    .resideOutsideOfPackages(inTheHouse())
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages)
                    .as(name + " is named only in " + Arrays.toString(home));
        }

        private String[] inTheHouse() {
            return Arrays.stream(home).map(name -> House.ROOT + "." + name).toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Library> libraries() {
        return Stream.of(
                new Library("jSerialComm", of("com.fazecast.."), "hal.jserialcomm"),
                new Library("Pi4J", of("com.pi4j.."), "hal.pi4j"),
                new Library("JNA", of("com.sun.jna.."), "hal.pty"),
                new Library("Commons Net", of("org.apache.commons.net.."), "hal.rfc2217"),
                new Library("picocli", of("picocli.."), "cli"),
                new Library("JUnit", of("org.junit.."), "junit.."),
                new Library(
                        "Bouncy Castle's certificates (bcpkix)",
                        of("org.bouncycastle.cert..", "org.bouncycastle.operator..", "org.bouncycastle.openssl.."),
                        "servers.."),
                new Library(
                        "Bouncy Castle's TLS",
                        of("org.bouncycastle.tls.."),
                        "tlswire.legacy",
                        "tls..",
                        "mock.tls..",
                        "servers.."));
    }

    private static String[] of(String... packages) {
        return packages;
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void a_library_stays_behind_its_adapter(Library library) {
        library.rule().check(House.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void the_rule_about_a_library_can_fail(Library library) {
        var someoneElse = new Library(library.name(), library.packages(), "nowhere");
        boolean used = House.CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .anyMatch(arrow -> Arrays.stream(library.packages())
                        .anyMatch(
                                name -> arrow.getTargetClass().getPackageName().startsWith(name.replace("..", ""))));

        // A library that is used breaks the rule as soon as its home is taken away; one that is not cannot be checked.
        assertTrue(!used || someoneElse.rule().evaluate(House.CLASSES).hasViolation());
    }
}
