package io.github.wroom4j.arduino;

/** Pins by number (IO-1 … IO-6, INT-1 … INT-3); a sketch's pins are those of its board. */
abstract class PinFunctions extends CalendarFunctions {
    public static final int HIGH = 1;
    public static final int LOW = 0;
    public static final int INPUT = 0x00;
    public static final int OUTPUT = 0x01;
    public static final int INPUT_PULLUP = 0x02;
    public static final int OUTPUT_OPEN_DRAIN = 0x03;
    public static final int INPUT_PULLDOWN_16 = 0x04;
    public static final int RISING = 1;
    public static final int FALLING = 2;
    public static final int CHANGE = 3;
    public static final int LSBFIRST = 0;
    public static final int MSBFIRST = 1;
    public static final int DEC = 10;
    public static final int HEX = 16;
    public static final int OCT = 8;
    public static final int BIN = 2;
    public static final int A0 = 17;

    /** The blue LED of the usual boards. */
    public static final int LED_BUILTIN = 2;

    public static final int NOT_AN_INTERRUPT = -1;

    PinFunctions() {}

    private static Pins pins() {
        return Pins.of(SketchContext.required());
    }

    public static void pinMode(int pin, int mode) {
        pins().mode(pin, mode);
    }

    public static void digitalWrite(int pin, int value) {
        pins().write(pin, value != LOW);
    }

    public static int digitalRead(int pin) {
        return pins().read(pin) ? HIGH : LOW;
    }

    /** {@link #A0} or 0: what {@link Pins#analogSource} gives, 0 … 1023; other pins: 0 or 1023 (IO-3). */
    public static int analogRead(int pin) {
        return pins().analogRead(pin);
    }

    /** Nothing: the ESP8266 has one reference (IO-3). */
    public static void analogReference(int mode) {
        pins().analogReference(mode);
    }

    /** PWM: 0 … the range, clamped; the ends are steady levels (IO-4). */
    public static void analogWrite(int pin, int value) {
        pins().analogWrite(pin, value);
    }

    /** 100 … 60000 Hz, 1000 by default (IO-4). */
    public static void analogWriteFreq(int hertz) {
        pins().frequency(hertz);
    }

    /** 4 … 16 bits, 8 by default (IO-4). */
    public static void analogWriteResolution(int bits) {
        pins().resolution(bits);
    }

    /** 15 … 65535, 255 by default (IO-4). */
    public static void analogWriteRange(int range) {
        pins().range(range);
    }

    public static void tone(int pin, double hertz) {
        pins().tone(pin, hertz);
    }

    /** A tone that ends by itself (IO-6). */
    public static void tone(int pin, double hertz, long milliseconds) {
        pins().tone(pin, hertz, milliseconds);
    }

    public static void noTone(int pin) {
        pins().noTone(pin);
    }

    /** Length of the next pulse in microseconds; 0 at the timeout (IO-5). */
    public static long pulseIn(int pin, int state, long timeoutMicroseconds) {
        return pins().pulse(pin, state != LOW, timeoutMicroseconds);
    }

    public static long pulseIn(int pin, int state) {
        return pulseIn(pin, state, 1_000_000);
    }

    public static long pulseInLong(int pin, int state, long timeoutMicroseconds) {
        return pulseIn(pin, state, timeoutMicroseconds);
    }

    public static void shiftOut(int dataPin, int clockPin, int order, int value) {
        for (int i = 0; i < 8; i++) {
            digitalWrite(dataPin, value >> (order == LSBFIRST ? i : 7 - i) & 1);
            digitalWrite(clockPin, HIGH);
            digitalWrite(clockPin, LOW);
        }
    }

    public static int shiftIn(int dataPin, int clockPin, int order) {
        int value = 0;
        for (int i = 0; i < 8; i++) {
            digitalWrite(clockPin, HIGH);
            value |= digitalRead(dataPin) << (order == LSBFIRST ? i : 7 - i);
            digitalWrite(clockPin, LOW);
        }
        return value;
    }

    /** Calls back at edges of pins 0 … 15 on a thread of the board's, one call at a time (INT-1, INT-3). */
    public static void attachInterrupt(int pin, Runnable handler, int mode) {
        pins().attach(pin, info -> handler.run(), mode);
    }

    /** The same with the pin, its level and the time (INT-2). */
    public static void attachInterrupt(int pin, Pins.InterruptHandler handler, int mode) {
        pins().attach(pin, handler, mode);
    }

    /** Calls back in the sketch's own thread, after {@code loop()} (INT-2). */
    public static void attachScheduledInterrupt(int pin, Pins.InterruptHandler handler, int mode) {
        Schedule schedule = Schedule.of(SketchContext.required());
        pins().attach(pin, info -> schedule.add(() -> handler.interrupted(info)), mode);
    }

    public static void detachInterrupt(int pin) {
        pins().detach(pin);
    }

    /** The pin itself, or {@link #NOT_AN_INTERRUPT} from 17 up (INT-1). */
    public static int digitalPinToInterrupt(int pin) {
        return pin >= 0 && pin < 17 ? pin : NOT_AN_INTERRUPT;
    }

    /** Ends what {@link #noInterrupts()} began (INT-3). */
    public static void interrupts() {
        pins().allowInterrupts();
    }

    /** Holds interrupt handlers back until {@link #interrupts()}; to be ended by the same thread (INT-3). */
    public static void noInterrupts() {
        pins().holdInterrupts();
    }
}
