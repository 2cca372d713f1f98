package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/**
 * A link for datagrams ({@link AtModule#openUdp}): {@link #send} sends one, {@link #receive} takes one, whole, and names
 * its sender.
 *
 * <p>As a {@link Link}: each {@link #write} is one datagram to the {@linkplain LinkRequest#peer() peer}; a {@link #read}
 * never mixes two datagrams, and what did not fit its array comes with the next one. {@link #available} is the size of the
 * next datagram.
 *
 * <p>Unread datagrams wait in the order of their arrival. When they would take more than the driver's receive limit, new
 * ones are {@linkplain #dropped() dropped}, each as a whole: UDP promises no more, and the link lives.
 */
public interface UdpLink extends Link {

    /**
     * The next datagram; empty at the deadline.
     *
     * @throws AtException when the link is closed or lost
     */
    Optional<Datagram> receive(Deadline deadline);

    /**
     * Sends one datagram to any peer and waits for the firmware's {@code SEND OK}.
     *
     * @param host name or dotted quad; a name is looked up by the module for every datagram
     * @param length at least 1
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} if it is empty, or longer than this firmware sends whole
     */
    void send(String host, int port, byte[] bytes, int offset, int length, Deadline deadline);

    /** How many datagrams were dropped because they were not read in time. */
    long dropped();
}
