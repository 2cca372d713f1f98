package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
import io.github.wroom4j.at.commands.StationCommands;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.LinkSlots;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Makes a module answer, asks who it is, and brings it into the state this driver works in (H6). */
final class Startup {
    private static final System.Logger LOG = System.getLogger(Startup.class.getName());

    private final Dialects dialects;
    private final DriverState state;
    private final CommandLane lane;
    private final StationCommands station;
    private volatile Firmware firmware = new Firmware(Firmware.Family.NONOS_0_40, "", "", List.of(), "none", false);

    Startup(DriverState state, CommandLane lane, StationCommands station, Dialects dialects) {
        this.dialects = dialects;
        this.state = state;
        this.lane = lane;
        this.station = station;
    }

    Firmware firmware() {
        return firmware;
    }

    /** What a module makes of {@code AT}. */
    enum Answer {
        OK,
        /** It only said busy until the deadline: it lives, at this line speed, and is not to be disturbed. */
        BUSY,
        NONE
    }

    /**
     * Asks whether the module answers AT within so many tries. One that says busy is waited for until the deadline; that
     * takes none of the tries.
     */
    Answer answers(int tries, Duration each, Deadline deadline) {
        boolean busy = false;
        for (int left = tries; left > 0 && !deadline.expired(); ) {
            busy = false;
            try {
                Reply reply = lane.runOnce(AtCommand.attention(), CommandOptions.slow(), deadline.orIn(each));
                if (reply.ok()) {
                    return Answer.OK;
                }
                left--; // the ERROR of a junk line before it
            } catch (AtException e) {
                if (e.kind() == Kind.CLOSED || e.kind() == Kind.PORT || e.kind() == Kind.INTERRUPTED) {
                    throw e;
                }
                busy = e.kind() == Kind.BUSY;
                left -= busy ? 0 : 1;
                LOG.log(Level.DEBUG, "no answer yet: {0}", e.getMessage());
            }
        }
        return busy ? Answer.BUSY : Answer.NONE;
    }

    /** Whether the module still is in the state that {@link #initialise} left it in. */
    boolean isInitialised(Deadline deadline) {
        return lane.hasFiveLinks(deadline);
    }

    /** Echo off, dialect chosen, five links, receive mode set. */
    void initialise(Deadline deadline) {
        echoOff(deadline);
        Reply who = must(AtCommand.exec("GMR"), deadline);
        var detected = dialects.of(who.lines());
        firmware = detected.firmware();
        state.dialect(detected.table());
        if (!detected.firmware().exact()) {
            LOG.log(
                    Level.WARNING,
                    "unknown firmware \"{0}\": speaking to it as {1}",
                    detected.firmware().firstLine(),
                    detected.table().name());
        }
        lane.run(AtCommand.set("CIPMODE").number(0), deadline); // ESP_ATMod has none (at-protocol §10)
        fiveLinks(deadline);
        if (state.dialect().is(Quirk.SYSSTORE)) {
            must(AtCommand.set("SYSSTORE").number(0), deadline); // spare the flash (at-protocol §13)
        }
        if (!state.dialect().passive().isEmpty()
                && !lane.run(AtCommand.set("CIPRECVMODE").number(1), deadline).ok()) {
            LOG.log(Level.WARNING, "{0} refused passive receive: bytes will be pushed", firmware.firstLine());
            state.dialect(state.dialect().withPassive(Set.of()));
        }
        if (state.dialect().is(Quirk.PASSIVE_IS_TURNED_OFF)) {
            lane.run(AtCommand.set("CIPRECVMODE").number(0), deadline);
        }
        findLeftovers(deadline);
        lookForStation(deadline);
    }

    /**
     * What a program before us, one that was killed perhaps, or this one while the port was away, left unread: NonOS 1.7
     * keeps it past the end of its connection and would give it to the next one of that id (at-protocol §9.4).
     */
    void findLeftovers(Deadline deadline) {
        if (state.dialect().passive().isEmpty() || !state.dialect().is(Quirk.DATA_AFTER_CLOSED)) {
            return;
        }
        Reply reply = lane.run(AtCommand.query("CIPRECVLEN"), deadline);
        new LinkSlots(state)
                .leftBehind(ReplyFields.split(reply.value("CIPRECVLEN").orElse("")));
    }

    /** A module may have joined by itself, or stayed joined while its port was away: that is not announced again. */
    void lookForStation(Deadline deadline) {
        if (state.station() != Station.State.CONNECTED && hasAddress(deadline)) {
            state.station(Station.State.CONNECTED);
        }
    }

    /**
     * A line that was typed while the module started may be answered after {@code ready}, so the first OK need not be
     * ATE0's. The probe's answer cannot be mistaken: what comes before it belongs to the past, and an echo of the probe
     * shows that ATE0 has to be said again.
     */
    private void echoOff(Deadline deadline) {
        state.echoOff(false);
        must(AtCommand.echoOff(), deadline);
        int echoes = state.echoes();
        lane.hasFiveLinks(deadline);
        if (state.echoes() != echoes) {
            must(AtCommand.echoOff(), deadline);
        }
        state.echoOff(true);
        state.settled();
    }

    /** CIPMUX=1, against whatever someone before us left open (at-protocol §7.7). */
    private void fiveLinks(Deadline deadline) {
        AtCommand mux = AtCommand.set("CIPMUX").number(1);
        if (lane.run(mux, deadline).ok()) {
            return;
        }
        for (AtCommand close : List.of(AtCommand.set("CIPCLOSE").number(5), AtCommand.exec("CIPCLOSE"))) {
            lane.run(close, deadline);
            if (lane.run(mux, deadline).ok()) {
                return;
            }
        }
        must(mux, deadline);
    }

    private boolean hasAddress(Deadline deadline) {
        try {
            return station.address(deadline).isPresent();
        } catch (AtException e) {
            if (e.kind() == Kind.ERROR_REPLY) {
                return false; // a station that is switched off has none
            }
            throw e;
        }
    }

    /** A command that may be refused once: noise on the line spoils one at times, and a restart costs every link. */
    private Reply must(AtCommand command, Deadline deadline) {
        Reply first = lane.run(command, deadline);
        return first.ok() ? first : lane.run(command, deadline).orThrow();
    }
}
