package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Flash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * What survives a reset (at-protocol §13): a value has a current and a saved form, and the saved ones lie in a sector
 * of the flash.
 */
public final class Settings {
    private static final byte[] MAGIC = "w4j1".getBytes(StandardCharsets.US_ASCII);

    private final Flash flash;
    private final int address;
    private final TreeMap<String, String> saved = new TreeMap<>();
    private final TreeMap<String, String> current;

    /** Reads what the flash holds; an erased sector means factory settings. */
    public Settings(Flash flash) {
        this.flash = flash;
        // Third sector from the end, among those that the SDK keeps its own parameters in.
        this.address = flash.size() - 3 * Flash.SECTOR;
        byte[] sector = flash.read(address, Flash.SECTOR);
        if (Arrays.equals(sector, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            int length = (sector[4] & 0xff) << 8 | sector[5] & 0xff;
            if (length <= sector.length - 6) {
                read(new String(sector, 6, length, StandardCharsets.UTF_8));
            }
        }
        current = new TreeMap<>(saved);
    }

    private void read(String text) {
        for (String line : text.split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                saved.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    /** The current value. */
    public String text(String key, String otherwise) {
        return current.getOrDefault(key, otherwise);
    }

    /** The current value as a number. */
    public int number(String key, int otherwise) {
        String value = current.get(key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** The saved value. */
    public String savedText(String key, String otherwise) {
        return saved.getOrDefault(key, otherwise);
    }

    /** Changes a value, for now or for good. */
    public void set(String key, String value, boolean save) {
        current.put(key, value);
        if (save) {
            saved.put(key, value);
            write();
        }
    }

    /** Changes a number, for now or for good. */
    public void set(String key, int value, boolean save) {
        set(key, Integer.toString(value), save);
    }

    /** Forgets everything: AT+RESTORE. */
    public void erase() {
        saved.clear();
        current.clear();
        flash.eraseSector(address);
    }

    private void write() {
        var text = new StringBuilder();
        saved.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] sector = Arrays.copyOf(MAGIC, 6 + body.length);
        if (sector.length > Flash.SECTOR) {
            throw new IllegalStateException("the settings do not fit a flash sector: " + sector.length + " bytes");
        }
        sector[4] = (byte) (body.length >> 8);
        sector[5] = (byte) body.length;
        System.arraycopy(body, 0, sector, 6, body.length);
        flash.eraseSector(address);
        flash.write(address, sector);
    }
}
