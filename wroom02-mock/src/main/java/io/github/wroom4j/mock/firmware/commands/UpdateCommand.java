package io.github.wroom4j.mock.firmware.commands;

import java.util.List;

/** AT+CIUPDATE of the stock example: not libat's, but the application's own custom command (at-protocol §5). */
public final class UpdateCommand {
    private UpdateCommand() {}

    /** Registers it. */
    public static void register(AtCore at) {
        at.at_cmd_array_regist(List.of(new CustomCommand("+CIUPDATE", null, null, null, p -> update(at))));
    }

    private static void update(AtCore at) {
        if (!at.gotIp()) {
            at.error();
            return;
        }
        // Found the server is step 1; this mock's world has no update server, so it ends there.
        at.reply("+CIPUPDATE:1\r\n");
        at.error();
    }
}
