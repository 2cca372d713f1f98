package io.github.wroom4j.cli;

import io.github.wroom4j.at.codec.Secrets;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.hal.ForwardingUart;
import io.github.wroom4j.hal.Uart;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A board whose conversation is shown while it happens: time, direction, a line of bytes, secrets masked. */
final class TracedBoard extends ForwardingBoard {
    TracedBoard(Board board, PrintStream err) {
        super(board, uart -> new TracedUart(uart, err));
    }

    private static final class TracedUart extends ForwardingUart {
        private final Lines toModule;
        private final Lines fromModule;

        TracedUart(Uart uart, PrintStream err) {
            super(uart);
            long began = Clock.system().nanos();
            toModule = new Lines(err, ">>", began);
            fromModule = new Lines(err, "<<", began);
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            int count = uart.read(buffer, offset, length, deadline);
            fromModule.add(buffer, offset, count);
            return count;
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            toModule.add(buffer, offset, length);
            uart.write(buffer, offset, length, deadline);
        }
    }

    /** Bytes of one direction, shown line by line; a secret may come in pieces, so only whole lines are shown. */
    private static final class Lines {
        private static final int LONGEST = 160;

        private final PrintStream err;
        private final String arrow;
        private final long began;
        private final StringBuilder line = new StringBuilder();

        Lines(PrintStream err, String arrow, long began) {
            this.err = err;
            this.arrow = arrow;
            this.began = began;
        }

        void add(byte[] bytes, int offset, int count) {
            for (char c : new String(bytes, offset, count, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (c == '\n') {
                    show();
                } else if (c != '\r') {
                    line.append(c);
                }
            }
            // A prompt never ends its line.
            if (line.length() > 0 && line.charAt(0) == '>' && line.length() <= 2) {
                show();
            }
        }

        private void show() {
            if (line.length() > 0) {
                String safe = Secrets.mask(line.toString());
                boolean whole = safe.length() <= LONGEST;
                err.printf(
                        Locale.ROOT,
                        "%9.3f %s %s%s%n",
                        (Clock.system().nanos() - began) / 1e9,
                        arrow,
                        ShownBytes.text(whole ? safe : safe.substring(0, LONGEST)),
                        whole ? "" : " … " + safe.length() + " bytes");
            }
            line.setLength(0);
        }
    }
}
