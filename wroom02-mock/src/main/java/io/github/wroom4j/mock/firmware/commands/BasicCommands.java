package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;

/** AT, ATE, RST, GMR, RESTORE, GSLP, SLEEP, UART, SYSRAM, SYSMSG (at-protocol §5). */
final class BasicCommands {
    private static final int MAX_BAUD = 5_000_000;
    private static final int UART_CLOCK = 80_000_000;

    private final AtCore at;
    private int sleep = 2;

    BasicCommands(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("", Form.EXEC, (name, p) -> at.ok());
        table.on("E", Form.SET, this::echo);
        table.on("RST", Form.EXEC, (name, p) -> restart());
        table.on("GMR", Form.EXEC, (name, p) -> version());
        table.on("RESTORE", Form.EXEC, (name, p) -> restore());
        table.on("GSLP", Form.SET, this::deepSleep);
        table.on("SLEEP", (name, p) -> querySleep(), this::setSleep);
        table.on("IPR", Form.SET, this::setRate);
        table.on("UART", this::queryUart, this::setUart);
        table.on("SYSRAM", Form.QUERY, (name, p) -> ram());
        table.on("SYSMSG", this::queryMessages, this::setMessages);
    }

    private void echo(String name, Parameters p) {
        int on = p.number(0, 1);
        if (on < 0 || !p.end()) {
            at.error();
            return;
        }
        at.input().echo(on == 1);
        at.ok();
    }

    private void restart() {
        at.ok();
        at.out().whenOut(() -> at.platform().restart(ResetReason.SOFT_RESTART));
    }

    private void version() {
        at.reply(at.version().text("gmr"));
        // Up to 1.7 the version text has no line end of its own; ESP_ATMod prints OK without a leading one
        // (at-protocol §1.1, §14).
        at.finish(at.version().isAtMod() ? "OK\r\n" : "\r\nOK\r\n");
    }

    private void restore() {
        at.settings().erase();
        restart();
    }

    private void deepSleep(String name, Parameters p) {
        int millis = p.number();
        boolean number = millis != Parameters.ABSENT && millis != Parameters.WRONG;
        // AT 0.40 does not mind a negative time, which is then one of weeks (at-recorded D76).
        if (!number || millis < 0 && !at.version().is("sleep-any-time") || at.junk(p)) {
            at.error();
            return;
        }
        at.ok();
        at.out().whenOut(() -> at.platform().deepSleep(millis & 0xFFFFFFFFL));
    }

    private void querySleep() {
        at.reply("+SLEEP:" + sleep + "\r\n");
        at.ok();
    }

    private void setSleep(String name, Parameters p) {
        int mode = p.number(0, at.version().number("sleep-types"));
        if (mode < 0 || at.junk(p)) {
            at.error();
            return;
        }
        sleep = mode;
        at.ok();
    }

    private void setRate(String name, Parameters p) {
        int baud = p.number();
        if (baud == -1 && at.version().isNonOs() && p.end()) {
            // Taken as 4294967295, which no divider makes: the rate stays (at-recorded D76).
            at.ok();
            return;
        }
        if (baud < 1 || baud > MAX_BAUD) {
            at.error();
            return;
        }
        UartConfig config = at.platform().uart().withBaud(baud);
        at.settings().set("uart", UartFormat.write(config), true);
        // IPR switches first: its OK arrives at the new rate (at-protocol §5).
        at.platform().uart(config, false);
        at.ok();
    }

    private void queryUart(String name, Parameters p) {
        if (!at.version().isAtMod()) {
            String end = at.version().is("uart-query-crlf") ? "\r\n" : "";
            at.reply("+" + name + ":" + (name.endsWith("_DEF") ? storedUart() : presentUart()) + end);
            at.ok();
            return;
        }
        UartConfig config = name.endsWith("_DEF")
                ? UartFormat.read(at.settings().savedText("uart", UartFormat.write(UartConfig.DEFAULT)))
                : at.platform().uart();
        at.reply("+" + name + ":" + UartFormat.write(config) + (at.version().is("uart-query-crlf") ? "\r\n" : ""));
        at.ok();
    }

    /** Nothing stored yet reads as zeros (at-recorded D48), or as ESP-AT is built (at-recorded-esp-at E14). */
    private String storedUart() {
        return at.settings().savedText("uart", at.version().isEspAt() ? "115200,8,1,0,1" : "0,0,0,0,0");
    }

    /** The divider of 80 MHz is read back, and flow control 1 until a command has set it (at-recorded D13). */
    private String presentUart() {
        UartConfig config = at.platform().uart();
        String[] fields = UartFormat.write(config).split(",");
        fields[0] = Integer.toString(UART_CLOCK / (UART_CLOCK / config.baud()));
        if (at.settings().text("uart", "").isEmpty()) {
            fields[4] = "1";
        }
        return String.join(",", fields);
    }

    private void setUart(String name, Parameters p) {
        int baud = p.number(1, MAX_BAUD);
        int data = p.comma() ? p.number(5, 8) : -1;
        int stop = p.comma() ? p.number(1, 3) : -1;
        int parity = p.comma() ? p.number(0, 2) : -1;
        int flow = p.comma() ? p.number(0, 3) : -1;
        if (baud < 1 || data < 0 || stop < 0 || parity < 0 || flow < 0 || !p.end()) {
            at.error();
            return;
        }
        UartConfig config = UartFormat.of(baud, data, stop, parity, flow);
        at.settings().set("uart", UartFormat.write(config), !name.endsWith("_CUR"));
        // OK still goes out at the old rate; the ring drains, then the rate changes.
        at.ok();
        at.out().whenOut(() -> at.platform().uart(config, true));
    }

    private void ram() {
        int free = at.chip().heap().freeSize();
        switch (at.version().family()) {
            case NONOS -> {
                at.reply("+SYSRAM:" + free + "\r\n");
                at.ok();
            }
            case ESP_AT -> {
                at.reply("+SYSRAM:" + free + "," + at.chip().heap().lowWater());
                at.ok();
            }
            case ATMOD -> {
                at.reply("+SYSRAM:" + free + "\r\n");
                at.finish("OK\r\n");
            }
        }
    }

    private void queryMessages(String name, Parameters p) {
        int bits = name.endsWith("_DEF")
                ? Integer.parseInt(at.settings().savedText("sysmsg", "0"))
                : at.links().messages();
        // AT 1.6.2, which has the plain name alone, prints it decimal (at-recorded, SYSMSG?).
        String value = name.equals("SYSMSG") ? Integer.toString(bits) : String.format("0x%x", bits);
        at.reply(at.version().isEspAt() ? "+SYSMSG:" + bits : "+" + name + ":" + value + "\r\n");
        at.ok();
    }

    private void setMessages(String name, Parameters p) {
        // NonOS takes any number that is not negative, hexadecimal ones too (at-recorded D67).
        int bits = at.version().isNonOs() ? p.hexadecimal() : p.number(0, 3);
        if (bits < 0 || !p.end()) {
            at.error();
            return;
        }
        at.links().messages(bits);
        at.settings().set("sysmsg", bits, name.endsWith("_DEF"));
        at.ok();
    }
}
