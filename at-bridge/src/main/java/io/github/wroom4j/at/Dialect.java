package io.github.wroom4j.at;

/** The name of a dialect and whether it is known exactly; the table itself is the driver's own matter. */
public interface Dialect {

    /** As in {@code nonos-1.7}. */
    String name();

    /** Which family of firmware speaks it. */
    Firmware.Family family();

    /** What it can do. */
    Capabilities capabilities();
}
