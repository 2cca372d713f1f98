package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Arduino's global functions and constants: inherited by every {@code Sketch}, and for {@code import static} elsewhere.
 *
 * <p>C++ has them at file scope, so everything in a sketch's file may call them: an inner or anonymous class, a record, an
 * enum, a lambda. They are static for that reason, and this class is public with no class between it and them: a call out of
 * a nested class names the class that declares the method.
 *
 * <p>They act on the {@link SketchContext} that is bound to the calling thread and throw {@link IllegalStateException}
 * where none is.
 */
public abstract class Arduino {
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

    /** Its name in old sketches. */
    public static final int BUILTIN_LED = LED_BUILTIN;

    /** What a NodeMCU and a D1 mini print beside their pins, as numbers of the chip. */
    public static final int D0 = 16;

    public static final int D1 = 5;
    public static final int D2 = 4;
    public static final int D3 = 0;
    public static final int D4 = 2;
    public static final int D5 = 14;
    public static final int D6 = 12;
    public static final int D7 = 13;
    public static final int D8 = 15;
    public static final int D9 = 3;
    public static final int D10 = 1;

    /** 0.0.0.0; it cannot be changed. */
    public static final IPAddress INADDR_ANY = IPAddress.constant(0);

    /** 255.255.255.255, which is not set; it cannot be changed (IP-3). */
    public static final IPAddress INADDR_NONE = IPAddress.constant(-1);

    public static final int NOT_AN_INTERRUPT = -1;

    public static final double PI = Math.PI;
    public static final double HALF_PI = Math.PI / 2;
    public static final double TWO_PI = Math.PI * 2;
    public static final double EULER = Math.E;
    public static final double DEG_TO_RAD = Math.PI / 180;
    public static final double RAD_TO_DEG = 180 / Math.PI;

    private static final int EINVAL = 22;

    /** Years since 1900 from which on {@code getLocalTime} believes the clock (TI-3). */
    private static final int AFTER_2016 = 116;

    /** For those who inherit the functions. */
    protected Arduino() {}

    // Text and tables in flash: memory is one in Java, and each of these gives back what it gets (RT-7).

    public static String F(String text) {
        return text;
    }

    public static String PSTR(String text) {
        return text;
    }

    public static String FPSTR(String text) {
        return text;
    }

    /** {@code pgm_read_byte(&table[i])} is {@code pgm_read_byte(table[i])}: 0 … 255. */
    public static int pgm_read_byte(int element) {
        return element & 0xFF;
    }

    public static int pgm_read_byte_near(int element) {
        return pgm_read_byte(element);
    }

    /** 0 … 65535. */
    public static int pgm_read_word(int element) {
        return element & 0xFFFF;
    }

    public static int pgm_read_word_near(int element) {
        return pgm_read_word(element);
    }

    /** 0 … 4294967295. */
    public static long pgm_read_dword(long element) {
        return element & 0xFFFF_FFFFL;
    }

    public static float pgm_read_float(float element) {
        return element;
    }

    // Time since the sketch's boot, waiting, and what is due meanwhile (RT-2 … RT-5, SC-1, SC-2).

    /** Milliseconds since boot; a {@code long} that does not wrap after 49.7 days (D-8). */
    public static long millis() {
        return SketchContext.required().uptimeNanos() / 1_000_000;
    }

    /** Microseconds since boot, without wrapping. */
    public static long micros() {
        return SketchContext.required().uptimeNanos() / 1000;
    }

    public static long micros64() {
        return micros();
    }

    /**
     * Waits at least that long; recurrent functions run meanwhile; 0 is {@link #yield()} (RT-4). At the very end of the last
     * loop, of a sketch that was given a number of them, there is nothing to wait for.
     */
    public static void delay(long milliseconds) {
        SketchContext context = SketchContext.required();
        if (context.isLastLoop() && LoopEnd.isNext()) {
            Arduino.yield();
            return;
        }
        Deadline until = Deadline.in(context.clock(), Duration.ofMillis(Math.max(0, milliseconds)));
        Schedule schedule = Schedule.of(context);
        do {
            schedule.runRecurrent();
            Timing.sleep(until.orIn(schedule.untilNextRecurrent()));
        } while (!until.expired());
    }

    public static void delayMicroseconds(long microseconds) {
        Timing.sleep(Deadline.in(SketchContext.required().clock(), Duration.ofNanos(microseconds * 1000)));
    }

    /** Lets recurrent functions run (RT-2). */
    public static void yield() {
        Schedule.of(SketchContext.required()).runRecurrent();
        if (Thread.currentThread().isInterrupted()) {
            throw new SketchInterrupted(new InterruptedException("the sketch is being stopped"));
        }
    }

    /** {@link #yield()}; the JVM needs no such optimism (RT-3). */
    public static void optimistic_yield(long microseconds) {
        Arduino.yield();
    }

    /** Runs a function once after {@code loop()}; false if 32 are waiting already or for null (SC-1). */
    public static boolean schedule_function(Runnable function) {
        return Schedule.of(SketchContext.required()).add(function);
    }

    public static void run_scheduled_functions() {
        Schedule.of(SketchContext.required()).runOnce();
    }

    /** Runs a function again and again while it returns true, at yield, delay and the loop's end (SC-2). */
    public static boolean schedule_recurrent_function_us(Schedule.Recurrent function, long repeatMicroseconds) {
        return Schedule.of(SketchContext.required()).addRecurrent(function, repeatMicroseconds, null);
    }

    /** The same, and also whenever the alarm says so (SC-2). */
    public static boolean schedule_recurrent_function_us(
            Schedule.Recurrent function, long repeatMicroseconds, Schedule.Recurrent alarm) {
        return Schedule.of(SketchContext.required()).addRecurrent(function, repeatMicroseconds, alarm);
    }

    public static void run_scheduled_recurrent_functions() {
        Schedule.of(SketchContext.required()).runRecurrent();
    }

    // Pins by number: those of the sketch's board (IO-1 … IO-6, INT-1 … INT-3).

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
        Predicate<Runnable> later = Schedule.of(SketchContext.required()).ofThisLife();
        pins().attach(pin, info -> later.test(() -> handler.interrupted(info)), mode);
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

    // Date and time as newlib and the core give them (TI-1 … TI-6).

    private static SketchTime clock() {
        return SketchTime.of(SketchContext.required());
    }

    /**
     * Sets the zone as a distance from UTC and starts SNTP with up to three servers (TI-1). Where this computer's clock is
     * right already no server is asked; else the module's own SNTP client is started, which is one command.
     */
    public static void configTime(int timezoneSeconds, int daylightOffsetSeconds, String... servers) {
        clock().zone(PosixZone.fixed(timezoneSeconds + daylightOffsetSeconds));
        clock().start(named(servers));
    }

    /** The same with a zone of POSIX's form, as in {@code TZ.h} (TI-1); see {@link #setTZ}. */
    public static void configTime(String zone, String... servers) {
        setTZ(zone);
        clock().start(named(servers));
    }

    /** {@link #configTime(String, String...)}. */
    public static void configTzTime(String zone, String... servers) {
        configTime(zone, servers);
    }

    private static List<String> named(String... servers) {
        var given = new ArrayList<String>();
        for (String name : servers) {
            String server = CString.of(name);
            if (server != null && !server.isEmpty() && given.size() < 3) {
                given.add(server);
            }
        }
        return given;
    }

    /**
     * Sets the zone of {@code localtime}, of POSIX's form. One that cannot be read is UTC, as on the chip, and
     * {@link SketchTime#getLastError()} says what is wrong with it.
     */
    public static void setTZ(String zone) {
        clock().zone(CString.of(zone));
    }

    /** Whole seconds since 1970, UTC; before the clock was set, since the sketch's boot (TI-2). */
    public static long time() {
        return clock().seconds();
    }

    /** {@link #time()}: C's {@code time(nullptr)}. */
    public static long time(Object nothing) {
        return time();
    }

    /** C's {@code gettimeofday}: UTC with its fraction. */
    public static Instant gettimeofday() {
        return clock().now();
    }

    /** Sets the sketch's clock, not the computer's; a zone must be null (TI-4). Returns 0, or 22 (EINVAL). */
    public static int settimeofday(Instant time, Object zone) {
        if (zone != null || time == null) {
            return EINVAL;
        }
        clock().set(time, false);
        return 0;
    }

    /** Called after each setting of the clock (TI-4). */
    public static void settimeofday_cb(Runnable callback) {
        settimeofday_cb(fromSntp -> callback.run());
    }

    /** Called after each setting of the clock with whether SNTP did it (TI-4). */
    public static void settimeofday_cb(Consumer<Boolean> callback) {
        clock().onSet(callback);
    }

    /** The local time within five seconds; empty if the clock was not set by then (TI-3). */
    public static Optional<Tm> getLocalTime() {
        return getLocalTime(5000);
    }

    /** The local time within so many milliseconds; empty if the clock was not set by then (TI-3). */
    public static Optional<Tm> getLocalTime(long milliseconds) {
        long start = millis();
        while (true) {
            Tm now = localtime(time());
            if (now.tm_year > AFTER_2016) {
                return Optional.of(now);
            }
            if (millis() - start >= milliseconds) {
                return Optional.empty();
            }
            delay(10);
        }
    }

    public static Tm gmtime(long seconds) {
        return PosixZone.UTC.local(seconds);
    }

    /** In the zone set by {@code configTime} or {@code setTZ}; UTC before that. */
    public static Tm localtime(long seconds) {
        return clock().zone().local(seconds);
    }

    /** The second that a local time means; puts the fields into their ranges (TI-6). */
    public static long mktime(Tm tm) {
        PosixZone zone = clock().zone();
        long second = zone.second(tm);
        Tm whole = zone.local(second);
        tm.set(PosixZone.utc(second + zone.offset(second)));
        tm.tm_isdst = whole.tm_isdst;
        return second;
    }

    /** The text of a C format, in English; {@code %c} looks as {@code asctime} does. */
    public static String strftime(String format, Tm tm) {
        if (format == null) {
            return "";
        }
        PosixZone zone = clock().zone();
        boolean summer = tm.tm_isdst > 0;
        int offset = (int) Duration.between(
                        Instant.ofEpochSecond(zone.second(tm)), tm.normalised().toInstant(ZoneOffset.UTC))
                .toSeconds();
        return Strftime.format(CString.of(format), tm, zone.name(summer), offset);
    }

    /** {@code Sun Mar 25 02:00:00 2012} and a line feed. */
    public static String asctime(Tm tm) {
        return tm + "\n";
    }

    /** {@link #asctime} of the local time. */
    public static String ctime(long seconds) {
        return asctime(localtime(seconds));
    }

    // Numbers and bits (MA-1 … MA-6).

    /** 0 … howbig − 1, and 0 for 0; from the hardware until {@link #randomSeed} was called (MA-1). */
    public static long random(long howbig) {
        return howbig == 0 ? 0 : RandomNumbers.of(SketchContext.required()).next() % howbig;
    }

    /** lo … hi − 1, and lo if that is empty (MA-1). */
    public static long random(long lo, long hi) {
        return lo >= hi ? lo : lo + random(hi - lo);
    }

    /** Makes {@link #random} the core's repeatable sequence; 0 changes nothing (MA-2). */
    public static void randomSeed(long seed) {
        if (seed != 0) {
            RandomNumbers.of(SketchContext.required()).seed(seed);
        }
    }

    /** 0 … howbig − 1 from the hardware, whatever was seeded (MA-3). */
    public static long secureRandom(long howbig) {
        return howbig == 0 ? 0 : RandomNumbers.fromHardware() % howbig;
    }

    public static long secureRandom(long lo, long hi) {
        return lo >= hi ? lo : lo + secureRandom(hi - lo);
    }

    /**
     * Maps a range onto another, rounded as this core does, which is not how AVR does (MA-4).
     *
     * @throws ArithmeticException if {@code inMin} equals {@code inMax}
     */
    public static long map(long x, long inMin, long inMax, long outMin, long outMax) {
        long divisor = inMax - inMin;
        return ((x - inMin) * (outMax - outMin) + divisor / 2) / divisor + outMin;
    }

    public static int makeWord(int word) {
        return word & 0xFFFF;
    }

    public static int makeWord(int high, int low) {
        return (high & 0xFF) << 8 | low & 0xFF;
    }

    public static int word(int high, int low) {
        return makeWord(high, low);
    }

    public static long constrain(long x, long lo, long hi) {
        return x < lo ? lo : Math.min(x, hi);
    }

    public static int constrain(int x, int lo, int hi) {
        return x < lo ? lo : Math.min(x, hi);
    }

    public static double constrain(double x, double lo, double hi) {
        return x < lo ? lo : Math.min(x, hi);
    }

    public static int min(int a, int b) {
        return Math.min(a, b);
    }

    public static long min(long a, long b) {
        return Math.min(a, b);
    }

    public static double min(double a, double b) {
        return Math.min(a, b);
    }

    public static int max(int a, int b) {
        return Math.max(a, b);
    }

    public static long max(long a, long b) {
        return Math.max(a, b);
    }

    public static double max(double a, double b) {
        return Math.max(a, b);
    }

    public static int abs(int x) {
        return Math.abs(x);
    }

    public static long abs(long x) {
        return Math.abs(x);
    }

    public static double abs(double x) {
        return Math.abs(x);
    }

    /** Half away from zero, as C's {@code lround} (MA-5). */
    public static long round(double x) {
        return (long) (x < 0 ? Math.ceil(x - 0.5) : Math.floor(x + 0.5));
    }

    /** What a sensor that did not answer gave. */
    public static boolean isnan(double x) {
        return Double.isNaN(x);
    }

    public static boolean isinf(double x) {
        return Double.isInfinite(x);
    }

    public static long sq(long x) {
        return x * x;
    }

    public static double sq(double x) {
        return x * x;
    }

    public static double radians(double degrees) {
        return degrees * DEG_TO_RAD;
    }

    public static double degrees(double radians) {
        return radians * RAD_TO_DEG;
    }

    // --- math.h, which Arduino.h brings along ------------------------------------------------------------------------

    public static double sqrt(double x) {
        return Math.sqrt(x);
    }

    /** Of an angle in radians, as {@link #cos} and {@link #tan}. */
    public static double sin(double radians) {
        return Math.sin(radians);
    }

    public static double cos(double radians) {
        return Math.cos(radians);
    }

    public static double tan(double radians) {
        return Math.tan(radians);
    }

    public static double asin(double x) {
        return Math.asin(x);
    }

    public static double acos(double x) {
        return Math.acos(x);
    }

    public static double atan(double x) {
        return Math.atan(x);
    }

    public static double exp(double x) {
        return Math.exp(x);
    }

    /** The natural logarithm. */
    public static double log(double x) {
        return Math.log(x);
    }

    public static double log10(double x) {
        return Math.log10(x);
    }

    public static double floor(double x) {
        return Math.floor(x);
    }

    public static double ceil(double x) {
        return Math.ceil(x);
    }

    public static double fabs(double x) {
        return Math.abs(x);
    }

    public static double pow(double base, double exponent) {
        return Math.pow(base, exponent);
    }

    public static double atan2(double y, double x) {
        return Math.atan2(y, x);
    }

    /** What is left of a division, with the sign of what is divided, as C has it. */
    public static double fmod(double x, double y) {
        return x % y;
    }

    /** Towards zero. */
    public static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    /** {@link #round}. */
    public static long lround(double x) {
        return round(x);
    }

    public static long bit(int b) {
        return 1L << b;
    }

    public static int bitRead(long value, int b) {
        return (int) (value >>> b & 1);
    }

    /** The value with the bit set; C++'s macro assigns, Java returns (MA-6). */
    public static long bitSet(long value, int b) {
        return value | bit(b);
    }

    /** The value with the bit cleared (MA-6). */
    public static long bitClear(long value, int b) {
        return value & ~bit(b);
    }

    /** The value with the bit turned over (MA-6). */
    public static long bitToggle(long value, int b) {
        return value ^ bit(b);
    }

    /** The value with the bit written (MA-6). */
    public static long bitWrite(long value, int b, int x) {
        return x == 0 ? bitClear(value, b) : bitSet(value, b);
    }

    public static int lowByte(long word) {
        return (int) (word & 0xFF);
    }

    public static int highByte(long word) {
        return (int) (word >>> 8 & 0xFF);
    }

    // What a sketch shows of bytes.

    /** {@link #hexdump(byte[], int, int)} of all of them, 16 a line. */
    public static void hexdump(byte[] memory) {
        hexdump(memory, memory.length);
    }

    public static void hexdump(byte[] memory, int length) {
        hexdump(memory, length, 16);
    }

    /** Prints the first bytes on {@code Serial}, so many a line, and what of them is ASCII; without addresses, which Java has not. */
    public static void hexdump(byte[] memory, int length, int columns) {
        Print serial = SketchContext.required().serial();
        int end = Math.max(0, Math.min(length, memory.length));
        int width = Math.max(1, columns);
        serial.printf("\n[HEXDUMP] len: 0x%X (%d)", end, end);
        for (int from = 0; from < end; from += width) {
            int to = Math.min(end, from + width);
            serial.printf("\n0x%04x: ", from);
            var ascii = new StringBuilder();
            for (int i = from; i < to; i++) {
                serial.printf("%02x ", memory[i] & 0xFF);
                ascii.append(isPrintable(memory[i]) ? (char) memory[i] : '.');
            }
            serial.print("   ".repeat(width - (to - from)) + "  " + ascii);
        }
        serial.print("\n");
    }

    // WCharacter.h: ASCII classes of a character (MA-7).

    public static boolean isAlphaNumeric(int c) {
        return isAlpha(c) || isDigit(c);
    }

    public static boolean isAlpha(int c) {
        return isLowerCase(c) || isUpperCase(c);
    }

    public static boolean isAscii(int c) {
        return c >= 0 && c < 128;
    }

    /** A blank or a tab. */
    public static boolean isWhitespace(int c) {
        return c == ' ' || c == '\t';
    }

    public static boolean isControl(int c) {
        return c >= 0 && c < 32 || c == 127;
    }

    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Printable and no blank. */
    public static boolean isGraph(int c) {
        return c > 32 && c < 127;
    }

    public static boolean isLowerCase(int c) {
        return c >= 'a' && c <= 'z';
    }

    public static boolean isPrintable(int c) {
        return c >= 32 && c < 127;
    }

    public static boolean isPunct(int c) {
        return isGraph(c) && !isAlphaNumeric(c);
    }

    /** Blank, tab, line feed, vertical tab, form feed or carriage return. */
    public static boolean isSpace(int c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    public static boolean isUpperCase(int c) {
        return c >= 'A' && c <= 'Z';
    }

    public static boolean isHexadecimalDigit(int c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }

    /** The low seven bits. */
    public static int toAscii(int c) {
        return c & 0x7F;
    }

    public static int toLowerCase(int c) {
        return isUpperCase(c) ? c + 32 : c;
    }

    public static int toUpperCase(int c) {
        return isLowerCase(c) ? c - 32 : c;
    }
}
