package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/** Time since the sketch's boot, and waiting (RT-2 … RT-5), and what is due meanwhile (SC-1, SC-2). */
abstract class TimeFunctions extends MathFunctions {
    TimeFunctions() {}

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

    /** Waits at least that long; recurrent functions run meanwhile; 0 is {@link #yield()} (RT-4). */
    public static void delay(long milliseconds) {
        SketchContext context = SketchContext.required();
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
        TimeFunctions.yield();
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
}
