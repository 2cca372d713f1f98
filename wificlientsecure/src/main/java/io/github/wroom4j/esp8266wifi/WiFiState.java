package io.github.wroom4j.esp8266wifi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What {@code WiFi.shutdown(state)} saves and {@code WiFi.resumeFromShutdown(state)} takes up again (WF-23): mode, network
 * and password. It packs into {@link #CELLS} cells for {@code ESP.rtcUserMemoryWrite()}, under a checksum.
 *
 * <p><b>Caveats:</b> the cells hold the password in clear, as the core's do. The checksum finds damage, not forgery.
 */
public final class WiFiState {
    /** How many cells of RTC memory it takes. */
    public static final int CELLS = 26;

    private static final int NAME = 32;
    private static final int SECRET = 64;
    private static final int BODY = (CELLS - 1) * Integer.BYTES;

    private int mode;
    private String ssid = "";
    private String passphrase = "";

    /** Of no connection. */
    public WiFiState() {}

    void keep(int newMode, String network, String secret) {
        mode = newMode;
        ssid = network;
        passphrase = secret;
    }

    /** Whether there is a network to go back to. */
    public boolean isSet() {
        return !ssid.isEmpty();
    }

    int mode() {
        return mode;
    }

    String ssid() {
        return ssid;
    }

    String passphrase() {
        return passphrase;
    }

    /** As cells to keep; whoever reads them reads the password. */
    public int[] cells() {
        ByteBuffer bytes = ByteBuffer.allocate(CELLS * Integer.BYTES);
        bytes.putInt(mode)
                .put(ssid.getBytes(StandardCharsets.UTF_8))
                .position(Integer.BYTES + NAME)
                .put(passphrase.getBytes(StandardCharsets.UTF_8))
                .putInt(BODY, checksum(bytes.array()));
        int[] cells = new int[CELLS];
        bytes.rewind().asIntBuffer().get(cells);
        return cells;
    }

    /** Takes over what was kept; false, and no connection, if those cells are not what {@link #cells()} gave. */
    public boolean cells(int[] kept) {
        keep(0, "", "");
        if (kept.length != CELLS) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(CELLS * Integer.BYTES);
        bytes.asIntBuffer().put(kept);
        if (bytes.getInt(BODY) != checksum(bytes.array())) {
            return false;
        }
        keep(bytes.getInt(0), text(bytes, Integer.BYTES, NAME), text(bytes, Integer.BYTES + NAME, SECRET));
        return true;
    }

    private static String text(ByteBuffer from, int at, int most) {
        int length = 0;
        while (length < most && from.get(at + length) != 0) {
            length++;
        }
        return new String(from.array(), at, length, StandardCharsets.UTF_8);
    }

    /** Memory that was never written is all zero, whose CRC is not: it does not pass for a state. */
    private static int checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes, 0, BODY);
        return (int) crc.getValue();
    }
}
