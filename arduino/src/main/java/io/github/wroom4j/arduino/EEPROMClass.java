package io.github.wroom4j.arduino;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code EEPROM}: up to 4096 bytes that outlive the program (rules EE-1 … EE-4), in a file. Without {@link #file} it is
 * {@code eeprom.bin} in the board's {@linkplain SketchContext#dataFolder() data folder}.
 *
 * <p>What was never written reads as 255, as erased flash does. Not safe for use by several threads.
 */
public final class EEPROMClass {
    private static final int SECTOR = 4096;
    private static final int NOT_WRITTEN = 0xFF;

    private final SketchContext context;
    private Path file;
    private byte[] cells = new byte[0];
    private boolean dirty;
    private ClientError lastError = ClientError.NONE;

    private EEPROMClass(SketchContext context) {
        this.context = context;
    }

    /** {@code EEPROM} of a sketch. */
    public static EEPROMClass of(SketchContext context) {
        return context.part(EEPROMClass.class, EEPROMClass::new);
    }

    /** Keeps the bytes in this file from the next {@link #begin} on. */
    public void file(Path path) {
        file = path;
    }

    /**
     * Loads the bytes; a second call loads them again (EE-1).
     *
     * @param size 0 is ignored; rounded up to a multiple of 4; at most 4096
     */
    public void begin(int size) {
        if (size <= 0) {
            return;
        }
        byte[] fresh = new byte[Math.min(SECTOR, (size + 3) & ~3)];
        Arrays.fill(fresh, (byte) NOT_WRITTEN);
        byte[] stored = stored();
        System.arraycopy(stored, 0, fresh, 0, Math.min(stored.length, fresh.length));
        cells = fresh;
        dirty = false;
    }

    private Path path() {
        if (file == null) {
            file = context.dataFolder().resolve("eeprom.bin");
        }
        return file;
    }

    private byte[] stored() {
        try {
            lastError = ClientError.NONE;
            return Files.exists(path()) ? Files.readAllBytes(path()) : new byte[0];
        } catch (IOException unreadable) {
            lastError = failure("cannot be read", unreadable);
            return new byte[0];
        }
    }

    private ClientError failure(String what, IOException why) {
        return ClientError.ofFile("EEPROM: " + path() + " " + what, why);
    }

    /** Why {@link #begin} or {@link #commit} failed. */
    public ClientError getLastError() {
        return lastError;
    }

    private boolean inside(int address, int length) {
        return address >= 0 && address <= cells.length - length;
    }

    /** 0 … 255; 0 out of range or before {@link #begin} (EE-2). */
    public int read(int address) {
        return inside(address, 1) ? cells[address] & 0xFF : 0;
    }

    /** Changes a byte in memory; out of range nothing happens (EE-2). */
    public void write(int address, int value) {
        if (inside(address, 1) && cells[address] != (byte) value) {
            cells[address] = (byte) value;
            dirty = true;
        }
    }

    /** Keeps what was changed; true if nothing was; false before {@link #begin} or if it cannot be written (EE-3). */
    public boolean commit() {
        if (cells.length == 0) {
            lastError = new ClientError(ClientError.Stage.SETTINGS, "EEPROM: nothing is kept before begin(size)");
            return false;
        }
        if (!dirty) {
            return true;
        }
        byte[] whole = stored();
        byte[] all = Arrays.copyOf(whole, Math.max(whole.length, cells.length));
        System.arraycopy(cells, 0, all, 0, cells.length);
        try {
            Path folder = path().toAbsolutePath().getParent();
            Files.createDirectories(folder);
            // A program that dies meanwhile leaves the old bytes or the new ones, never a half.
            Path fresh = Files.createTempFile(folder, "eeprom", ".new");
            Files.write(fresh, all);
            Files.move(fresh, path(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            dirty = false;
            lastError = ClientError.NONE;
            return true;
        } catch (IOException unwritable) {
            lastError = failure("cannot be written", unwritable);
            return false;
        }
    }

    /** {@link #commit()}, and forgets the bytes; false before {@link #begin} (EE-3). */
    public boolean end() {
        boolean kept = commit();
        cells = new byte[0];
        dirty = false;
        return kept;
    }

    /** How many bytes {@link #begin} made. */
    public int length() {
        return cells.length;
    }

    /** A copy of the bytes, which is read only as in {@code getConstDataPtr()} (EE-4). */
    public byte[] getConstDataPtr() {
        return cells.clone();
    }

    /** The bytes themselves; they count as changed (EE-4). */
    public byte[] getDataPtr() {
        dirty = true;
        return cells;
    }

    /** Fills the array from there on; out of range it stays as it is (EE-4). */
    public byte[] get(int address, byte[] into) {
        if (inside(address, into.length)) {
            System.arraycopy(cells, address, into, 0, into.length);
        }
        return into;
    }

    /** Writes the array from there on; out of range nothing happens (EE-4). */
    public void put(int address, byte[] value) {
        if (inside(address, value.length)) {
            for (int i = 0; i < value.length; i++) {
                write(address + i, value[i]);
            }
        }
    }

    /** Writes the text in UTF-8 and a NUL, as the chip keeps a {@code char[]} with that text; out of range nothing happens. */
    public void put(int address, String text) {
        byte[] bytes = text == null ? new byte[0] : CString.of(text).getBytes(StandardCharsets.UTF_8);
        put(address, Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** The text from there to its NUL; what was given if none follows, as in erased flash. */
    public String get(int address, String otherwise) {
        int end = Math.max(0, address);
        while (inside(end, 1) && cells[end] != 0) {
            end++;
        }
        return inside(address, 1) && inside(end, 1)
                ? new String(cells, address, end - address, StandardCharsets.UTF_8)
                : otherwise;
    }

    /** Four bytes, the lowest first, as the chip keeps an {@code int}. */
    public void put(int address, int value) {
        put(address, little(4).putInt(value).array());
    }

    /** Eight bytes, the lowest first, as the chip keeps a {@code long long}. */
    public void put(int address, long value) {
        put(address, little(8).putLong(value).array());
    }

    public void put(int address, float value) {
        put(address, little(4).putFloat(value).array());
    }

    public void put(int address, double value) {
        put(address, little(8).putDouble(value).array());
    }

    /** An {@code int}; what was given if it does not lie inside. */
    public int get(int address, int otherwise) {
        return at(address, 4).map(ByteBuffer::getInt).orElse(otherwise);
    }

    public long get(int address, long otherwise) {
        return at(address, 8).map(ByteBuffer::getLong).orElse(otherwise);
    }

    public float get(int address, float otherwise) {
        return at(address, 4).map(ByteBuffer::getFloat).orElse(otherwise);
    }

    public double get(int address, double otherwise) {
        return at(address, 8).map(ByteBuffer::getDouble).orElse(otherwise);
    }

    private Optional<ByteBuffer> at(int address, int length) {
        return inside(address, length)
                ? Optional.of(ByteBuffer.wrap(cells, address, length).order(ByteOrder.LITTLE_ENDIAN))
                : Optional.empty();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
