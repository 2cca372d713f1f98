package io.github.wroom4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The drawing of docs/architecture.md as a table: which packages are a module's, and which modules it may see. */
enum House {
    HAL("hal"),
    TLS_WIRE("tlswire"),
    AT_BRIDGE("at"),
    MOCK("mock"),
    LOCAL_SERVERS("servers"),
    HOST_TLS("tls", "words"),
    ARDUINO("arduino", "fs"),
    DOCTOR("doctor"),
    WIFICLIENTSECURE(
            "esp8266mdns",
            "esp8266httpupdate",
            "dnsserver",
            "esp8266wifi",
            "esp8266httpclient",
            "esp8266webserver",
            ""),
    WATCH("watch"),
    SKETCHES("sketches"),
    HARDWARE_TESTS("bench", "junit"),
    CLI("cli");

    static final String ROOT = "io.github.wroom4j";

    /** Read once: the class files of the whole house take a second. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // mvn verify puts hal's fixtures on the class path as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);

    private final Set<String> firstWords;

    House(String... firstWords) {
        this.firstWords = Set.of(firstWords);
    }

    /** The modules that this one may see besides itself. */
    Set<House> sees() {
        return switch (this) {
            case HAL, TLS_WIRE -> EnumSet.noneOf(House.class);
            case AT_BRIDGE -> EnumSet.of(HAL);
            case MOCK -> EnumSet.of(HAL, TLS_WIRE);
            case LOCAL_SERVERS -> EnumSet.of(TLS_WIRE);
            case HOST_TLS -> EnumSet.of(HAL, TLS_WIRE, AT_BRIDGE);
            case ARDUINO -> EnumSet.of(HAL, AT_BRIDGE);
            case DOCTOR -> EnumSet.of(HAL, TLS_WIRE, AT_BRIDGE, HOST_TLS);
            case WIFICLIENTSECURE -> EnumSet.of(HAL, TLS_WIRE, AT_BRIDGE, HOST_TLS, ARDUINO, DOCTOR);
            case WATCH -> EnumSet.of(HAL, TLS_WIRE, AT_BRIDGE, HOST_TLS, DOCTOR);
            // The mock and the servers for EspconnSslClient alone: a rule of its own.
            case SKETCHES -> EnumSet.of(WIFICLIENTSECURE, ARDUINO, HOST_TLS, MOCK, LOCAL_SERVERS);
            // tls-wire because a passport names the hello that a module sends.
            case HARDWARE_TESTS ->
                EnumSet.of(WIFICLIENTSECURE, ARDUINO, HOST_TLS, DOCTOR, WATCH, AT_BRIDGE, LOCAL_SERVERS, HAL, TLS_WIRE);
            case CLI -> EnumSet.allOf(House.class);
        };
    }

    /** The module that a package belongs to; empty for a package that no module of the table owns. */
    static Optional<House> of(String packageName) {
        if (!packageName.equals(ROOT) && !packageName.startsWith(ROOT + ".")) {
            return Optional.empty();
        }
        String rest = packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
        String first = rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
        return Arrays.stream(values())
                .filter(module -> module.firstWords.contains(first))
                .findFirst();
    }

    /** Classes of this module. */
    DescribedPredicate<JavaClass> classes() {
        return DescribedPredicate.describe(
                "classes of " + this,
                type -> of(type.getPackageName()).filter(this::equals).isPresent());
    }

    /** Classes of the house that this module may not see. */
    DescribedPredicate<JavaClass> forbidden() {
        Set<House> sees = sees();
        return DescribedPredicate.describe(
                "classes of a module other than " + this + " and " + sees,
                type -> of(type.getPackageName())
                        .filter(module -> module != this && !sees.contains(module))
                        .isPresent());
    }
}
