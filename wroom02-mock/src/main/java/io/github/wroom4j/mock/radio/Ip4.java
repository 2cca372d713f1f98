package io.github.wroom4j.mock.radio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IPv4 address as the chip knows it: four octets, no names. */
public record Ip4(int a, int b, int c, int d) {
    /** 0.0.0.0: no address. */
    public static final Ip4 ANY = new Ip4(0, 0, 0, 0);

    /** 127.0.0.1: the host that the mock runs on, seen from the module. */
    public static final Ip4 LOOPBACK = new Ip4(127, 0, 0, 1);

    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private static final String NUMBER = "(0[xX][0-9a-fA-F]{1,8}|[1-9]\\d{0,9}|0[0-7]{0,11})";
    private static final Pattern ATON = Pattern.compile(NUMBER + "(\\." + NUMBER + "){0,3}");

    /** Keeps the low 8 bits of each octet, as a {@code uint8} does. */
    public Ip4 {
        a &= 0xFF;
        b &= 0xFF;
        c &= 0xFF;
        d &= 0xFF;
    }

    // By hand: what the compiler makes of a record is put together when it is first called, and costs a start 4 ms.
    @Override
    public boolean equals(Object other) {
        return other instanceof Ip4 o && a == o.a && b == o.b && c == o.c && d == o.d;
    }

    @Override
    public int hashCode() {
        return a << 24 | b << 16 | c << 8 | d;
    }

    /** Reads {@code 192.168.4.1}; empty for anything else. */
    public static Optional<Ip4> parse(String text) {
        var m = DOTTED.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        var octets = new int[4];
        for (int i = 0; i < 4; i++) {
            octets[i] = Integer.parseInt(m.group(i + 1));
            if (octets[i] > 255) {
                return Optional.empty();
            }
        }
        return Optional.of(of(octets));
    }

    /** Reads what BSD's {@code inet_aton} reads: one to four numbers, decimal, octal or hexadecimal; empty for anything else. */
    public static Optional<Ip4> aton(String text) {
        if (!ATON.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.");
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = Long.decode(parts[i]);
            boolean last = i == parts.length - 1;
            int bits = last ? 8 * (4 - i) : 8;
            if (part >= 1L << bits) {
                return Optional.empty();
            }
            value |= last ? part : part << 8 * (3 - i);
        }
        return Optional.of(
                new Ip4((int) (value >> 24), (int) (value >> 16) & 255, (int) (value >> 8) & 255, (int) value & 255));
    }

    /** From the four octets of a C array. */
    public static Ip4 of(int[] octets) {
        return new Ip4(octets[0], octets[1], octets[2], octets[3]);
    }

    /** From a Java address. */
    public static Ip4 of(InetAddress address) {
        byte[] o = address.getAddress();
        if (o.length != 4) {
            throw new IllegalArgumentException(address + " is not an IPv4 address: this module knows no other");
        }
        return new Ip4(o[0], o[1], o[2], o[3]);
    }

    /** The four octets, as in a C array. */
    public int[] octets() {
        return new int[] {a, b, c, d};
    }

    /** As a Java address. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are always an address", e);
        }
    }

    /** Whether it is 0.0.0.0. */
    public boolean isAny() {
        return equals(ANY);
    }

    /** Whether it lies in 127/8. */
    public boolean isLoopback() {
        return a == 127;
    }

    /** Whether both share their first three octets. */
    public boolean sameNet24(Ip4 other) {
        return a == other.a && b == other.b && c == other.c;
    }

    /** The same network, another host. */
    public Ip4 host(int last) {
        return new Ip4(a, b, c, last);
    }

    @Override
    public String toString() {
        return a + "." + b + "." + c + "." + d;
    }
}
