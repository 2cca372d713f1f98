package io.github.wroom4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.wroom4j.at.codec.fixture.UpwardCodec;
import io.github.wroom4j.at.fixture.SidewaysAt;
import io.github.wroom4j.hal.fixture.UpwardHal;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrows point down only: between modules, and between the packages inside them. */
class ArrowsTest {

    static final Floors AT_BRIDGE = Floors.of(
            "at-bridge",
            "at.driver..",
            "at.commands..",
            "at.conversation..",
            "at.engine..",
            "at.dialect..",
            "at",
            "at.codec..");

    static final Floors MOCK = Floors.of(
            "wroom02-mock",
            "mock mock.serve..",
            "mock.firmware",
            "mock.firmware.commands..",
            "mock.firmware.links.. mock.firmware.line..",
            "mock.sdk..",
            "mock.tls.. mock.lwip..",
            "mock.chip.. mock.radio..",
            "mock.loop.. mock.faults..");

    static final Floors WIFICLIENTSECURE = Floors.of(
            "wificlientsecure",
            ".",
            "esp8266webserver.. esp8266mdns.. esp8266httpupdate.. dnsserver..",
            "esp8266httpclient..",
            "esp8266wifi..");

    static final Floors HOST_TLS = Floors.of("host-tls", "tls", "tls.trust..", "words..");

    static final Floors DOCTOR = Floors.of("doctor", "doctor.page..", "doctor");

    static final Floors ARDUINO = Floors.of("arduino", "fs..", "arduino..");

    /** The modules of more than one floor, each with its floors. */
    static final Map<House, Floors> INSIDE = Map.of(
            House.AT_BRIDGE,
            AT_BRIDGE,
            House.MOCK,
            MOCK,
            House.HOST_TLS,
            HOST_TLS,
            House.ARDUINO,
            ARDUINO,
            House.DOCTOR,
            DOCTOR,
            House.WIFICLIENTSECURE,
            WIFICLIENTSECURE);

    static Stream<ArchRule> floors() {
        return INSIDE.values().stream().flatMap(module -> module.rules().stream());
    }

    @ParameterizedTest
    @EnumSource(House.class)
    void a_module_sees_only_modules_below_it(House module) {
        rule(module).check(House.CLASSES);
    }

    @ParameterizedTest
    @EnumSource(House.class)
    void no_module_is_empty(House module) {
        assertTrue(House.CLASSES.stream().anyMatch(module.classes()), "no class of " + module + " was read");
    }

    @ParameterizedTest
    @MethodSource("floors")
    void a_package_sees_no_package_above_it(ArchRule rule) {
        rule.check(House.CLASSES);
    }

    @Test
    void every_package_stands_in_the_drawing() {
        var strangers = new TreeSet<String>();
        for (JavaClass type : House.CLASSES) {
            String name = type.getPackageName();
            boolean known = House.of(name)
                    .map(module ->
                            !INSIDE.containsKey(module) || INSIDE.get(module).floorOf(name) >= 0)
                    .orElse(false);
            if (!known) {
                strangers.add(name);
            }
        }
        assertEquals(
                new TreeSet<String>(), strangers, "packages missing in House, ArrowsTest and docs/architecture.md");
    }

    @Test
    void packages_form_no_circle() {
        SlicesRuleDefinition.slices()
                .matching("io.github.wroom4j.(**)")
                .should()
                .beFreeOfCycles()
                .check(House.CLASSES);
    }

    @Test
    void only_composition_roots_see_the_driver() {
        driverIsForCompositionRoots().check(House.CLASSES);
    }

    @Test
    void only_the_sdk_sketch_sees_the_mock_and_the_servers() {
        onlyTheSdkSketch().check(House.CLASSES);
    }

    static ArchRule rule(House module) {
        return ArchRuleDefinition.noClasses().that(module.classes()).should().dependOnClassesThat(module.forbidden());
    }

    static ArchRule driverIsForCompositionRoots() {
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage("io.github.wroom4j..")
                .and()
                .resideOutsideOfPackages(
                        "io.github.wroom4j",
                        "io.github.wroom4j.at.driver..",
                        "io.github.wroom4j.cli..",
                        "io.github.wroom4j.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.wroom4j.at.driver..");
    }

    static ArchRule onlyTheSdkSketch() {
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.github.wroom4j.sketches..")
                .and()
                .haveNameNotMatching(".*\\.EspconnSslClient(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.wroom4j.mock..", "io.github.wroom4j.servers..");
    }

    @Test
    void every_sort_of_arrow_can_be_broken() {
        JavaClasses upward =
                new ClassFileImporter().importClasses(List.of(UpwardHal.class, SidewaysAt.class, UpwardCodec.class));

        assertTrue(rule(House.HAL).evaluate(upward).hasViolation());
        assertTrue(rule(House.AT_BRIDGE).evaluate(upward).hasViolation());
        assertTrue(AT_BRIDGE.rules().stream()
                .anyMatch(rule -> rule.evaluate(upward).hasViolation()));
        assertTrue(driverIsForCompositionRoots().evaluate(upward).hasViolation());
    }

    @Test
    void the_floors_are_read_from_the_top() {
        assertEquals(0, AT_BRIDGE.floorOf("io.github.wroom4j.at.driver"));
        assertEquals(5, AT_BRIDGE.floorOf("io.github.wroom4j.at"));
        assertEquals(-1, AT_BRIDGE.floorOf("io.github.wroom4j.mock"));
        assertEquals(1, MOCK.floorOf("io.github.wroom4j.mock.firmware"));
        assertEquals(0, WIFICLIENTSECURE.floorOf("io.github.wroom4j"));
        List<ArchRule> rules = MOCK.rules();
        assertEquals(7, rules.size());
        assertFalse(rules.get(0).getDescription().isBlank());
    }
}
