package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/**
 * A connection through the module: bytes in order in both directions, or a named reason why not.
 *
 * <p>One reader and one writer at a time. A link outlives its id: after the firmware has given the id to another
 * connection this object stays closed and never touches the new one.
 */
public interface Link extends AutoCloseable {

    /** What it was opened with; of an accepted connection the peer is unknown until {@link #peer} has asked. */
    LinkRequest request();

    /**
     * Who is at the other end. For an accepted connection the module is asked the first time, which may block until the
     * deadline: a server that does not want to know does not pay for it.
     *
     * @return its address and port; {@code 0.0.0.0} and 1 if the connection ended before that could be found out
     * @throws AtException if the module could not be asked by the deadline
     */
    default LinkRequest peer(Deadline deadline) {
        return request();
    }

    /**
     * Reads what has arrived, waiting for the first byte until the deadline.
     *
     * @return at least 1; 0 if the deadline passed; −1 only when the peer has closed and everything is read
     * @throws AtException when the link broke: bytes may be missing, and the cause says why
     */
    int read(byte[] buffer, int offset, int length, Deadline deadline);

    /**
     * Takes all bytes. They may be kept back to fill a send of at most 2048 bytes; {@link #flush}, a read on this
     * link, or the driver's short flush delay sends them.
     *
     * @throws AtException of kind {@link AtException.Kind#LINK_CLOSED} if the connection is closed, of kind
     *     {@link AtException.Kind#LINK_BROKEN} if bytes were lost, of kind {@link AtException.Kind#TIMEOUT} or
     *     {@link AtException.Kind#BUSY} if they could not be sent by the deadline: a send that was begun and
     *     not confirmed ends the link
     */
    void write(byte[] buffer, int offset, int length, Deadline deadline);

    /**
     * Sends what was kept back and waits for the firmware's {@code SEND OK}.
     *
     * @throws AtException as {@link #write(byte[], int, int, Deadline)}
     */
    void flush(Deadline deadline);

    /** Bytes that a read would return at once, as far as this end knows. */
    int available();

    /** Whether the connection is open; unread bytes may remain when it does not. */
    boolean isOpen();

    /** Why it closed, unless it is open or was closed by this end in peace. */
    Optional<AtException> whyClosed();

    /**
     * Closes the connection; closing twice is harmless. What was kept back is sent first. The peer of an accepted link is given
     * a moment to close it, without the caller: a {@code CIPCLOSE} that crosses the peer's own close on the line would
     * close whatever connection has got the id meanwhile.
     */
    @Override
    void close();

    /** Closes the connection at once, without sending what was kept back: for a peer who waits for this end to close. */
    default void abort() {
        close();
    }

    /**
     * Closes the connection like {@link #close()}, but blocks no longer than until the deadline: what has not been sent by
     * then is lost, and the rest of the closing is done without the caller.
     */
    default void close(Deadline deadline) {
        close();
    }
}
