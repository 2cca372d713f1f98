package io.github.wroom4j.arduino;

/**
 * Words of {@code HardwareSerial.h} and {@code Esp.h} for what a console and an AT firmware have no choice in: the calls that
 * take one take it, and do what they do without. The numbers are the core's.
 */
public interface ChipConstants {
    int SERIAL_5N1 = 0x10;
    int SERIAL_6N1 = 0x14;
    int SERIAL_7N1 = 0x18;
    int SERIAL_8N1 = 0x1C;
    int SERIAL_5N2 = 0x30;
    int SERIAL_6N2 = 0x34;
    int SERIAL_7N2 = 0x38;
    int SERIAL_8N2 = 0x3C;
    int SERIAL_5E1 = 0x12;
    int SERIAL_6E1 = 0x16;
    int SERIAL_7E1 = 0x1A;
    int SERIAL_8E1 = 0x1E;
    int SERIAL_5E2 = 0x32;
    int SERIAL_6E2 = 0x36;
    int SERIAL_7E2 = 0x3A;
    int SERIAL_8E2 = 0x3E;
    int SERIAL_5O1 = 0x13;
    int SERIAL_6O1 = 0x17;
    int SERIAL_7O1 = 0x1B;
    int SERIAL_8O1 = 0x1F;
    int SERIAL_5O2 = 0x33;
    int SERIAL_6O2 = 0x37;
    int SERIAL_7O2 = 0x3B;
    int SERIAL_8O2 = 0x3F;

    int SERIAL_FULL = 0;
    int SERIAL_RX_ONLY = 1;
    int SERIAL_TX_ONLY = 2;

    int RF_DEFAULT = 0;
    int RF_CAL = 1;
    int RF_NO_CAL = 2;

    /** After such a sleep the chip's radio stays off; here it comes back. */
    int RF_DISABLED = 4;

    int WAKE_RF_DEFAULT = RF_DEFAULT;
    int WAKE_RFCAL = RF_CAL;
    int WAKE_NO_RFCAL = RF_NO_CAL;
    int WAKE_RF_DISABLED = RF_DISABLED;
}
