package io.github.wroom4j.tls;

/**
 * Counts the other end's records as they come from the wire, before they are decrypted: how many in a row brought no data,
 * and whether the wire stands inside one. Records without data, padding only, key updates, tickets, requests for another
 * handshake and warnings are all legal and all cost work; a row of them is a flood (OpenSSL stops at 32 too).
 *
 * <p>Not thread-safe: the link's engine lock guards it.
 */
final class RecordWatch {
    /** Records in a row without application data; an honest server sends some tickets and a key update now and then. */
    static final int MOST_WITHOUT_DATA = 32;

    /** A record of the longest kind with its header: 2¹⁴ bytes and what a suite may add (RFC 5246 §6.2.3). */
    static final int LONGEST_RECORD = 5 + (1 << 14) + 2048;

    private static final int HEADER = 5;

    private final byte[] header = new byte[HEADER];
    private int headerBytes;
    private int bodyLeft;
    private int withoutData;

    /** Bytes came, and with them perhaps data. */
    void came(byte[] bytes, int count, boolean data) {
        int ended = 0;
        for (int i = 0; i < count; ) {
            if (headerBytes < HEADER) {
                header[headerBytes++] = bytes[i++];
                if (headerBytes == HEADER) {
                    bodyLeft = (header[3] & 0xff) << 8 | header[4] & 0xff;
                }
            } else {
                int step = Math.min(bodyLeft, count - i);
                bodyLeft -= step;
                i += step;
            }
            if (headerBytes == HEADER && bodyLeft == 0) {
                headerBytes = 0;
                ended++;
            }
        }
        withoutData = data ? 0 : withoutData + ended;
    }

    /** Whether the last bytes are the beginning of a record whose rest has not come. */
    boolean insideRecord() {
        return headerBytes > 0;
    }

    /** Whether more records without data came in a row than an honest end sends. */
    boolean flooded() {
        return withoutData > MOST_WITHOUT_DATA;
    }
}
