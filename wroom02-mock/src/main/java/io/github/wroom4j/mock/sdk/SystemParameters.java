package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.Flash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the SDK keeps of Wi-Fi in flash, in the last but one sector: modes, the station's and the soft access point's
 * configuration. The layout is this project's own; the SDK's is not known.
 */
final class SystemParameters {
    private static final int MAGIC = 0x57;
    private static final int LENGTH = 256;

    int opmode = UserInterfaceCodes.SOFTAP_MODE; // an erased flash starts as an access point, as the SDK's defaults say
    boolean autoConnect = true;
    int phyMode = UserInterfaceCodes.PHY_MODE_11N;
    station_config station;
    softap_config softAp;

    private static int address(Flash flash) {
        return flash.size() - 2 * Flash.SECTOR;
    }

    /** What is saved; the defaults from an erased flash. */
    static SystemParameters read(Flash flash) {
        var in = ByteBuffer.wrap(flash.read(address(flash), LENGTH));
        var all = new SystemParameters();
        if (in.get() != MAGIC) {
            return all;
        }
        all.opmode = in.get();
        all.autoConnect = in.get() != 0;
        all.phyMode = in.get();
        all.station = new station_config();
        all.station.ssid = text(in, 32);
        all.station.password = text(in, 64);
        all.station.bssid_set = in.get();
        in.get(all.station.bssid);
        if (in.get() != 0) {
            all.softAp = new softap_config();
            all.softAp.ssid = text(in, 32);
            all.softAp.password = text(in, 64);
            all.softAp.channel = in.get();
            all.softAp.authmode = in.get();
            all.softAp.ssid_hidden = in.get();
            all.softAp.max_connection = in.get();
            all.softAp.beacon_interval = in.getInt();
        }
        return all;
    }

    /** Writes, if anything is different: flash wears. */
    void write(Flash flash) {
        var out = ByteBuffer.allocate(LENGTH);
        out.put((byte) MAGIC)
                .put((byte) opmode)
                .put((byte) (autoConnect ? 1 : 0))
                .put((byte) phyMode);
        station_config sta = station == null ? new station_config() : station;
        put(out, sta.ssid, 32);
        put(out, sta.password, 64);
        out.put((byte) sta.bssid_set).put(sta.bssid);
        out.put((byte) (softAp == null ? 0 : 1));
        if (softAp != null) {
            put(out, softAp.ssid, 32);
            put(out, softAp.password, 64);
            out.put((byte) softAp.channel).put((byte) softAp.authmode);
            out.put((byte) softAp.ssid_hidden).put((byte) softAp.max_connection);
            out.putInt(softAp.beacon_interval);
        }
        if (!Arrays.equals(out.array(), flash.read(address(flash), LENGTH))) {
            flash.flash(address(flash), out.array());
        }
    }

    /** Forgets everything. */
    static void erase(Flash flash) {
        flash.eraseSector(address(flash));
    }

    private static String text(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static void put(ByteBuffer out, String text, int length) {
        out.put(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), length));
    }
}
