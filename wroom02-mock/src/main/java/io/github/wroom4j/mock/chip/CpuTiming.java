package io.github.wroom4j.mock.chip;

import java.time.Duration;

/**
 * How long the CPU computes: the RSA operation of one TLS handshake. Assumed, since no measurement is published of
 * SDK 1.3.0, only that it takes seconds (espconn-sdk §11); it counts on the chip's clock.
 *
 * @param rsa2048 for a key of 2048 bits at 160 MHz; twice that at 80, four times that for 4096 bits
 */
public record CpuTiming(Duration rsa2048) {
    /** No time at all: what tests want. */
    public static final CpuTiming NONE = new CpuTiming(Duration.ZERO);

    /** A second and a half, so that a sketch feels it. */
    public static final CpuTiming REALISTIC = new CpuTiming(Duration.ofMillis(1500));

    /**
     * For a key of that size at that clock.
     *
     * @param modulusBytes the key's size
     * @param mhz the CPU's clock, 80 or 160
     */
    public Duration rsa(int modulusBytes, int mhz) {
        double size = modulusBytes / 256.0;
        return Duration.ofNanos(Math.round(rsa2048.toNanos() * size * size * 160 / mhz));
    }
}
