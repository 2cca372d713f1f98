package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.util.Arrays;

/** The input of ESP-AT: a line begins with AT and ends with CR LF, a busy core refuses whole chunks (at-protocol §3). */
final class EspAtLine extends LineInput {

    EspAtLine(AtVersion version, OutputQueue out, Lane lane, Upper upper) {
        super(version, out, lane, upper);
    }

    @Override
    void take(byte[] chunk) {
        if (busy()) {
            echoChunk(chunk);
            if (contains(chunk, RESTART)) {
                upper.forceRestart();
            } else {
                refuse();
            }
            return;
        }
        if (state == State.TRANSPARENT) {
            passthrough.feed(chunk, 0);
            return;
        }
        if (state != State.DATA) {
            echoChunk(chunk);
        }
        for (int i = 0; i < chunk.length; i++) {
            if (state == State.DATA) {
                if (dataByte(chunk[i]) != Taken.PART && i + 1 < chunk.length) {
                    refuse();
                    return;
                }
            } else if (busy()) {
                refuse();
                return;
            } else {
                lineByte(chunk[i]);
            }
        }
    }

    private boolean busy() {
        return state == State.PROCESSING || state == State.SENDING;
    }

    private void refuse() {
        out.reply("\r\nbusy p...\r\n");
    }

    private void lineByte(byte b) {
        line.write(b);
        if (b == '\n') {
            byte[] soFar = line.toByteArray();
            int n = soFar.length;
            if (n < 2 || soFar[n - 2] != '\r') {
                return;
            }
            line.reset();
            if (n >= 4 && (soFar[0] | 0x20) == 'a' && (soFar[1] | 0x20) == 't') {
                complete(Arrays.copyOfRange(soFar, 2, n));
            } else {
                upper.command(null);
            }
        } else if (line.size() >= lineLimit) {
            line.reset();
        }
    }

    private void echoChunk(byte[] chunk) {
        if (echoes()) {
            out.echo(chunk.clone());
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
