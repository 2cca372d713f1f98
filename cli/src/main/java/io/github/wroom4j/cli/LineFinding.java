package io.github.wroom4j.cli;

import java.util.List;

/** What may be the matter between a port and an AT firmware, with what to do about it. */
enum LineFinding {
    /** An AT firmware answers. */
    ANSWERS("an AT firmware answers", List.of()),
    /** Whatever is written comes back, and nothing else. */
    ECHO_ONLY(
            "every byte comes back and nothing else: the wires of TXD and RXD touch each other, and no module answers",
            List.of(
                    "pull both data wires off the module: if the echo stays, the bridge is at the adapter's end",
                    "then TXD to RXD and RXD to TXD, never to the pin of the same name")),
    /** Nothing was heard at all. */
    SILENCE(
            "nothing at all is heard, at no speed",
            List.of(
                    "power: 3.3 V with 300 mA at peaks, GND joined to this machine's, EN (CH_PD) high",
                    "TXD to RXD and RXD to TXD; ESP-AT 2.x speaks on GPIO15 (TX) and GPIO13 (RX), NonOS AT on GPIO1 and"
                            + " GPIO3",
                    "wroom4j info --listen 10s, and press the module's reset while it listens")),
    /** The bytes are not text at any usual speed. */
    GARBAGE(
            "bytes come, but they are text at none of the usual speeds",
            List.of(
                    "join GND of both sides; an adapter with 5 V or RS-232 levels needs a level shifter",
                    "wroom4j info --listen 10s, and press the module's reset: its ROM speaks at 74880 baud")),
    /** The module is heard and does not hear. */
    ONE_WAY(
            "the module is heard, but hears nothing: the wire from this side's TXD to its RXD does not arrive",
            List.of("check that wire: NonOS AT listens on GPIO3 (RXD), ESP-AT 2.x on GPIO13")),
    /** It answers once flow control is off. */
    FLOW_STALLED(
            "flow control holds the bytes back: without it an answer comes",
            List.of(
                    "leave flow= out of the address, or wire RTS to CTS and CTS to RTS: NonOS AT has RTS on GPIO15 and"
                            + " CTS on GPIO13, ESP-AT 2.x RTS on GPIO1 and CTS on GPIO3",
                    "the firmware has flow control off until AT+UART_CUR=115200,8,1,0,3 turns it on")),
    /** The ROM waits for a flasher. */
    BOOTLOADER(
            "the module waits in its ROM's loader, because GPIO0 was low when it was reset",
            List.of("let go of GPIO0 (pull it up to 3.3 V) and reset")),
    /** The boot straps ask for something else. */
    WRONG_STRAPS(
            "the module does not boot from its flash",
            List.of("at reset GPIO0 and GPIO2 must be high and GPIO15 low, and nothing may pull them")),
    /** It starts again and again. */
    RESTARTS(
            "the module starts again and again",
            List.of(
                    "power: 3.3 V with 300 mA at peaks; put 10 µF or more across 3.3 V and GND at the module",
                    "if that does not help, its flash holds a broken firmware: flash it anew")),
    /** The ROM is heard, no firmware is. */
    ROM_ONLY(
            "the module's ROM is heard on this wire, but no AT firmware answers on it",
            List.of(
                    "probably ESP-AT 2.x on the wires of NonOS AT: move them to GPIO15 (its TX) and GPIO13 (its RX)",
                    "or this side's TXD does not arrive at its RXD (GPIO3)",
                    "else it holds another program: flash an AT firmware"));

    private final String words;
    private final List<String> steps;

    LineFinding(String words, List<String> steps) {
        this.words = words;
        this.steps = steps;
    }

    /** In one sentence, without a full stop. */
    String words() {
        return words;
    }

    /** What to do, the likeliest first. */
    List<String> steps() {
        return steps;
    }
}
