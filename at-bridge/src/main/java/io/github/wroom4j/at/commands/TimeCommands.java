package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.TimeSource;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.Deadline;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The module's SNTP client (at-protocol §7.10). */
public final class TimeCommands implements TimeSource {
    /**
     * asctime's form: {@code Thu Aug  4 14:48:05 2016}; the day of the month may be padded with a blank. Made when it is
     * first needed: formatters are the slowest part of a start.
     */
    private static final class Asctime {
        static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);
    }

    /** 2015. */
    private static final Instant NEVER_BEFORE = Instant.ofEpochSecond(1_420_070_400);

    private final DriverState state;
    private final CommandLane lane;
    private final DesiredSettings desired;

    public TimeCommands(DriverState state, CommandLane lane, DesiredSettings desired) {
        this.state = state;
        this.lane = lane;
        this.desired = desired;
    }

    @Override
    public void start(List<String> servers, Deadline deadline) {
        if (!state.dialect().capabilities().has(Feature.SNTP)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no SNTP client", "");
        }
        if (servers.size() > 3) {
            throw new IllegalArgumentException("the module takes at most 3 time servers, not " + servers.size());
        }
        AtCommand command = AtCommand.set("CIPSNTPCFG").number(1).number(0); // UTC
        servers.forEach(server -> command.quoted("the time server", server, 1, 64));
        lane.run(command, deadline).orThrow();
        desired.timeServers = Optional.of(List.copyOf(servers));
    }

    @Override
    public Optional<Instant> now(Deadline deadline) {
        if (state.dialect().is(Quirk.SNTP_UNIX_TIME)) {
            // +SNTPTIME:<unix>,… (at-protocol §8.5)
            return lane.run(AtCommand.query("SNTPTIME"), deadline)
                    .value("SNTPTIME")
                    .map(text -> text.split(",")[0])
                    .filter(text -> text.matches("\\d{1,11}"))
                    .map(text -> Instant.ofEpochSecond(Long.parseLong(text)))
                    .filter(NEVER_BEFORE::isBefore);
        }
        Reply reply = lane.run(AtCommand.query("CIPSNTPTIME"), deadline).orThrow();
        return reply.value("CIPSNTPTIME").flatMap(TimeCommands::asctime).filter(NEVER_BEFORE::isBefore);
    }

    private static Optional<Instant> asctime(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text.trim().replaceAll(" +", " "), Asctime.FORM)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // before it has synchronised some builds print fragments
        }
    }

    /**
     * Starts it again after a restart of the module, if it was desired.
     *
     * @throws AtException as {@link #start}
     */
    public void restore(Deadline deadline) {
        desired.timeServers.ifPresent(servers -> start(servers, deadline));
    }
}
