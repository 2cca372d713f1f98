package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;

/** RF power, supply voltage, ADC and GPIO of NonOS AT (at-protocol §5). */
final class HardwareCommands {
    private static final int PINS = 16;
    /** What the analogue input reads with nothing connected (assumed). */
    private static final int ADC = 0;
    /** GPIO2 sends the debug text of UART1 from the boot on (recorded, SYSIOGETCFG=2). */
    private static final int DEBUG_TX = 2;

    private static final int DEBUG_TX_MODE = 2;

    private final AtCore at;
    private final int[] function = new int[PINS];
    private final int[] pull = new int[PINS];
    private final boolean[] output = new boolean[PINS];
    private final boolean[] level = new boolean[PINS];
    private int voltage = 3300;
    private int trace = 1;

    HardwareCommands(AtCore at) {
        this.at = at;
        function[DEBUG_TX] = DEBUG_TX_MODE;
    }

    void register(HandlerTable table) {
        table.on("RFPOWER", Form.SET, (name, p) -> accept(last(p, p.number(0, 82))));
        table.on("RFVDD", (name, p) -> at.number("+RFVDD:", voltage), this::setVoltage)
                .on("RFVDD", Form.EXEC, (name, p) -> at.ok());
        table.on("RFAUTOTRACE", (name, p) -> at.number("+RFAUTOTRACE:", trace), this::setTrace);
        table.on("WAKEUPGPIO", Form.SET, this::wakeUp);
        table.on("SYSADC", Form.QUERY, (name, p) -> at.number("+SYSADC:", ADC));
        table.on("SYSIOSETCFG", Form.SET, this::setFunction);
        table.on("SYSIOGETCFG", Form.SET, this::getFunction);
        table.on("SYSGPIODIR", Form.SET, this::setDirection);
        table.on("SYSGPIOWRITE", Form.SET, this::write);
        table.on("SYSGPIOREAD", Form.SET, this::read);
    }

    private void accept(int value) {
        if (value < 0) {
            at.error();
        } else {
            at.ok();
        }
    }

    private void setVoltage(String name, Parameters p) {
        int millivolts = p.number();
        if (millivolts == Parameters.ABSENT || !p.end()) {
            at.error();
            return;
        }
        if (millivolts < 1900 || millivolts > 3300) {
            at.refuse("range:1900~3300");
            return;
        }
        voltage = millivolts;
        at.ok();
    }

    private void setTrace(String name, Parameters p) {
        int on = last(p, p.number(0, 1));
        if (on >= 0) {
            trace = on;
        }
        accept(on);
    }

    private void wakeUp(String name, Parameters p) {
        int on = p.number(0, 1);
        int least = on;
        if (on == 1) {
            least = p.comma() ? pinAndLevel(p) : -1;
            if (p.comma()) {
                least = Math.min(pinAndLevel(p), least);
            }
        }
        accept(last(p, least));
    }

    private static int pinAndLevel(Parameters p) {
        int pin = p.number(0, PINS - 1);
        return Math.min(pin, p.comma() ? p.number(0, 1) : -1);
    }

    /** That value, or an error if anything stands behind it (at-recorded D11). */
    private static int last(Parameters p, int value) {
        return p.end() ? value : Parameters.WRONG;
    }

    private void setFunction(String name, Parameters p) {
        int pin = p.number(0, PINS - 1);
        int mode = p.anything() ? p.number(0, 4) : -1;
        int up = p.anything() ? p.number(0, 1) : -1;
        up = last(p, up);
        if (pin >= 0 && mode >= 0 && up >= 0) {
            function[pin] = mode;
            pull[pin] = up;
        }
        accept(Math.min(pin, Math.min(mode, up)));
    }

    private void getFunction(String name, Parameters p) {
        int pin = last(p, p.number(0, PINS - 1));
        if (pin < 0) {
            at.error();
            return;
        }
        at.reply("+SYSIOGETCFG:" + pin + "," + function[pin] + "," + pull[pin] + "\r\n");
        at.ok();
    }

    /** Pin functions are the pad's modes; GPIO is mode 3 on most pads, 0 on GPIO0 and GPIO2. */
    private boolean isGpio(int pin) {
        return function[pin] == (pin == 0 || pin == 2 || pin == 4 || pin == 5 ? 0 : 3);
    }

    private void setDirection(String name, Parameters p) {
        int pin = p.number(0, PINS - 1);
        int out = p.anything() ? last(p, p.number(0, 1)) : -1;
        if (pin < 0 || out < 0) {
            at.error();
        } else if (!isGpio(pin)) {
            at.refuse("NOT GPIO MODE!");
        } else {
            output[pin] = out == 1;
            at.ok();
        }
    }

    private void write(String name, Parameters p) {
        int pin = p.number(0, PINS - 1);
        int high = p.anything() ? last(p, p.number(0, 1)) : -1;
        if (pin < 0 || high < 0) {
            at.error();
        } else if (!isGpio(pin)) {
            at.refuse("NOT GPIO MODE!");
        } else if (!output[pin]) {
            at.refuse("NOT OUTPUT!");
        } else {
            level[pin] = high == 1;
            at.ok();
        }
    }

    private void read(String name, Parameters p) {
        int pin = last(p, p.number(0, PINS - 1));
        if (pin < 0) {
            at.error();
        } else if (!isGpio(pin)) {
            at.refuse("NOT GPIO MODE!");
        } else {
            at.reply("+SYSGPIOREAD:" + pin + "," + (output[pin] ? 1 : 0) + "," + (level[pin] ? 1 : 0) + "\r\n");
            at.ok();
        }
    }
}
