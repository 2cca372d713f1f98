package io.github.wroom4j.arduino;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** The station's MAC address: it distinguishes one board from another. */
final class StationMac {
    private StationMac() {}

    /** As twelve hex digits; empty if the module does not answer. May block for one command. */
    static Optional<String> of(AtModule module) {
        try {
            return Optional.of(module.station()
                    .mac(Deadline.in(module.clock(), module.timeouts().command()))
                    .replace(":", ""));
        } catch (AtException silent) {
            return Optional.empty();
        }
    }
}
