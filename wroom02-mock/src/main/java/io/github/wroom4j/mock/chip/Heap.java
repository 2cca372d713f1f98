package io.github.wroom4j.mock.chip;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The SDK's allocator: address-ordered first fit with coalescing. A block takes {@code align8(n + 16)} bytes; what is
 * left of a free block is split off if it is more than 32 bytes (espconn-sdk §10.1). Only sizes are kept, no contents.
 */
public final class Heap {
    /** Where the heap of this chip ends (espconn-sdk §10.1). */
    private static final int END = 0x3FFFC000;

    private static final int DRAM = 0x3FFE8000;

    private final TreeMap<Integer, Integer> free = new TreeMap<>();
    private final TreeMap<Integer, Integer> used = new TreeMap<>();
    private final Consumer<String> console;
    private final int total;
    private int low;

    /**
     * @param size the free bytes to start with
     * @param console gets the {@code E:M n} line of a failed allocation
     */
    public Heap(int size, Consumer<String> console) {
        if (size < 0 || size > 0x14000) {
            throw new IllegalArgumentException("a heap of " + size + " bytes: this chip has 0 … 81920");
        }
        this.console = console;
        this.total = size;
        if (size > 0) {
            free.put(END - size, size);
        }
        low = size;
    }

    /** The memory map as {@code system_print_meminfo} prints it: what lies below the heap, in one piece, and the heap. */
    public String map() {
        int start = END - total;
        return String.format("data  : 0x%08x ~ 0x%08x, len: %d\n", DRAM, start, start - DRAM)
                + String.format("heap  : 0x%08x ~ 0x%08x, len: %d\n", start, END, total);
    }

    /** What an allocation of n bytes takes from the heap. */
    public static int blockSize(int n) {
        return (n + 16 + 7) & ~7;
    }

    /** Allocates; 0 on failure, after an {@code E:M} line with the size including the header. */
    public int malloc(int n) {
        int size = blockSize(n);
        if (n >= 0) {
            for (Map.Entry<Integer, Integer> hole : free.entrySet()) {
                if (hole.getValue() >= size) {
                    return take(hole.getKey(), hole.getValue(), size);
                }
            }
        }
        console.accept("E:M " + size + "\n");
        return 0;
    }

    private int take(int address, int hole, int size) {
        free.remove(address);
        int taken = hole - size > 32 ? size : hole;
        if (taken < hole) {
            free.put(address + taken, hole - taken);
        }
        used.put(address, taken);
        low = Math.min(low, freeSize());
        return address;
    }

    /** Gives a block back; 0 and unknown addresses are ignored, as freeing twice must not harm the mock. */
    public void free(int address) {
        Integer size = used.remove(address);
        if (size == null) {
            return;
        }
        int from = address;
        int length = size;
        Map.Entry<Integer, Integer> below = free.lowerEntry(from);
        if (below != null && below.getKey() + below.getValue() == from) {
            from = below.getKey();
            length += below.getValue();
            free.remove(from);
        }
        Integer above = free.remove(from + length);
        if (above != null) {
            length += above;
        }
        free.put(from, length);
    }

    /** The sum of all free blocks, as {@code system_get_free_heap_size} returns it. */
    public int freeSize() {
        return free.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The largest free block: what really limits one allocation, header included. */
    public int largestFree() {
        return free.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The least that was ever free. */
    public int lowWater() {
        return low;
    }
}
