package io.github.wroom4j.mock.tls;

import io.github.wroom4j.mock.chip.Flash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The trust store of {@code ca_enable} in flash: at most two entries in one sector, each a 32-byte name padded with
 * NUL, a little-endian length and that many bytes of DER or PEM; an erased length ends the list (espconn-sdk §9).
 */
public final class FlashCertificates {
    private static final int NAME = 32;
    private static final int LIMIT = 2;

    private FlashCertificates() {}

    /** The certificates at that address, DER; broken entries end the list. */
    public static List<byte[]> read(Flash flash, int address) {
        byte[] sector = flash.read(address, Flash.SECTOR);
        var found = new ArrayList<byte[]>();
        for (int at = 0; found.size() < LIMIT && at + NAME + 2 <= sector.length; ) {
            int length = sector[at + NAME] & 0xFF | (sector[at + NAME + 1] & 0xFF) << 8;
            int from = at + NAME + 2;
            if (length == 0xFFFF || length == 0 || length > sector.length - from) {
                break;
            }
            found.add(der(Arrays.copyOfRange(sector, from, from + length)));
            at = from + length;
        }
        return found;
    }

    /** The image that the SDK's tool makes of named certificates: what to flash at {@code sector * 0x1000}. */
    public static byte[] image(List<String> names, List<byte[]> certificates) {
        int size = certificates.stream().mapToInt(c -> NAME + 2 + c.length).sum();
        if (certificates.size() > LIMIT || size > Flash.SECTOR) {
            throw new IllegalArgumentException(certificates.size() + " certificates of " + size
                    + " bytes: one sector takes two, 4096 bytes in all");
        }
        var image = new byte[size];
        int at = 0;
        for (int i = 0; i < certificates.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.US_ASCII);
            byte[] der = certificates.get(i);
            System.arraycopy(name, 0, image, at, Math.min(name.length, NAME - 1));
            image[at + NAME] = (byte) der.length;
            image[at + NAME + 1] = (byte) (der.length >> 8);
            System.arraycopy(der, 0, image, at + NAME + 2, der.length);
            at += NAME + 2 + der.length;
        }
        return image;
    }

    private static byte[] der(byte[] entry) {
        String text = new String(entry, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("-----BEGIN")) {
            return entry;
        }
        try {
            return Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]*-----", ""));
        } catch (IllegalArgumentException e) {
            return entry; // not PEM after all: the certificate parser will refuse it
        }
    }
}
