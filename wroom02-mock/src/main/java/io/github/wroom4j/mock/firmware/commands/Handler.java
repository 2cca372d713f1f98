package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Parameters;

/** One form of one command. It ends the command through {@link AtCore}, or leaves that to a later task. */
@FunctionalInterface
public interface Handler {
    /**
     * Runs the command.
     *
     * @param name as typed: replies repeat it, {@code _CUR} and all
     * @param parameters what follows the name
     */
    void run(String name, Parameters parameters);
}
