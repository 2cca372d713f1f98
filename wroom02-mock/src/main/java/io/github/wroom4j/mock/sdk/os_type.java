package io.github.wroom4j.mock.sdk;

import java.time.Duration;

/** {@code os_type.h} and {@code osapi.h}: timers, memory and printing under their C names (espconn-sdk §12). */
public final class os_type {
    /** Milliseconds that a timer of this build can count. */
    public static final int MAX_TIMER_MS = 6_870_947;

    private static final System.Logger LOG = System.getLogger(os_type.class.getName());

    private os_type() {}

    public static void os_timer_setfn(os_timer_t timer, os_timer_func_t function, Object arg) {
        if (timer != null) {
            timer.func = function;
            timer.arg = arg;
        }
    }

    /** Starts a timer, again if it was running. */
    public static void os_timer_arm(os_timer_t timer, int milliseconds, boolean repeat) {
        Sdk.in("os_timer_arm", 0, sdk -> {
            if (timer != null && timer.func != null && milliseconds >= 0 && milliseconds <= MAX_TIMER_MS) {
                os_timer_disarm(timer);
                schedule(sdk, timer, milliseconds, repeat);
            }
            return 0;
        });
    }

    private static void schedule(Sdk sdk, os_timer_t timer, int milliseconds, boolean repeat) {
        timer.pending = sdk.lane().after(Duration.ofMillis(Math.max(1, milliseconds)), () -> {
            timer.pending = null;
            if (repeat) {
                schedule(sdk, timer, milliseconds, true);
            }
            sdk.callback("timer", () -> timer.func.call(timer.arg));
        });
    }

    public static void os_timer_disarm(os_timer_t timer) {
        if (timer != null && timer.pending != null) {
            timer.pending.cancel();
            timer.pending = null;
        }
    }

    /** Allocates; 0 on failure. The mock keeps sizes, no contents. */
    public static int os_malloc(int size) {
        return Sdk.in("os_malloc", 0, sdk -> sdk.chip().heap().malloc(size));
    }

    public static int os_zalloc(int size) {
        return os_malloc(size);
    }

    public static void os_free(int address) {
        Sdk.in("os_free", 0, sdk -> {
            sdk.chip().heap().free(address);
            return 0;
        });
    }

    public static int os_random() {
        return Sdk.in("os_random", 0, sdk -> sdk.chip().random().nextInt());
    }

    public static void os_get_random(byte[] buf, int len) {
        Sdk.in("os_get_random", 0, sdk -> {
            for (int i = 0; buf != null && i < Math.min(len, buf.length); i++) {
                buf[i] = (byte) sdk.chip().random().nextInt();
            }
            return 0;
        });
    }

    /** Prints on the console, with {@link String#format}'s rules; a wrong format is printed as it stands. */
    public static void os_printf(String format, Object... args) {
        Sdk.in("os_printf", 0, sdk -> {
            String text = format == null ? "(null)" : format;
            try {
                text = format == null || args == null || args.length == 0 ? text : String.format(format, args);
            } catch (java.util.IllegalFormatException e) {
                LOG.log(System.Logger.Level.DEBUG, "os_printf: a format that Java does not know", e);
            }
            sdk.chip().print(text);
            return 0;
        });
    }
}
