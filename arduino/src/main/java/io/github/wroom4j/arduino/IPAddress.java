package io.github.wroom4j.arduino;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An IPv4 address (rules IP-1 … IP-4). Not safe for use by several threads while it is being changed. */
public final class IPAddress implements Printable {
    private final byte[] octets = new byte[4];
    private final boolean constant;

    /** Unset: 0.0.0.0. */
    public IPAddress() {
        this(0);
    }

    /** Each octet is taken modulo 256. */
    public IPAddress(int first, int second, int third, int fourth) {
        this(first & 0xFF | (second & 0xFF) << 8 | (third & 0xFF) << 16 | fourth << 24);
    }

    /** From the core's 32-bit form: the lowest byte is the first octet (IP-1). */
    public IPAddress(int v4) {
        this(v4, false);
    }

    private IPAddress(int v4, boolean constant) {
        this.constant = constant;
        for (int i = 0; i < 4; i++) {
            octets[i] = (byte) (v4 >>> 8 * i);
        }
    }

    /** One that all share, and that nobody can change. */
    static IPAddress constant(int v4) {
        return new IPAddress(v4, true);
    }

    /** From a dotted quad as {@link #fromString} reads it; unset for any other text. */
    public IPAddress(String text) {
        this(0);
        fromString(text);
    }

    /** From four octets. */
    public IPAddress(byte[] address) {
        this(0);
        if (address.length != 4) {
            throw new IllegalArgumentException("an IPv4 address has 4 octets, not " + address.length);
        }
        System.arraycopy(address, 0, octets, 0, 4);
    }

    public IPAddress(IPAddress other) {
        this(other.octets);
    }

    /** From Java's own form; anything but IPv4 is unset. */
    public static IPAddress of(InetAddress address) {
        return address instanceof Inet4Address ? new IPAddress(address.getAddress()) : new IPAddress();
    }

    /** Into Java's own form. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are always an address", e);
        }
    }

    /**
     * Reads a dotted quad; an empty part counts as 0 as in the core (IP-2).
     *
     * @return whether it was one; if not, this address is as it was
     */
    public boolean fromString(String text) {
        byte[] read = parse(text);
        if (read != null) {
            System.arraycopy(read, 0, writable(), 0, 4);
        }
        return read != null;
    }

    /** Whether {@link #fromString} would read it. */
    public static boolean isValid(String text) {
        return parse(text) != null;
    }

    private static byte[] parse(String given) {
        String text = CString.of(given);
        if (text == null) {
            return null;
        }
        byte[] read = new byte[4];
        int part = 0;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
                if (value > 255) {
                    return null;
                }
            } else if (c == '.' && part < 3) {
                read[part++] = (byte) value;
                value = 0;
            } else {
                return null;
            }
        }
        read[part] = (byte) value;
        return part == 3 ? read : null;
    }

    /** False for 0.0.0.0 and 255.255.255.255 (IP-3). */
    public boolean isSet() {
        return v4() != 0 && v4() != -1;
    }

    /** What C++ writes as {@code if (ip)}. */
    public boolean asBool() {
        return isSet();
    }

    /** An octet, 0 … 255; index 0 … 3. */
    public int get(int index) {
        return octets[index] & 0xFF;
    }

    /** Changes an octet; index 0 … 3. */
    public void set(int index, int value) {
        writable()[index] = (byte) value;
    }

    private byte[] writable() {
        if (constant) {
            throw new UnsupportedOperationException(
                    dotted() + " is a constant here: change a copy, new IPAddress(" + dotted().replace('.', ',') + ")");
        }
        return octets;
    }

    /** The core's 32-bit form: the lowest byte is the first octet (IP-4). */
    public int v4() {
        return get(0) | get(1) << 8 | get(2) << 16 | get(3) << 24;
    }

    public void clear() {
        Arrays.fill(writable(), (byte) 0);
    }

    public boolean isV4() {
        return true;
    }

    public boolean isV6() {
        return false;
    }

    /** Whether it is link-local, 169.254.0.0/16. */
    public boolean isLocal() {
        return get(0) == 169 && get(1) == 254;
    }

    @Override
    public int printTo(Print out) {
        return out.print(toString());
    }

    /** A dotted quad, or {@code (IP unset)} (IP-3). */
    @Override
    public String toString() {
        return isSet() ? dotted() : "(IP unset)";
    }

    /** A dotted quad in every case. */
    public String dotted() {
        return get(0) + "." + get(1) + "." + get(2) + "." + get(3);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IPAddress address && Arrays.equals(octets, address.octets);
    }

    @Override
    public int hashCode() {
        return v4();
    }
}
