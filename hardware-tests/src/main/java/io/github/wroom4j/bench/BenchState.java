package io.github.wroom4j.bench;

/** How far a bench has been brought; each state includes those before it. */
public enum BenchState {
    /** The port is closed. */
    OFF,
    /** A module answers, its firmware is known and expected. */
    BOOTED,
    /** It has joined its access point and has an address. */
    JOINED,
    /** It has made a verified TLS connection to a server that the bench started. */
    TLS_READY
}
