package io.github.wroom4j.mock.lwip;

import java.time.Duration;

/**
 * How the network behaves towards one module: what real sockets on loopback never show. Everything is benign by default
 * and may be changed while the module runs, from any thread.
 */
public final class NetworkConditions {
    private volatile Duration ackDelay = Duration.ZERO;
    private volatile Duration latency = Duration.ZERO;
    private volatile Duration closeDelay = Duration.ZERO;
    private volatile Duration resetTime = Duration.ZERO;
    private volatile int bytesPerSecond;
    private volatile int segment = Lwip.MSS;
    private volatile int burst;
    private volatile boolean synLost;
    private volatile boolean acksLost;
    private volatile boolean dnsSilent;
    private volatile long resetAfter = Long.MAX_VALUE;

    /** How long after the socket took the bytes their acknowledgement arrives. */
    public NetworkConditions ackDelay(Duration delay) {
        ackDelay = delay;
        return this;
    }

    /** How much later received bytes, and a peer's FIN, arrive. */
    public NetworkConditions latency(Duration delay) {
        latency = delay;
        return this;
    }

    /** How long the exchange of FINs takes, whoever begins it: only then is a connection closed. */
    public NetworkConditions closeDelay(Duration delay) {
        closeDelay = delay;
        return this;
    }

    /** Resets each connection that long after it was made; zero for never. */
    public NetworkConditions resetTime(Duration afterConnect) {
        resetTime = afterConnect;
        return this;
    }

    /** How fast received bytes arrive; 0 for no limit. */
    public NetworkConditions bytesPerSecond(int rate) {
        bytesPerSecond = rate;
        return this;
    }

    /** How many bytes one received segment carries at most, 1 … 1460. */
    public NetworkConditions segment(int bytes) {
        segment = Math.max(1, Math.min(Lwip.MSS, bytes));
        return this;
    }

    /**
     * How many bytes lwIP hands up in one call at most, 1 … 5840; 0, the default, for one segment. More arrives at once
     * when a lost segment comes again: lwIP then hands up with it what had waited behind it.
     */
    public NetworkConditions burst(int bytes) {
        burst = Math.max(0, Math.min(Lwip.WINDOW, bytes));
        return this;
    }

    /** Whether connection attempts stay without an answer. */
    public NetworkConditions synLost(boolean lost) {
        synLost = lost;
        return this;
    }

    /** Whether acknowledgements of sent data are lost, until retransmissions are exhausted. */
    public NetworkConditions acksLost(boolean lost) {
        acksLost = lost;
        return this;
    }

    /** Whether the name server does not answer. */
    public NetworkConditions dnsSilent(boolean silent) {
        dnsSilent = silent;
        return this;
    }

    /** Resets each connection once it has received that many bytes. */
    public NetworkConditions resetAfter(long bytes) {
        resetAfter = bytes;
        return this;
    }

    Duration ackDelay() {
        return ackDelay;
    }

    /** See {@link #closeDelay(Duration)}. */
    public Duration closeDelay() {
        return closeDelay;
    }

    Duration resetTime() {
        return resetTime;
    }

    Duration latency() {
        return latency;
    }

    int bytesPerSecond() {
        return bytesPerSecond;
    }

    /** How much goes up in one call, where a connection has segments of that size. */
    int handedUp(int connection) {
        return burst == 0 ? Math.min(segment, connection) : burst;
    }

    boolean synLost() {
        return synLost;
    }

    boolean acksLost() {
        return acksLost;
    }

    boolean dnsSilent() {
        return dnsSilent;
    }

    long resetAfter() {
        return resetAfter;
    }
}
