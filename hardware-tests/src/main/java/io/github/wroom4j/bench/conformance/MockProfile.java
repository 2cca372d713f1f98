package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.at.Firmware;
import java.util.List;
import java.util.Locale;

/** Which mock stands for a firmware: its name in a board address. The mock itself is not needed to decide it. */
public final class MockProfile {
    /** The versions that the mock knows (design: mock profiles), oldest first. */
    private static final List<String> NONOS =
            List.of("0.60", "1.0", "1.1", "1.3", "1.4", "1.6.2", "1.7.0", "1.7.4", "1.7.6");

    private static final List<String> ESP_AT = List.of("2.0", "2.1", "2.2", "2.3");

    private MockProfile() {}

    /** The address of the mock that is nearest to a firmware, as in {@code mock:at-1.7.4}. */
    public static String of(Firmware firmware) {
        return "mock:"
                + switch (firmware.family()) {
                    case NONOS_0_40 -> "at-0.40";
                    case ATMOD -> "atmod-0.5";
                    case NONOS -> "at-" + nearest(NONOS, firmware.atVersion());
                    case ESP_AT -> "esp-at-" + nearest(ESP_AT, firmware.atVersion());
                };
    }

    /** The newest that is not newer; the oldest if all are. */
    private static String nearest(List<String> known, String version) {
        String best = known.get(0);
        for (String each : known) {
            if (sortable(each).compareTo(sortable(version)) <= 0) {
                best = each;
            }
        }
        return best;
    }

    private static String sortable(String version) {
        var out = new StringBuilder();
        for (String part : version.replaceAll("[^0-9.].*", "").split("\\.")) {
            out.append(String.format(Locale.ROOT, "%06d.", part.isEmpty() ? 0 : Long.parseLong(part) % 1_000_000));
        }
        return out.toString();
    }
}
