package io.github.wroom4j.at;

import java.util.List;

/**
 * What {@code AT+GMR} said, and the dialect chosen from it.
 *
 * @param family which of the four families it is
 * @param atVersion the number after {@code AT version:}, as in {@code 1.7.4.0}
 * @param sdkVersion the text after {@code SDK version:}
 * @param lines every line of the answer, as it came
 * @param dialect name of the table in use, as in {@code nonos-1.7}
 * @param exact false when the version is unknown and the nearest table was taken
 */
public record Firmware(
        Family family, String atVersion, String sdkVersion, List<String> lines, String dialect, boolean exact) {

    /** Firmware families (at-protocol §0.1). */
    public enum Family {
        /** Stock NonOS AT 0.40 (SDK 1.3.0) and its relatives before SSL links. */
        NONOS_0_40,
        /** NonOS AT 0.60 … 1.7.6. */
        NONOS,
        /** ESP-AT 2.x. */
        ESP_AT,
        /** ESP_ATMod. */
        ATMOD
    }

    public Firmware {
        lines = List.copyOf(lines);
    }

    /** The first line of the answer, as in {@code AT version:1.7.4.0(May 11 2020 19:13:04)}. */
    public String firstLine() {
        return lines.isEmpty() ? "" : lines.get(0);
    }
}
