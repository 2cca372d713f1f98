package io.github.wroom4j.mock;

import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.sdk.HeapModel;
import io.github.wroom4j.mock.sdk.SdkRelease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a module runs: data only, put together by {@link MockWroom02}. Adding one: a row here, a table in
 * {@code at-versions.txt}, a column in {@code command-matrix.txt}.
 *
 * @param name as in a board address
 * @param version the AT version, as the command matrix calls it
 * @param release the SDK below
 * @param tls the TLS library in that image
 * @param image which flash image: {@code nano} or {@code 512} for 512+512, {@code 1024} for 1024+1024, which nothing
 *     stands for too, {@code mbedtls} for one that is linked anew
 * @param heap free heap under the firmware
 * @param custom command sets that the application registers
 */
public record Profile(
        String name, String version, SdkRelease release, Tls tls, String image, HeapModel heap, List<Custom> custom) {
    /** What {@code mock:} opens. */
    public static final String DEFAULT = "at-1.7";

    /** TLS libraries. */
    public enum Tls {
        AXTLS,
        MBEDTLS_NONOS,
        MBEDTLS_ESP_AT,
        BEARSSL
    }

    /** Commands of the application. */
    public enum Custom {
        /** The stock example's own. */
        CIUPDATE,
        /** KLab's AT+GETTEST (at-protocol §15). */
        GETTEST
    }

    /** Versions of which an image of 1024+1024 was looked into (at-recorded §4). */
    private static final List<String> LARGE = List.of("1.3", "1.4", "1.6.2", "1.7.0", "1.7.4", "1.7.6");

    /** Versions whose SDK brings mbedTLS too. */
    private static final List<String> LATE = List.of("1.6.2", "1.7.0", "1.7.4", "1.7.6");

    private static final Map<String, Profile> ALL = new LinkedHashMap<>();

    private static void nonos(String name, String version, SdkRelease release, Tls tls, Custom... custom) {
        var commands = new ArrayList<>(List.of(Custom.CIUPDATE));
        commands.addAll(List.of(custom));
        ALL.put(name, new Profile(name, version, release, tls, "", HeapModel.AT, List.copyOf(commands)));
    }

    static {
        nonos("at-0.40", "0.40", SdkRelease.P0, Tls.AXTLS);
        nonos("at-0.40-klab", "0.40", SdkRelease.P0, Tls.AXTLS, Custom.GETTEST);
        nonos("at-0.60", "0.60", SdkRelease.later("1.5.2"), Tls.AXTLS);
        nonos("at-1.0", "1.0", SdkRelease.later("1.5.3"), Tls.AXTLS);
        nonos("at-1.1", "1.1", SdkRelease.later("1.5.4"), Tls.AXTLS);
        nonos("at-1.3", "1.3", SdkRelease.later("2.0.0"), Tls.AXTLS);
        nonos("at-1.4", "1.4", SdkRelease.later("2.1.0"), Tls.AXTLS);
        nonos("at-1.6.2", "1.6.2", SdkRelease.later("2.2.1"), Tls.AXTLS);
        nonos("at-1.7.0", "1.7.0", SdkRelease.later("3.0.0"), Tls.MBEDTLS_NONOS);
        nonos("at-1.7.4", "1.7.4", SdkRelease.later("3.0.4"), Tls.AXTLS);
        nonos("at-1.7.6", "1.7.6", SdkRelease.later("3.0.6"), Tls.MBEDTLS_NONOS);
        for (String version : List.of("2.0", "2.1", "2.2", "2.3")) {
            String name = "esp-at-" + version;
            ALL.put(
                    name,
                    new Profile(
                            name,
                            version,
                            SdkRelease.later("v3.4"),
                            Tls.MBEDTLS_ESP_AT,
                            "",
                            HeapModel.of("60000"),
                            List.of()));
        }
        ALL.put(
                "atmod-0.5",
                new Profile(
                        "atmod-0.5",
                        "atmod-0.5",
                        SdkRelease.later("2.2.2-dev"),
                        Tls.BEARSSL,
                        "",
                        HeapModel.of("45000"),
                        List.of()));
    }

    /** The names of all profiles. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * The profile of that name; {@code at-1.7} is {@code at-1.7.4}, and nothing at all is the default.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    public static Profile named(String name) {
        String full = name.isEmpty() || name.equals(DEFAULT) ? "at-1.7.4" : name;
        Profile profile = ALL.get(full);
        if (profile == null) {
            throw new IllegalArgumentException(
                    "no profile \"" + name + "\"; there are at-1.7 (the default), " + String.join(", ", ALL.keySet()));
        }
        return profile;
    }

    /**
     * The same firmware in another flash image: {@code nano} (512+512) or, from 1.3 on, {@code 1024} (1024+1024). The
     * small ones hold axTLS; the large ones mbedTLS in 1.7.0 and 1.7.6, and axTLS in all others, 1.7.4 among them
     * (at-recorded §4). {@code mbedtls} is an image of one's own, linked with the other library that the SDK brings from
     * 2.2.1 on.
     *
     * @throws IllegalArgumentException if this firmware does not come as that image
     */
    public Profile inImage(String other) {
        boolean nonos = AtVersion.named(version).isNonOs();
        boolean late = nonos && LATE.contains(version);
        Tls library = switch (other) {
            case "" -> named(name).tls;
            case "nano", "512" -> nonos ? Tls.AXTLS : null;
            case "1024" -> nonos && LARGE.contains(version) ? named(name).tls : null;
            case "mbedtls" -> late ? Tls.MBEDTLS_NONOS : null;
            default -> null;
        };
        if (library == null) {
            throw new IllegalArgumentException(
                    "profile " + name + " has no image \"" + other
                            + "\"; NonOS firmwares come as nano, from 1.3 on also as 1024, and from 1.6.2 on linked anew as mbedtls");
        }
        return new Profile(name, version, release, library, other, heap, custom);
    }

    /** Whether it is the small image, 512+512. */
    public boolean isSmall() {
        return image.equals("nano") || image.equals("512");
    }

    /** The same on another release of the SDK. */
    public Profile on(SdkRelease other) {
        return new Profile(name, version, other, tls, image, heap, custom);
    }

    /** The same with another heap. */
    public Profile with(HeapModel other) {
        return new Profile(name, version, release, tls, image, other, custom);
    }
}
