package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The input of ESP-AT: a line begins with AT and ends with CR LF, each line is echoed when it is taken, and a busy core
 * refuses whole batches, which it does not echo (at-recorded-esp-at E4, E20).
 */
final class EspAtLine extends LineInput {
    /** What the receiving task has room for. */
    private static final int ROOM = 2048;

    /** 2.0 looks for the line's end in its whole buffer, where older lines still stand behind this one. */
    private final boolean looksBehind;

    private final byte[] memory;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    /** What came behind the text that a command collected. */
    private byte[] behindText = {};
    /** The line was too long, and the rest of this batch is dropped. */
    private boolean dropping;

    private boolean holdsNul;
    private byte before;

    EspAtLine(AtVersion version, OutputQueue out, Lane lane, Upper upper) {
        super(version, out, lane, upper);
        looksBehind = version.is("first-core");
        memory = new byte[lineLimit + 1];
    }

    @Override
    public void idle() {
        super.idle();
        if (behindText.length > 0) {
            byte[] rest = behindText;
            behindText = new byte[0];
            lane.post(() -> feed(rest));
        }
    }

    @Override
    void take(byte[] chunk) {
        if (busy()) {
            if (contains(chunk, RESTART)) {
                upper.forceRestart();
            } else {
                upper.busy();
            }
            return;
        }
        if (state == State.TRANSPARENT) {
            passthrough.feed(chunk, 0);
            return;
        }
        if (state == State.DATA && !mayCollect(chunk)) {
            return;
        }
        for (int i = 0; i < chunk.length; i++) {
            if (state == State.DATA) {
                boolean text = collectsText();
                Taken taken = dataByte(chunk[i]);
                int rest = taken == Taken.BEYOND ? i : i + 1;
                if (taken != Taken.PART && text) {
                    behindText = Arrays.copyOfRange(chunk, rest, chunk.length);
                    return;
                }
                if (taken != Taken.PART && rest < chunk.length) {
                    busyInData();
                    return;
                }
            } else if (busy()) {
                upper.busy();
                return;
            } else {
                lineByte(chunk[i]);
            }
        }
        if (looksBehind && state == State.IDLE && before == '\r' && line.size() > 0 && memory[line.size()] == '\n') {
            lineByte((byte) '\n');
        }
        dropping = false;
        show();
    }

    /** Data entry has no code for what is beyond its data. */
    private void busyInData() {
        out.reply("\r\nbusy p...\r\n");
    }

    private boolean busy() {
        return state == State.PROCESSING || state == State.SENDING;
    }

    /**
     * Whether the receiving task can take these bytes of a payload. If it has no room it waits for ever, but for 2.0, which
     * throws them away (at-recorded-esp-at E5); and 2.0 and 2.1 never get over a payload of nothing (E25).
     */
    private boolean mayCollect(byte[] chunk) {
        if (collectsText()) {
            return true;
        }
        if (collectsNothing()) {
            busyInData();
            deaf();
            return false;
        }
        if (collected() + chunk.length > ROOM) {
            if (!looksBehind) {
                deaf();
            }
            return false;
        }
        return true;
    }

    private void lineByte(byte b) {
        byte last = before;
        before = b;
        if (b == 0) {
            // Dropped at the line's begin; elsewhere it ends what the core sees of the line (at-recorded-esp-at E21).
            holdsNul |= line.size() > 0;
            return;
        }
        if (echoes()) {
            shown.write(b);
        }
        if (dropping) {
            if (last == '\r' && b == '\n') {
                dropping = false;
                show();
                upper.command(null);
            }
            return;
        }
        line.write(b);
        memory[line.size() - 1] = b;
        if (last == '\r' && b == '\n' && line.size() > 1) {
            show();
            whole(takeLine());
        } else if (line.size() >= lineLimit) {
            line.reset();
            holdsNul = false;
            dropping = true;
        }
    }

    private void whole(byte[] soFar) {
        boolean spoilt = holdsNul;
        holdsNul = false;
        int n = soFar.length;
        if (!spoilt && n >= 4 && (soFar[0] | 0x20) == 'a' && (soFar[1] | 0x20) == 't') {
            complete(Arrays.copyOfRange(soFar, 2, n));
        } else {
            upper.command(null);
        }
    }

    private void show() {
        if (shown.size() > 0) {
            out.echo(shown.toByteArray());
            shown.reset();
        }
    }

    private static boolean contains(byte[] haystack, byte[] needle) {
        for (int i = 0; i + needle.length <= haystack.length; i++) {
            if (Arrays.equals(haystack, i, i + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }
}
