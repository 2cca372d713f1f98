package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import java.util.function.Consumer;

/**
 * {@code at_funcationType} as an application registers it with {@code at_cmd_array_regist}: a name and up to four
 * functions, each null if that form does not exist. A function that never answers leaves the host without a final
 * result (at-protocol §3.7).
 *
 * @param at_cmdName the name with its plus sign
 * @param at_testCmd {@code =?}
 * @param at_queryCmd {@code ?}
 * @param at_setupCmd {@code =}
 * @param at_exeCmd bare
 */
public record CustomCommand(
        String at_cmdName,
        Consumer<Parameters> at_testCmd,
        Consumer<Parameters> at_queryCmd,
        Consumer<Parameters> at_setupCmd,
        Consumer<Parameters> at_exeCmd) {

    Consumer<Parameters> function(Form form) {
        return switch (form) {
            case TEST -> at_testCmd;
            case QUERY -> at_queryCmd;
            case SET -> at_setupCmd;
            case EXEC -> at_exeCmd;
        };
    }
}
