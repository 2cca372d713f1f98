package io.github.wroom4j.mock.firmware;

import io.github.wroom4j.mock.chip.ResetReason;

/** What the boot ROM and the second-stage loader print at 74880 baud before any firmware runs (at-protocol §2.2). */
final class BootLog {
    private BootLog() {}

    /** The text for a reset of that kind: cause 1 power-on, 2 external, 3 software, 4 watchdog. */
    static String text(ResetReason why) {
        int cause = switch (why) {
            case DEFAULT -> 1;
            case EXT_SYS, DEEP_SLEEP_AWAKE -> 2;
            case SOFT_RESTART -> 3;
            case WDT, SOFT_WDT, EXCEPTION -> 4;
        };
        return "\r\n ets Jan  8 2013,rst cause:" + cause + ", boot mode:(3,6)\r\n\r\n"
                + "load 0x40100000, len 2592, room 16 \r\ntail 0\r\nchksum 0xf3\r\n"
                + "load 0x3ffe8000, len 764, room 8 \r\ntail 4\r\nchksum 0x92\r\n"
                + "load 0x3ffe82fc, len 676, room 4 \r\ntail 0\r\nchksum 0x22\r\ncsum 0x22\r\n\r\n"
                + "2nd boot version : 1.4(b1)\r\n  SPI Speed      : 40MHz\r\n  SPI Mode       : QIO\r\n"
                + "  SPI Flash Size & Map: 16Mbit(512KB+512KB)\r\njump to run user1 @ 1000\r\n\r\n";
    }
}
