package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;

/** What ESP_ATMod adds beside its SSL commands (at-protocol §14). */
final class AtModCommands {
    private final AtCore at;
    private int radio = 2;

    AtModCommands(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("SYSCPUFREQ", (name, p) -> at.number("+SYSCPUFREQ:", at.chip().cpuMhz()), this::setFrequency);
        table.on("RFMODE", (name, p) -> queryRadio(), this::setRadio);
        // The genuine firmware's loop has none of these two, though its table names them.
        table.instead("CWMODE", Form.TEST, (name, p) -> at.error());
        table.instead("CIPSSLSIZE", Form.QUERY, (name, p) -> at.error());
        table.instead("UART", Form.QUERY, this::queryUart);
    }

    private void queryRadio() {
        at.reply("+RFMODE:" + radio + "\r\n");
        at.finish("OK\r\n");
    }

    private void queryUart(String name, Parameters p) {
        at.reply("+" + name + ":" + UartFormat.write(at.platform().uart()) + "\r\n");
        at.finish("OK\r\n");
    }

    private void setFrequency(String name, Parameters p) {
        int megahertz = p.number();
        if (megahertz != 80 && megahertz != 160) {
            at.error();
            return;
        }
        at.chip().cpuMhz(megahertz);
        at.ok();
    }

    /** 802.11b, g or n. */
    private void setRadio(String name, Parameters p) {
        int mode = p.number(1, 3);
        if (mode < 0) {
            at.error();
            return;
        }
        radio = mode;
        at.ok();
    }
}
