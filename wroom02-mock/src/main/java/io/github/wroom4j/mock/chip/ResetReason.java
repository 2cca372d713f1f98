package io.github.wroom4j.mock.chip;

/** Why the chip started, numbered as {@code rst_info.reason} (espconn-sdk §12). */
public enum ResetReason {
    /** Power on. */
    DEFAULT(0),
    /** Hardware watchdog. */
    WDT(1),
    /** A fatal exception of the CPU. */
    EXCEPTION(2),
    /** Software watchdog. */
    SOFT_WDT(3),
    /** {@code system_restart()}. */
    SOFT_RESTART(4),
    /** Woken from deep sleep. */
    DEEP_SLEEP_AWAKE(5),
    /** The EXT_RSTB or CH_PD pin. */
    EXT_SYS(6);

    private final int code;

    ResetReason(int code) {
        this.code = code;
    }

    /** The number in {@code rst_info}. */
    public int code() {
        return code;
    }
}
