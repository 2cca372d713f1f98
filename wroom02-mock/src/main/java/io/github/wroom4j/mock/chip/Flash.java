package io.github.wroom4j.mock.chip;

import java.util.Arrays;

/**
 * The module's SPI flash: NOR, so that erasing sets whole sectors to 0xFF and writing only clears bits. An
 * ESP-WROOM-02 carries 2 MB. Used in the chip's lane only, or before it starts.
 */
public final class Flash {
    /** What an erase takes at least. */
    public static final int SECTOR = 4096;

    private final int size;
    /** Sectors that were written; null is an erased one, so that thousands of mocks need not hold 2 MB each. */
    private final byte[][] sectors;

    /** An erased flash of the given size. */
    public Flash(int size) {
        if (size <= 0 || size % SECTOR != 0) {
            throw new IllegalArgumentException("a flash of " + size + " bytes: it consists of sectors of " + SECTOR);
        }
        this.size = size;
        sectors = new byte[size / SECTOR][];
    }

    /** The 2 MB of an ESP-WROOM-02. */
    public static Flash ofWroom02() {
        return new Flash(2 * 1024 * 1024);
    }

    /** Its size in bytes. */
    public int size() {
        return size;
    }

    /** Copies bytes out; beyond the end it reads as erased. */
    public byte[] read(int address, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFF);
        for (int at = 0; at < length && address >= 0 && address + at < size; ) {
            int from = (address + at) % SECTOR;
            int n = Math.min(length - at, SECTOR - from);
            byte[] sector = sectors[(address + at) / SECTOR];
            if (sector != null) {
                System.arraycopy(sector, from, bytes, at, n);
            }
            at += n;
        }
        return bytes;
    }

    /** Programs bytes: only ones become zeros. */
    public void write(int address, byte[] bytes) {
        check(address, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int at = address + i;
            byte[] sector = sectors[at / SECTOR];
            if (sector == null) {
                if (bytes[i] == (byte) 0xFF) {
                    continue;
                }
                sector = new byte[SECTOR];
                Arrays.fill(sector, (byte) 0xFF);
                sectors[at / SECTOR] = sector;
            }
            sector[at % SECTOR] &= bytes[i];
        }
    }

    /** Erases the sector that contains the address. */
    public void eraseSector(int address) {
        check(address, 1);
        sectors[address / SECTOR] = null;
    }

    /** Erases what is needed and writes, as a flashing tool does. */
    public void flash(int address, byte[] image) {
        check(address, image.length);
        for (int at = address / SECTOR * SECTOR; at < address + image.length; at += SECTOR) {
            eraseSector(at);
        }
        write(address, image);
    }

    private void check(int address, int length) {
        if (address < 0 || length > size - address) {
            throw new IllegalArgumentException(
                    String.format("0x%x…0x%x lies outside this flash of 0x%x bytes", address, address + length, size));
        }
    }
}
