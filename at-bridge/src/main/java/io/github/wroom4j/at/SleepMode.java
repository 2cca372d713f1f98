package io.github.wroom4j.at;

/** How deep the module dozes between beacons of its access point while it stays joined; the order is Arduino's. */
public enum SleepMode {
    /** Always awake: quickest answers, most current. */
    NONE,
    /** Processor and radio doze; a UART byte may be lost while it wakes. */
    LIGHT,
    /** The radio dozes, the processor does not: what every firmware boots with. */
    MODEM
}
