package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.util.Arrays;

/** The input of the stock AT on the NonOS SDK: libat's {@code at_recvTask}, states 0 to 7 (at-protocol §3.1). */
final class NonOsLine extends LineInput {
    private static final byte[] LINE_END = {'\r', '\n'};

    /** Up to 1.3.0 LF is not echoed, but CR LF follows a complete line (at-protocol §3.3). */
    private final boolean stepped;
    /** The last two bytes: any line in which A and T follow each other is a command. */
    private int window;

    NonOsLine(AtVersion version, OutputQueue out, Lane lane, Upper upper) {
        super(version, out, lane, upper);
        this.stepped = version.text("echo").equals("stepped");
    }

    @Override
    public void idle() {
        window = 0;
        super.idle();
    }

    @Override
    void take(byte[] batch) {
        if (state == State.SENDING && Arrays.equals(batch, RESTART)) {
            upper.forceRestart();
            return;
        }
        // What follows a payload in its batch, or comes while it is sent, is echoed first and answered once.
        boolean surplus = false;
        for (int i = 0; i < batch.length; i++) {
            byte b = batch[i];
            switch (state) {
                case IDLE -> idleByte(b);
                case RECEIVING -> lineByte(b);
                case PROCESSING -> processingByte(b);
                case DATA -> {
                    surplus |= dataByte(b) == Taken.BEYOND;
                }
                case SENDING -> {
                    echo(b);
                    surplus = true;
                }
                case TRANSPARENT -> {
                    passthrough.feed(batch, i);
                    return;
                }
                case LEAVING, LEAVING_SENT -> {
                    // libat drops what comes while it leaves transparent transmission.
                    return;
                }
            }
        }
        if (surplus) {
            out.reply("\r\nbusy s...\r\n");
        }
        batchEnds();
    }

    private void idleByte(byte b) {
        echo(b);
        window = window << 8 & 0xff00 | b & 0xff;
        if (window == ('A' << 8 | 'T') || window == ('a' << 8 | 't')) {
            state = State.RECEIVING;
            line.reset();
        } else if (b == '\n') {
            out.reply("\r\nERROR\r\n");
        }
    }

    private void lineByte(byte b) {
        line.write(b);
        echo(b);
        if (b == '\n') {
            if (stepped && echoes()) {
                out.echo(LINE_END);
            }
            complete(takeLine());
            return;
        }
        // One more than the buffer holds drops the line (at-recorded D73).
        if (line.size() > lineLimit) {
            line.reset();
            window = 0;
            state = State.IDLE;
        }
    }

    @Override
    void echo(byte b) {
        if (!stepped || b != '\n') {
            super.echo(b);
        }
    }
}
