package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The input of ESP_ATMod: an Arduino loop that does not read while a command runs, a join excepted (at-protocol §14). */
final class AtModLine extends LineInput {
    /** What its serial driver holds back while a command blocks the loop. */
    private static final int SERIAL_BUFFER = 256;

    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean joining;
    /** After each command everything up to the next line's first byte is flushed. */
    private boolean begun;

    AtModLine(AtVersion version, OutputQueue out, Lane lane, Upper upper) {
        super(version, out, lane, upper);
    }

    @Override
    public void joining(boolean on) {
        joining = on;
    }

    @Override
    public void idle() {
        begun = false;
        joining = false;
        super.idle();
        if (waiting.size() > 0) {
            byte[] held = waiting.toByteArray();
            waiting.reset();
            lane.post(() -> feed(held));
        }
    }

    @Override
    void take(byte[] chunk) {
        for (byte b : chunk) {
            switch (state) {
                case DATA -> dataByte(b);
                case PROCESSING, SENDING -> {
                    if (joining) {
                        // The one command during which its loop still reads (at-protocol §3.4).
                        processingByte(b);
                    } else if (waiting.size() < SERIAL_BUFFER) {
                        waiting.write(b);
                    }
                }
                default -> lineByte(b);
            }
        }
    }

    private void lineByte(byte b) {
        if (!begun && (b == '\r' || b == '\n')) {
            return;
        }
        echo(b);
        line.write(b);
        begun = true;
        if (b == '\n') {
            byte[] whole = takeLine();
            begun = false;
            int n = whole.length;
            if (n >= 4 && whole[0] == 'A' && whole[1] == 'T' && whole[n - 2] == '\r') {
                complete(Arrays.copyOfRange(whole, 2, n));
            } else {
                out.reply("\r\nERROR\r\n");
            }
        } else if (line.size() >= lineLimit) {
            line.reset();
            out.reply("\r\nERROR\r\n");
        }
    }
}
