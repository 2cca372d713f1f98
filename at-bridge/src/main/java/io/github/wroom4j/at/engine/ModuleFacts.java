package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.dialect.DialectTable;

/** What is known of the module beside the talk and the links, and the time that was set last. */
final class ModuleFacts {
    final Terms terms;
    /** Read without the engine's owner too. */
    volatile DialectTable dialect;
    /** Nanoseconds, as last told. */
    long now;
    /** Echo has been switched off: an echoed command means an unnoticed reset. */
    boolean echoOff;
    /** CIPDINFO=1: every frame names its sender. */
    boolean namesSenders;
    /** CIPDINFO=1 is asked for and not answered, or never was: whether a fetched block names its sender is not known. */
    boolean sendersInDoubt;
    /** A restart was asked for: {@code ready} is good news. */
    boolean resetExpected;

    int readies;
    int echoes;
    /** A server listens: a CONNECT that was not asked for is a visitor. */
    boolean listening;

    boolean stationUp;
    Station.State station = Station.State.IDLE;
    long stationLostAt;

    ModuleFacts(Terms terms, DialectTable dialect) {
        this.terms = terms;
        this.dialect = dialect;
    }

    /** The station has lost its network; false if that was known. */
    boolean stationLost() {
        boolean news = stationUp;
        if (news) {
            stationUp = false;
            station = Station.State.CONNECTION_LOST;
            stationLostAt = now;
        }
        return news;
    }
}
