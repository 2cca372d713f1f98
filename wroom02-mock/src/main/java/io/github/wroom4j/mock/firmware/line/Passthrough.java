package io.github.wroom4j.mock.firmware.line;

import io.github.wroom4j.mock.loop.Lane;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes packets of what arrives in transparent transmission: a pause of 20 ms, or a full buffer, ends one
 * (at-protocol §10).
 */
final class Passthrough {
    private static final Duration GAP = Duration.ofMillis(20);

    private final Lane lane;
    private final int limit;
    private final Duration gapBehindPlus;
    private final Consumer<byte[]> packets;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private Lane.Timer gap;

    /** @param gapBehindPlus the pause behind data that end in {@code +++}: ESP-AT waits longer for more */
    Passthrough(Lane lane, int limit, Duration gapBehindPlus, Consumer<byte[]> packets) {
        this.lane = lane;
        this.limit = limit;
        this.gapBehindPlus = gapBehindPlus;
        this.packets = packets;
    }

    void feed(byte[] batch, int from) {
        for (int i = from; i < batch.length; i++) {
            collected.write(batch[i]);
            if (collected.size() >= limit) {
                flush();
            }
        }
        stopTimer();
        if (collected.size() > 0) {
            gap = lane.after(endsInPlus() ? gapBehindPlus : GAP, this::flush);
        }
    }

    private boolean endsInPlus() {
        byte[] bytes = collected.toByteArray();
        int n = bytes.length;
        return n > 3 && bytes[n - 1] == '+' && bytes[n - 2] == '+' && bytes[n - 3] == '+';
    }

    void clear() {
        stopTimer();
        collected.reset();
    }

    private void flush() {
        stopTimer();
        byte[] packet = collected.toByteArray();
        collected.reset();
        if (packet.length > 0) {
            packets.accept(packet);
        }
    }

    private void stopTimer() {
        if (gap != null) {
            gap.cancel();
            gap = null;
        }
    }
}
