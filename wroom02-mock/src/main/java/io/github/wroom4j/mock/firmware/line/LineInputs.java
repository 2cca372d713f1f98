package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;

/** Which line input a version of the firmware has. */
public final class LineInputs {
    private LineInputs() {}

    /** The input of that version's family. */
    public static LineInput of(AtVersion version, OutputQueue out, Lane lane, LineInput.Upper upper) {
        return switch (version.family()) {
            case NONOS -> new NonOsLine(version, out, lane, upper);
            case ESP_AT -> new EspAtLine(version, out, lane, upper);
            case ATMOD -> new AtModLine(version, out, lane, upper);
        };
    }
}
