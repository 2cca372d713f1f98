package io.github.wroom4j.mock.chip;

/**
 * What {@code system_get_rst_info} returns about the last reset.
 *
 * @param reason why
 * @param exccause the CPU's exception cause, 0 unless {@link ResetReason#EXCEPTION}
 * @param epc1 where it happened
 * @param excvaddr the address that was accessed
 */
public record ResetInfo(ResetReason reason, int exccause, int epc1, int excvaddr) {
    /** A reset without an exception. */
    public static ResetInfo of(ResetReason reason) {
        return new ResetInfo(reason, 0, 0, 0);
    }

    /** A fatal exception; 29 is "store prohibited" (espconn-sdk §8.5). */
    public static ResetInfo exception(int exccause, int epc1, int excvaddr) {
        return new ResetInfo(ResetReason.EXCEPTION, exccause, epc1, excvaddr);
    }
}
