/**
 * The AT commands: one class per group, each handler a short method that reads like its row in the manual.
 *
 * <p>What lives here: {@link io.github.wroom4j.mock.firmware.commands.AtCore} (takes a line to its handler and ends the
 * command), {@link io.github.wroom4j.mock.firmware.commands.CommandMatrix} (which version has which handler) and the
 * handlers. What differs between versions is asked of
 * {@link io.github.wroom4j.mock.firmware.line.AtVersion}, never of a name. Start at {@code AtCore}.
 */
package io.github.wroom4j.mock.firmware.commands;
