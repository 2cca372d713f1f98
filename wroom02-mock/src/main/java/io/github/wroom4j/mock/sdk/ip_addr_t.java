package io.github.wroom4j.mock.sdk;

/** {@code ip_addr_t}: one word, the first octet in the low byte (espconn-sdk §2.3). */
public class ip_addr_t {
    /** The address; 0 is "any". */
    public int addr;

    /** 0.0.0.0. */
    public ip_addr_t() {}

    /** {@code IP4_ADDR}. */
    public ip_addr_t(int a, int b, int c, int d) {
        addr = a & 0xFF | (b & 0xFF) << 8 | (c & 0xFF) << 16 | d << 24;
    }

    /** The octets, first one first. */
    public int[] octets() {
        return new int[] {addr & 0xFF, addr >> 8 & 0xFF, addr >> 16 & 0xFF, addr >>> 24};
    }

    @Override
    public String toString() {
        int[] o = octets();
        return o[0] + "." + o[1] + "." + o[2] + "." + o[3];
    }
}
