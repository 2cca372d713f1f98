package io.github.wroom4j.mock.chip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** NOR flash: erasing sets, writing clears. */
class FlashTest {
    private final Flash flash = Flash.ofWroom02();

    @Test
    void writing_only_clears_bits_until_the_sector_is_erased() {
        flash.write(0x1000, new byte[] {(byte) 0xF0});
        flash.write(0x1000, new byte[] {(byte) 0x3C});
        assertEquals(0x30, flash.read(0x1000, 1)[0]);
        flash.eraseSector(0x1ABC);
        assertEquals((byte) 0xFF, flash.read(0x1000, 1)[0]);
    }

    @Test
    void what_is_flashed_across_sectors_reads_back() {
        var image = new byte[10_000];
        new Random(3).nextBytes(image);
        flash.flash(0x3B000 - 5, image);
        assertArrayEquals(image, flash.read(0x3B000 - 5, image.length));
    }

    @Test
    void beyond_the_end_it_reads_as_erased_and_cannot_be_written() {
        assertArrayEquals(new byte[] {-1, -1}, flash.read(flash.size() - 1, 2));
        assertArrayEquals(new byte[] {-1}, flash.read(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> flash.write(flash.size() - 1, new byte[2]));
        assertThrows(IllegalArgumentException.class, () -> flash.eraseSector(-1));
        assertThrows(IllegalArgumentException.class, () -> new Flash(1000));
    }
}
