package io.github.wroom4j.esp8266wifi;

/**
 * TCP keep-alive as a sketch asks for it (WC-14).
 *
 * @param idle seconds without traffic before the first probe, 0 … 7200; 0 is off, and the only one that AT takes
 * @param interval seconds between two probes
 * @param count probes before the peer counts as gone
 */
record KeepAlive(int idle, int interval, int count) {
    /** The most that {@code AT+CIPSTART} takes. */
    private static final int MOST_IDLE = 7200;

    static final KeepAlive OFF = new KeepAlive(0, 0, 0);

    /** The core's own. */
    static final KeepAlive DEFAULT = new KeepAlive(MOST_IDLE, 75, 9);

    KeepAlive {
        idle = Math.max(0, Math.min(MOST_IDLE, idle));
    }
}
