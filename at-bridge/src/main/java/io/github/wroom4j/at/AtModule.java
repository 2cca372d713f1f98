package io.github.wroom4j.at;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * A Wi-Fi module behind AT commands.
 *
 * <p>Every method may be called from any thread; commands queue for the one UART. A method that takes a
 * {@link Deadline} never outlives it; {@link #close()} frees every blocked caller. Failures are {@link AtException}s
 * that carry the AT line.
 */
public interface AtModule extends AutoCloseable {

    /** What {@code AT+GMR} said. */
    Firmware version();

    /** What this firmware can do. */
    Capabilities capabilities();

    /** The clock on which this module's deadlines are measured. */
    Clock clock();

    /** Every default wait, in one table. */
    Timeouts timeouts();

    /**
     * Joins an access point as a station and returns when the station has an address.
     *
     * @param ssid 1 … 32 bytes in UTF-8
     * @param password empty for an open network, else 8 … 64 characters
     * @throws AtException of kind {@link AtException.Kind#JOIN_FAILED} with the firmware's reason
     * @throws IllegalArgumentException if the name or the password has another length, or holds CR, LF or NUL
     */
    void join(String ssid, String password, Deadline deadline);

    /**
     * Joins that one of several access points of a name.
     *
     * @param bssid its MAC, {@code aa:bb:cc:dd:ee:ff}; empty for any
     * @throws AtException as {@link #join(String, String, Deadline)}; of kind {@link AtException.Kind#UNSUPPORTED} where a
     *     module cannot choose
     * @throws IllegalArgumentException as there, or if the BSSID has another form
     */
    default void join(String ssid, String password, Optional<String> bssid, Deadline deadline) {
        if (bssid.isPresent()) {
            throw new AtException(AtException.Kind.UNSUPPORTED, "this module joins any access point of a name", "");
        }
        join(ssid, password, deadline);
    }

    /**
     * {@link #join(String, String, Deadline)} within {@link Timeouts#join()}.
     *
     * @throws AtException as there
     */
    default void join(String ssid, String password) {
        join(ssid, password, Deadline.in(clock(), timeouts().join()));
    }

    /** The station side: status, address, leaving, hostname, static address, reconnect policy. */
    Station station();

    /** The soft access point. */
    SoftAp softAp();

    /** The module's own SNTP client. */
    TimeSource time();

    /** Settings and certificates of module TLS, where a firmware has them. */
    SslSettings ssl();

    /**
     * The access points in range.
     *
     * @return those that the module heard, in its order; empty if it heard none
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the firmware refuses
     */
    List<AccessPoint> scan(Deadline deadline);

    /**
     * Looks a name up through the module's network. A dotted quad is returned without asking.
     *
     * @throws AtException of kind {@link AtException.Kind#NAME_NOT_FOUND} if there is no such name, of kind
     *     {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+CIPDOMAIN}
     * @throws IllegalArgumentException unless the name has 1 … 255 characters
     */
    InetAddress resolve(String host, Deadline deadline);

    /**
     * Round-trip time of a ping in milliseconds, or an {@link AtException} of kind timeout.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if no answer came, of kind
     *     {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+PING}, of kind
     *     {@link AtException.Kind#ERROR_REPLY} for anything else that it refuses
     */
    int ping(String host, Deadline deadline);

    /**
     * Opens a link; for a request of type UDP it is a {@link UdpLink}.
     *
     * @throws AtException of kind {@link AtException.Kind#NO_FREE_LINK} if every link id is taken,
     *     {@link AtException.Kind#NO_WIFI} without an address, {@link AtException.Kind#NAME_NOT_FOUND} if there is no
     *     such name, {@link AtException.Kind#CONNECT_FAILED} if no connection came about,
     *     {@link AtException.Kind#UNSUPPORTED} if the firmware cannot do what the request asks; no connection is
     *     tried then
     */
    Link open(LinkRequest request, Deadline deadline);

    /**
     * {@link #open(LinkRequest, Deadline)} within {@link Timeouts#connect()}.
     *
     * @throws AtException as there
     */
    default Link open(LinkRequest request) {
        return open(request, Deadline.in(clock(), timeouts().connect()));
    }

    /**
     * Waits until {@link #open} may find a free link id, after it found none; it keeps none for the caller. Holds up nobody.
     *
     * @return false at the deadline, or at once where a module cannot tell
     * @throws AtException if the module is closed, or the caller interrupted, meanwhile
     */
    default boolean awaitFreeLink(Deadline deadline) {
        return false;
    }

    /**
     * Opens a link for datagrams. The module then names the sender of every frame ({@code AT+CIPDINFO=1}).
     *
     * @param request {@link LinkRequest#udp} or {@link LinkRequest#udpServer}
     * @throws AtException as {@link #open(LinkRequest, Deadline)}; of kind {@link AtException.Kind#UNSUPPORTED} also
     *     where the firmware does not report who sent a datagram and the request needs it
     * @throws IllegalArgumentException if the request is of another type
     */
    default UdpLink openUdp(LinkRequest request, Deadline deadline) {
        if (request.type() != LinkRequest.Type.UDP) {
            throw new IllegalArgumentException("datagrams need a UDP link, not " + request.type());
        }
        return (UdpLink) open(request, deadline);
    }

    /**
     * {@link #openUdp(LinkRequest, Deadline)} within {@link Timeouts#connect()}.
     *
     * @throws AtException as there
     */
    default UdpLink openUdp(LinkRequest request) {
        return openUdp(request, Deadline.in(clock(), timeouts().connect()));
    }

    /**
     * Opens a link in the background. Cancelling the future, or its deadline, gives the attempt up at once; a connection
     * that the module still makes after that is closed by the driver.
     *
     * @return completes with the link, or with the exception that {@link #open(LinkRequest, Deadline)} throws
     */
    default CompletableFuture<Link> openAsync(LinkRequest request, Deadline deadline) {
        var future = new CompletableFuture<Link>();
        var opener = new Thread(
                () -> {
                    try {
                        Link link = open(request, deadline);
                        if (!future.complete(link)) {
                            link.close();
                        }
                    } catch (RuntimeException e) {
                        future.completeExceptionally(e);
                    }
                },
                "wroom4j-opener");
        opener.setDaemon(true);
        future.whenComplete((link, failure) -> {
            if (future.isCancelled()) {
                opener.interrupt();
            }
        });
        clock().enlist(opener);
        opener.start();
        return future;
    }

    /**
     * Changes the line speed of both ends for now, not in the module's flash, and proves it; after a restart of the
     * module it is changed again.
     *
     * @param baud bits per second
     * @return the speed in force afterwards: the old one if the new one did not work
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware cannot change it, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if it refuses the speed, of kind {@link AtException.Kind#TIMEOUT} if the
     *     module then answers at neither speed: the driver goes on looking for it
     */
    default int speed(int baud, Deadline deadline) {
        throw new AtException(AtException.Kind.UNSUPPORTED, "this module has no line speed to change", "");
    }

    /**
     * Free heap of the module in bytes; empty where the firmware does not report it.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if the module does not answer by the deadline
     */
    default OptionalInt freeMemory(Deadline deadline) {
        return OptionalInt.empty();
    }

    /**
     * Puts the module into deep sleep for so many milliseconds, 0 for ever; it wakes with a restart.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has none
     * @throws IllegalArgumentException if {@code millis} is negative
     */
    default void deepSleep(long millis, Deadline deadline) {
        throw new AtException(AtException.Kind.UNSUPPORTED, "this module has no deep sleep", "");
    }

    /**
     * Chooses how the module dozes while it stays joined, until it is changed; a restart of the module does not
     * undo it.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no {@code AT+SLEEP}
     */
    default void sleep(SleepMode mode, Deadline deadline) {
        throw new AtException(AtException.Kind.UNSUPPORTED, "this module has no sleep modes", "");
    }

    /**
     * Starts the module's one TCP server.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no server, or while
     *     another one listens
     * @throws IllegalArgumentException unless the port is 1 … 65535
     */
    Listener listen(int port, Deadline deadline);

    /**
     * Sends one command as it stands, without the line end, and returns its information lines without the final OK.
     *
     * @throws AtException of kind {@link AtException.Kind#ERROR_REPLY} with the lines that came before the ERROR
     * @throws IllegalArgumentException if the command holds CR, LF or NUL: refused before a byte is sent
     */
    List<String> raw(String command, Deadline deadline);

    /** Events of Wi-Fi, links and resets, on one event thread. */
    AtEvents events();

    /** The conversation so far, secrets masked. */
    Transcript transcript();

    /**
     * Restarts the module and makes it ready again; open links are lost.
     *
     * @throws AtException of kind {@link AtException.Kind#TIMEOUT} if it is not ready again by then
     */
    void restart(Deadline deadline);

    /** Closes links, thread and port. */
    @Override
    void close();
}
