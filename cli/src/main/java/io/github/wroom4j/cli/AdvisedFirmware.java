package io.github.wroom4j.cli;

import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.hal.BoardAddress;

/** The firmware that an ESP-WROOM-02 is best off with, how it gets there, and which pins it then speaks on. */
final class AdvisedFirmware {
    /** Maintained, TLS 1.2 with ECDHE, passive receive; 2.1 and 2.2 are not reliable on this chip (users, theme 19). */
    static final String NAME = "ESP-WROOM-02-AT v2.3.0.0";

    /** The pins change with it (at-protocol §2.1). */
    static final String PINS = "flash through GPIO1 (TXD) and GPIO3 (RXD) with GPIO0 low at reset; then move the wires:"
            + " it speaks on GPIO15 (TX) and GPIO13 (RX), with CTS on GPIO3 and RTS on GPIO1";

    private AdvisedFirmware() {}

    /** The line to type, with this board's own port where it has one that esptool can open. */
    static String flashLine(BoardAddress board) {
        String port = switch (board.scheme()) {
            case "serial" -> board.target();
            case "pi" -> board.target().isEmpty() ? "/dev/serial0" : board.target();
            // pySerial, which esptool stands on, knows both kinds of address
            case "rfc2217" -> "rfc2217:" + board.target();
            case "tcp" -> "socket:" + board.target();
            default -> "PORT";
        };
        return "esptool.py --chip esp8266 --port " + port
                + " --baud 115200 write_flash 0x0 factory_WROOM-02.bin   (the factory image of Espressif's archive)";
    }

    /** Whether a module that runs this one would gain by it. */
    static boolean isBetterThan(Firmware firmware) {
        return switch (firmware.family()) {
            case NONOS_0_40, NONOS -> true;
            // 2.3 and later ones are what is advised
            case ESP_AT -> firmware.atVersion().matches("2\\.[0-2]\\..*");
            // a choice of one's own: with certificate checks that ESP-AT has not
            case ATMOD -> false;
        };
    }
}
