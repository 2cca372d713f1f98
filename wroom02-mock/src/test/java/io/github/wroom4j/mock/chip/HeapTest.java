package io.github.wroom4j.mock.chip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The SDK's allocator (espconn-sdk §10.1). */
class HeapTest {
    private final List<String> console = new ArrayList<>();

    @Test
    void a_block_takes_its_header_and_is_aligned_to_eight() {
        assertEquals(120, Heap.blockSize(100));
        assertEquals(192, Heap.blockSize(172));
        assertEquals(3112, Heap.blockSize(3096));
        var heap = new Heap(10_000, console::add);
        heap.malloc(100);
        assertEquals(10_000 - 120, heap.freeSize());
    }

    @Test
    void a_failed_allocation_prints_its_size_with_the_header() {
        var heap = new Heap(1000, console::add);
        assertEquals(0, heap.malloc(1000));
        assertEquals(List.of("E:M 1016\n"), console);
        assertEquals(1000, heap.freeSize());
    }

    @Test
    void first_fit_takes_the_lowest_hole_and_neighbours_coalesce() {
        var heap = new Heap(10_000, console::add);
        int a = heap.malloc(1000);
        int b = heap.malloc(1000);
        int c = heap.malloc(1000);
        heap.free(a);
        heap.free(c);
        assertEquals(a, heap.malloc(500));
        heap.free(a);
        heap.free(b);
        assertEquals(10_000, heap.largestFree());
        heap.free(b); // twice must not harm
        assertEquals(10_000, heap.freeSize());
    }

    @Test
    void fragments_make_the_largest_block_smaller_than_what_is_free() {
        var heap = new Heap(20_000, console::add);
        var blocks = new ArrayList<Integer>();
        for (int i = 0; i < 10; i++) {
            blocks.add(heap.malloc(1500));
        }
        for (int i = 0; i < 10; i += 2) {
            heap.free(blocks.get(i));
        }
        assertEquals(0, heap.malloc(6000));
        assertEquals(true, heap.freeSize() > 6016);
    }

    @Test
    void whatever_was_allocated_and_freed_the_heap_is_whole_again() {
        var random = new Random(5);
        var heap = new Heap(40_000, console::add);
        var live = new ArrayList<Integer>();
        for (int i = 0; i < 5_000; i++) {
            if (live.size() > 20 || !live.isEmpty() && random.nextBoolean()) {
                heap.free(live.remove(random.nextInt(live.size())));
            } else {
                int block = heap.malloc(random.nextInt(3_000));
                if (block != 0) {
                    live.add(block);
                }
            }
        }
        assertNotEquals(40_000, heap.lowWater());
        live.forEach(heap::free);
        assertEquals(40_000, heap.largestFree());
    }
}
