package io.github.wroom4j.hal;

/**
 * A serial port: bytes in both directions, a line format, and modem lines.
 *
 * <p>One thread may read while another writes; two readers, or two writers, at once are the caller's mistake.
 * {@link #close()} may be called from any thread and frees a blocked reader and a blocked writer at once: they leave
 * with a {@link BoardException} of kind {@link BoardException.Kind#CLOSED}. A port that vanishes (unplugged, peer
 * killed) frees them with {@link BoardException.Kind#GONE}, after what had arrived has been read. Where the port can
 * come back (serial and network ports), each loss is reported once; later calls wait for the port to return, up to their
 * deadline, and then work on. The module may have restarted meanwhile.
 */
public interface Uart extends AutoCloseable {

    /**
     * Reads what has arrived, waiting for the first byte until the deadline.
     *
     * @param buffer where to put the bytes
     * @param offset first index to fill
     * @param length most bytes to read, at least 1
     * @param deadline when to give up waiting for the first byte
     * @return the number of bytes read, at least 1, or 0 if the deadline passed without a byte
     * @throws BoardException when the port is closed, gone, or the waiting thread was interrupted
     * @throws IndexOutOfBoundsException if the bytes asked for do not fit the buffer
     */
    int read(byte[] buffer, int offset, int length, Deadline deadline);

    /**
     * Writes all bytes or fails; a peer that never reads cannot make it hang past the deadline.
     *
     * @param buffer the bytes
     * @param offset first index to send
     * @param length how many
     * @param deadline when to give up; bytes already handed over by then stay sent
     * @throws BoardException of kind {@link BoardException.Kind#TIMEOUT} at the deadline, else as {@link #read}
     * @throws IndexOutOfBoundsException if the bytes do not stand in the buffer
     */
    void write(byte[] buffer, int offset, int length, Deadline deadline);

    /**
     * The line format in force now.
     *
     * @return the format that was last set, also while the port is away
     */
    UartConfig config();

    /**
     * Changes the line format of the open port, after what was written has left.
     *
     * @param config the new format
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the port refuses it
     * @throws BoardException of kind {@link BoardException.Kind#TIMEOUT} if what was written does not leave; nothing
     *     was changed then
     */
    void configure(UartConfig config);

    /**
     * Drives a modem line. Asserted means logically true, which is electrically low on a TTL adapter.
     *
     * @throws BoardException of kind {@link BoardException.Kind#UNSUPPORTED} if the port has no such line
     */
    void line(ModemLine line, boolean asserted);

    /** Closes the port and frees whoever is blocked on it; closing twice is harmless. */
    @Override
    void close();
}
