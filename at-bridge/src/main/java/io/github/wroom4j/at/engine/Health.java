package io.github.wroom4j.at.engine;

/** What may be done with the module now. */
public enum Health {
    /** Only the keeper speaks: opening, or putting right what went wrong. Callers wait. */
    MENDING,
    /** Everyone may speak. */
    READY,
    /** Mending has failed; callers fail at once with its cause while the keeper tries on. */
    LOST,
    /** Closed by its user. */
    CLOSED
}
