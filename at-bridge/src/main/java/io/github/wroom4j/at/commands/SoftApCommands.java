package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The module as an access point (at-protocol §6.6, §6.7). */
public final class SoftApCommands implements SoftAp {
    private static final int OPEN = 0;
    private static final int WPA2 = 3;

    private final DriverState state;
    private final CommandLane lane;
    private final DesiredSettings desired;

    public SoftApCommands(DriverState state, CommandLane lane, DesiredSettings desired) {
        this.state = state;
        this.lane = lane;
        this.desired = desired;
    }

    @Override
    public void start(Config config, Deadline deadline) {
        start(config, deadline, true);
    }

    private void start(Config config, Deadline deadline, boolean remember) {
        if (!state.dialect().capabilities().has(Feature.SOFT_AP)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no soft access point", "");
        }
        boolean open = config.password().isEmpty();
        if (config.channel() < 1 || config.channel() > 13) {
            throw new IllegalArgumentException("a channel is 1 … 13, not " + config.channel());
        }
        if (config.maxClients() < 1 || config.maxClients() > 8) {
            throw new IllegalArgumentException("a soft AP takes 1 … 8 clients, not " + config.maxClients());
        }
        AtCommand command = AtCommand.set(state.dialect().current("CWSAP"))
                .quoted("the SSID", config.ssid(), 1, 32)
                .quoted("the password", config.password(), open ? 0 : 8, 63)
                .number(config.channel())
                .number(open ? OPEN : WPA2);
        // SDK 1.3.0 takes four fields; client limit and hidden name came with 0.50 (at-protocol §6.6).
        boolean four = state.dialect().capabilities().has(Feature.SSL) == false;
        if (four && (config.hidden() || config.maxClients() != 8 && config.maxClients() != 4)) {
            throw new AtException(
                    Kind.UNSUPPORTED, state.dialect().name() + " has no hidden soft AP and no client limit", "");
        }
        if (!four) {
            command.number(config.maxClients()).number(config.hidden() ? 1 : 0);
        }
        if (remember) {
            desired.softAp = Optional.of(config);
        }
        lane.acquire(deadline);
        try {
            mode(true, deadline);
            lane.run(command, deadline).orThrow();
        } finally {
            lane.release();
        }
    }

    /** Adds the access point to the station, or takes it away, without a needless mode set (at-protocol §6.2). */
    private void mode(boolean on, Deadline deadline) {
        String name = state.dialect().current("CWMODE");
        String text =
                lane.run(AtCommand.query(name), deadline).orThrow().value(name).orElse("0");
        int now = text.isEmpty() ? 0 : text.charAt(0) - '0';
        boolean station = now == 1 || now == 3 || desired.network.isPresent();
        int next = on ? (station ? 3 : 2) : 1;
        if (next != now) {
            lane.run(AtCommand.set(name).number(next), deadline).orThrow();
        }
    }

    @Override
    public void address(Station.IpConfig fixed, Deadline deadline) {
        lane.acquire(deadline);
        try {
            // The firmware answers ERROR to CIPAP of an access point that its mode leaves out (at-protocol §6.6).
            mode(true, deadline);
            lane.run(
                            AtCommand.set(state.dialect().current("CIPAP"))
                                    .word(fixed.ip().getHostAddress())
                                    .word(fixed.gateway().getHostAddress())
                                    .word(fixed.netmask().getHostAddress()),
                            deadline)
                    .orThrow();
        } finally {
            lane.release();
        }
    }

    @Override
    public void stop(Deadline deadline) {
        desired.softAp = Optional.empty();
        lane.acquire(deadline);
        try {
            mode(false, deadline);
        } finally {
            lane.release();
        }
    }

    @Override
    public List<Client> clients(Deadline deadline) {
        var found = new ArrayList<Client>();
        for (String line : lane.run(AtCommand.exec("CWLIF"), deadline).orThrow().lines()) {
            // NonOS `<ip>,<mac>`, ESP-AT `+CWLIF:<ip>,<mac>` (at-protocol §6.6)
            ReplyFields fields = line.startsWith("+CWLIF:") ? ReplyFields.of(line) : ReplyFields.split(line);
            Text.address(fields.text(0)).ifPresent(ip -> found.add(new Client(ip, fields.text(1))));
        }
        return found;
    }

    @Override
    public Client self(Deadline deadline) {
        Reply reply = lane.run(AtCommand.exec("CIFSR"), deadline).orThrow();
        Optional<InetAddress> ip = Optional.empty();
        String mac = "";
        for (String line : reply.rows("CIFSR")) {
            ReplyFields fields = ReplyFields.of(line);
            switch (fields.text(0)) {
                case "APIP" -> ip = Text.address(fields.text(1));
                case "APMAC" -> mac = fields.text(1);
                default -> {}
            }
        }
        if (ip.isEmpty()) {
            throw reply.error(Kind.UNSUPPORTED, "no soft access point is running");
        }
        return new Client(ip.get(), mac);
    }

    /**
     * Starts it again after a restart of the module, if it was desired.
     *
     * @throws AtException as {@link #start}
     */
    public void restore(Deadline deadline) {
        desired.softAp.ifPresent(config -> start(config, deadline, false));
    }
}
