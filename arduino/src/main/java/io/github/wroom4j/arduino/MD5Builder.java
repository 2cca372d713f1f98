package io.github.wroom4j.arduino;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An MD5 sum, piece by piece (rule HP-1). For old protocols; it proves nothing about who made the data. */
public final class MD5Builder {
    private MessageDigest digest;
    private byte[] sum = new byte[16];

    /** Starts, or starts again. */
    public void begin() {
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java installation has no MD5", e);
        }
    }

    private MessageDigest started() {
        if (digest == null) {
            throw new IllegalStateException("MD5Builder: call begin() first");
        }
        return digest;
    }

    public void add(byte[] data, int length) {
        started().update(data, 0, length);
    }

    public void add(byte[] data) {
        add(data, data.length);
    }

    /** In UTF-8, up to the first NUL. */
    public void add(String text) {
        add(text == null ? new byte[0] : CString.of(text).getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes that pairs of hex digits stand for: anything but a digit counts as 0, and half a pair is left out. */
    public void addHexString(String digits) {
        String hex = CString.of(digits);
        byte[] bytes = new byte[hex == null ? 0 : hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (digit(hex.charAt(2 * i)) << 4 | digit(hex.charAt(2 * i + 1)));
        }
        add(bytes);
    }

    private static int digit(char c) {
        return HexFormat.isHexDigit(c) ? HexFormat.fromHexDigit(c) : 0;
    }

    /** Up to that many bytes of a stream; false if fewer came before its timeout (T20: asking for more is not an error). */
    public boolean addStream(Stream stream, long maxLength) {
        byte[] piece = new byte[512];
        for (long left = maxLength; left > 0; ) {
            int got = stream.readBytes(piece, (int) Math.min(left, piece.length));
            if (got == 0) {
                return !stream.inputCanTimeout();
            }
            add(piece, got);
            left -= got;
        }
        return true;
    }

    /** Ends the sum. */
    public void calculate() {
        sum = started().digest();
        digest = null;
    }

    public byte[] getBytes() {
        return sum.clone();
    }

    /** 32 lower-case hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(sum);
    }
}
