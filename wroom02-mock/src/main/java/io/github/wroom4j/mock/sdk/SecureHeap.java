package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.Heap;
import io.github.wroom4j.mock.tls.TlsStack;
import java.util.ArrayList;
import java.util.List;

/** The heap blocks of one SSL connection (espconn-sdk §10.3): some for the handshake only, the rest for its life. */
final class SecureHeap {
    private final Heap heap;
    private final List<Integer> kept = new ArrayList<>();
    private final List<Integer> handshake = new ArrayList<>();

    SecureHeap(Heap heap) {
        this.heap = heap;
    }

    /** Allocates what the library wants before it begins: the first block that did not fit, or null. */
    TlsStack.Block begin(List<TlsStack.Block> wanted) {
        for (TlsStack.Block block : wanted) {
            int address = heap.malloc(block.size());
            if (address == 0) {
                return block;
            }
            (block.handshakeOnly() ? handshake : kept).add(address);
        }
        return null;
    }

    /** Allocates what the handshake takes for the peer's chain: the first block that did not fit, or null. */
    TlsStack.Block chain(List<TlsStack.Block> wanted) {
        for (TlsStack.Block block : wanted) {
            int address = heap.malloc(block.size());
            if (address == 0) {
                return block;
            }
            handshake.add(address);
        }
        return null;
    }

    /** Gives the handshake's blocks back and allocates what the connection keeps. */
    void established(List<TlsStack.Block> wanted) {
        handshake.forEach(heap::free);
        handshake.clear();
        wanted.forEach(block -> kept.add(heap.malloc(block.size())));
    }

    int largestFree() {
        return heap.largestFree();
    }

    void free() {
        kept.forEach(heap::free);
        handshake.forEach(heap::free);
        kept.clear();
        handshake.clear();
    }
}
