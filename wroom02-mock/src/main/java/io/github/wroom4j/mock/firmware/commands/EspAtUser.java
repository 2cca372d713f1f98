package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;

/**
 * What ESP-AT 2.3 has for its host: how it is woken before something is sent to it, whether it sleeps, and an update from
 * a URL. No pin is driven and no byte sent that would wake a host.
 */
final class EspAtUser {
    private static final int LONGEST_URL = 8 * 1024;
    private static final int PINS = 16;
    private static final int MOST_DELAY_MILLIS = 60_000;
    /** Ways to learn that the host is awake: that it says so, that AT's own sleep ends, that time is over. */
    private static final int AWAKE_BITS = 7;

    private static final int HOST_SAYS_SO = 1;

    private final AtCore at;
    /** Which of the ways counts; 0 until waking is configured, and where none does. */
    private int awakeBy;

    private boolean wakes;
    private boolean asleep;

    EspAtUser(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("USEROTA", Form.SET, EspAtHandler.of(this::update));
        table.on("USERWKMCUCFG", Form.SET, EspAtHandler.of(this::wakeUp));
        table.on("USERMCUSLEEP", Form.SET, EspAtHandler.of(this::sleep));
    }

    /** {@code length}: then the URL, of which nothing can be fetched here. */
    private void update(Arguments a) {
        int length = a.number(0, 1, LONGEST_URL);
        a.count(1, 1);
        at.pend();
        at.reply("\r\nOK\r\n");
        at.reply("\r\n>");
        at.input().collectText(length, text -> false, url -> {
            at.reply("\r\nRecv " + length + " bytes\r\n");
            at.error();
        });
    }

    /** {@code 0}, or {@code 1,<1 pin | 2 UART>,number,signal,milliseconds[,ways to learn that it is awake]}. */
    private void wakeUp(Arguments a) {
        if (asleep) {
            throw Refused.bare();
        }
        boolean on = a.number(0, 0, 1) == 1;
        if (!on && !wakes) {
            at.ok(); // whatever stands behind it
            return;
        }
        if (on) {
            if (wakes) {
                throw Refused.bare();
            }
            boolean byPin = a.number(1, 1, 2) == 1;
            a.number(2, 0, byPin ? PINS : 0);
            a.number(3, 0, byPin ? 1 : 0xFF);
            a.number(4, 0, MOST_DELAY_MILLIS);
            boolean told = a.count() > 5;
            int by = told ? a.number(5, 0, AWAKE_BITS) : HOST_SAYS_SO;
            a.count(told ? 6 : 5, told ? 6 : 5);
            awakeBy = by;
        } else {
            a.count(1, 1);
            awakeBy = 0;
        }
        wakes = on;
        at.ok();
    }

    /** {@code 1}: the host sleeps from now on; 0: it is awake. */
    private void sleep(Arguments a) {
        if (!wakes) {
            throw Refused.bare();
        }
        boolean sleeps = a.number(0, 0, 1) == 1;
        a.count(1, 1);
        at.ok();
        if ((awakeBy & HOST_SAYS_SO) != 0) {
            asleep = sleeps;
        }
    }
}
