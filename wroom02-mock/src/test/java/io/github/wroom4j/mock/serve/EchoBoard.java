package io.github.wroom4j.mock.serve;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.memory.FarEnd;
import io.github.wroom4j.hal.memory.MemoryUart;

/** A board that says back whatever it hears. */
final class EchoBoard implements Board {
    private final MemoryUart.Pair wire = MemoryUart.pair();

    EchoBoard() {
        FarEnd far = wire.far();
        far.onReadable(() -> {
            byte[] buffer = new byte[1024];
            for (int count = far.read(buffer, 0, buffer.length);
                    count > 0;
                    count = far.read(buffer, 0, buffer.length)) {
                far.write(buffer, 0, count);
            }
        });
    }

    @Override
    public Uart uart() {
        return wire.near();
    }

    @Override
    public String address() {
        return "echo:";
    }

    @Override
    public void close() {
        wire.near().close();
    }
}
