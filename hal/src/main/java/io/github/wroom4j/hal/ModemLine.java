package io.github.wroom4j.hal;

/** The two modem lines that a host drives. */
public enum ModemLine {
    /** Data terminal ready. */
    DTR,
    /** Request to send. */
    RTS
}
