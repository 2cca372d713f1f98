/**
 * The AT commands: one class per group, each handler a short method that reads like its row in the manual.
 *
 * <p>What lives here: {@link io.github.wroom4j.mock.firmware.commands.AtCore} (takes a line to its handler and ends the
 * command), {@link io.github.wroom4j.mock.firmware.commands.CommandMatrix} (which version has which handler) and the
 * handlers. What differs between versions is asked of
 * {@link io.github.wroom4j.mock.firmware.line.AtVersion}, never of a name. Start at {@code AtCore}.
 *
 * <p>The two families read a set command's parameters in their own ways. The grammar of NonOS AT (left to right, each
 * handler for itself) lives in the classes without a prefix; that of ESP-AT (all parameters are read and typed before a
 * handler runs) in classes that begin with {@code EspAt}, which take the place of a shared handler by
 * {@link io.github.wroom4j.mock.firmware.commands.HandlerTable#instead}. ESP_ATMod's are {@code AtMod*}, alike.
 */
package io.github.wroom4j.mock.firmware.commands;
