package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.SleepMode;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.LinkSlots;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Raw commands, look-ups, ping, memory, sleep. */
public final class SystemCommands {
    private final DriverState state;
    private final CommandLane lane;

    private final DesiredSettings desired;

    public SystemCommands(DriverState state, CommandLane lane, DesiredSettings desired) {
        this.state = state;
        this.lane = lane;
        this.desired = desired;
    }

    /**
     * One command as a user typed it; see {@link io.github.wroom4j.at.AtModule#raw}.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#raw}
     */
    public List<String> raw(String command, Deadline deadline) {
        return lane.runOnce(AtCommand.raw(command), CommandOptions.slow().withUnsolicited(), deadline)
                .orThrow()
                .lines();
    }

    /**
     * Looks a name up; a dotted quad is returned without asking.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#resolve}
     */
    public InetAddress resolve(String host, Deadline deadline) {
        Optional<InetAddress> quad = Text.address(host);
        if (quad.isPresent()) {
            return quad.get();
        }
        if (!state.dialect().capabilities().has(Feature.RESOLVE)) {
            throw new AtException(
                    Kind.UNSUPPORTED,
                    state.dialect().name() + " has no AT+CIPDOMAIN; open the link by name instead",
                    "");
        }
        Reply reply = lane.runOnce(
                AtCommand.set("CIPDOMAIN").quoted("the host", host, 1, 255), CommandOptions.slow(), deadline);
        String address = reply.value("CIPDOMAIN").orElse("").replace("\"", "");
        if (!reply.ok() || address.isEmpty()) {
            throw reply.error(Kind.NAME_NOT_FOUND, "the name " + host + " was not found");
        }
        return Text.addressOrThrow(address, reply.said());
    }

    /**
     * Round-trip time in milliseconds.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#ping}
     */
    public int ping(String host, Deadline deadline) {
        if (!state.dialect().capabilities().has(Feature.PING)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no AT+PING", "");
        }
        Reply reply =
                lane.runOnce(AtCommand.set("PING").quoted("the host", host, 1, 255), CommandOptions.slow(), deadline);
        for (String line : reply.lines()) {
            // NonOS `+12`, ESP-AT `+PING:12` (at-protocol §7.9)
            String digits =
                    line.startsWith("+PING:") ? line.substring(6) : line.startsWith("+") ? line.substring(1) : "";
            if (reply.ok() && digits.matches("\\d{1,6}")) {
                return Integer.parseInt(digits);
            }
        }
        boolean timeout = reply.lines().stream()
                .anyMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("timeout"));
        throw reply.error(timeout ? Kind.TIMEOUT : Kind.ERROR_REPLY, "no answer to a ping of " + host);
    }

    /**
     * Free heap of the module in bytes, or empty where the firmware does not report it.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#freeMemory}
     */
    public OptionalInt freeMemory(Deadline deadline) {
        if (!state.dialect().capabilities().has(Feature.FREE_MEMORY)) {
            return OptionalInt.empty();
        }
        return lane.run(AtCommand.query("SYSRAM"), deadline)
                .orThrow()
                .value("SYSRAM")
                .map(text -> text.split(",")[0])
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }

    /**
     * Puts the module into deep sleep; it wakes with a restart, or never for 0.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#deepSleep}
     */
    public void deepSleep(long millis, Deadline deadline) {
        if (millis < 0) {
            throw new IllegalArgumentException("a sleep lasts 0 or more milliseconds, not " + millis);
        }
        if (!state.dialect().capabilities().has(Feature.DEEP_SLEEP)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no deep sleep", "");
        }
        new LinkSlots(state).flushAll(deadline.orIn(state.terms().timeouts().send()));
        lane.runOnce(AtCommand.set("GSLP").number(millis), CommandOptions.local(), deadline)
                .orThrow();
    }

    /**
     * How it dozes while it stays joined; see {@link io.github.wroom4j.at.AtModule#sleep}.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#sleep}
     */
    public void sleep(SleepMode mode, Deadline deadline) {
        if (!state.dialect().capabilities().has(Feature.SLEEP_MODE)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no AT+SLEEP", "");
        }
        boolean swapped = state.dialect().is(Quirk.SLEEP_SWAPPED);
        int number = switch (mode) {
            case NONE -> 0;
            case LIGHT -> swapped ? 2 : 1;
            case MODEM -> swapped ? 1 : 2;
        };
        lane.run(AtCommand.set("SLEEP").number(number), deadline).orThrow();
        desired.sleep = Optional.of(mode);
    }

    /**
     * Chooses it again after a restart of the module, if it was chosen.
     *
     * @throws AtException as {@link #sleep}
     */
    public void restore(Deadline deadline) {
        if (desired.sleep.isPresent()) {
            sleep(desired.sleep.get(), deadline);
        }
    }
}
