package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;

/** A set command of ESP-AT, whose parameters the core has parted already. */
@FunctionalInterface
interface EspAtHandler {
    /**
     * Runs the command.
     *
     * @throws io.github.wroom4j.mock.firmware.line.Refused if it is not carried out
     */
    void run(Arguments a);

    /** As the table wants it. */
    static Handler of(EspAtHandler handler) {
        return (name, p) -> handler.run(p.arguments());
    }
}
