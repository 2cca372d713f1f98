package io.github.wroom4j.mock.chip;

import java.io.ByteArrayOutputStream;

/**
 * What a UART hears of characters that were sent at another rate: the line, bit by bit, sampled with the wrong clock.
 * So a 115200 receiver makes of the boot ROM's text the very garbage that it makes of a real one's.
 */
final class BaudMismatch {
    private static final int BITS = 10;

    private BaudMismatch() {}

    /** Characters 8N1, back to back, sent at one rate and read at another. */
    static byte[] heard(byte[] sent, int senderBaud, int listenerBaud) {
        var heard = new ByteArrayOutputStream();
        double bit = (double) senderBaud / listenerBaud;
        double end = sent.length * (double) BITS;
        double at = 0;
        while (at < end) {
            if (level(sent, at)) {
                // A listener looks for the falling edge with sixteen samples per bit of its own.
                at += bit / 16;
                continue;
            }
            int value = 0;
            for (int i = 0; i < 8; i++) {
                if (level(sent, at + (1.5 + i) * bit)) {
                    value |= 1 << i;
                }
            }
            // With a framing error the character is kept all the same, as most drivers do.
            heard.write(value);
            at += 9.5 * bit;
        }
        return heard.toByteArray();
    }

    /** The line's level at a time counted in the sender's bits; high when idle. */
    private static boolean level(byte[] sent, double at) {
        int index = (int) (at / BITS);
        if (index >= sent.length) {
            return true;
        }
        int bit = (int) (at - index * (double) BITS);
        return bit == BITS - 1 || bit > 0 && (sent[index] >> bit - 1 & 1) != 0;
    }
}
