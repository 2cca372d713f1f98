package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.at.engine.ReplyLost;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The module as a station: joining with the firmware's reason, scanning, addresses. */
public final class StationCommands implements Station {
    private static final Pattern BSSID = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");

    private final DriverState state;
    private final CommandLane lane;
    private final DesiredSettings desired;

    public StationCommands(DriverState state, CommandLane lane, DesiredSettings desired) {
        this.state = state;
        this.lane = lane;
        this.desired = desired;
    }

    // ---- joining ------------------------------------------------------------------------------------------------

    /**
     * Joins and remembers the network for recovery; see {@link io.github.wroom4j.at.AtModule#join}.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#join}
     */
    public void join(String ssid, String password, Optional<String> bssid, Deadline deadline) {
        boolean keep = desired.persistent;
        var network = new DesiredSettings.Network(ssid, password, bssid);
        AtCommand command = cwjap(keep ? state.dialect().saved("CWJAP") : current("CWJAP"), network);
        desired.network = Optional.of(network);
        if (keep) {
            joinAndKeep(command, ssid, deadline);
        } else {
            join(command, ssid, deadline);
        }
        restoreDns(deadline);
    }

    /** Mode and network go to the flash, and nothing that is set later does. */
    private void joinAndKeep(AtCommand command, String ssid, Deadline deadline) {
        boolean switched = state.dialect().is(Quirk.SYSSTORE);
        lane.acquire(deadline);
        try {
            if (switched) {
                lane.run(AtCommand.set("SYSSTORE").number(1), deadline).orThrow();
            }
            try {
                ensureStationMode(state.dialect().saved("CWMODE"), deadline);
                join(command, ssid, deadline);
            } finally {
                if (switched) {
                    lane.run(AtCommand.set("SYSSTORE").number(0), deadline);
                }
            }
        } finally {
            lane.release();
        }
    }

    private String current(String command) {
        return state.dialect().current(command);
    }

    /**
     * Joins the remembered network again.
     *
     * @throws AtException as {@link #join}
     */
    public void rejoin(Deadline deadline) {
        Optional<DesiredSettings.Network> network = desired.network;
        if (network.isPresent()) {
            join(cwjap(current("CWJAP"), network.get()), network.get().ssid(), deadline);
            restoreDns(deadline);
        }
    }

    private static AtCommand cwjap(String name, DesiredSettings.Network network) {
        String password = network.password();
        if (!password.isEmpty() && password.length() < 8) {
            throw new IllegalArgumentException(
                    "a Wi-Fi password has 8 to 64 characters, or none for an open network; this one has "
                            + password.length());
        }
        AtCommand command =
                AtCommand.set(name).quoted("the SSID", network.ssid(), 1, 32).quoted("the password", password, 0, 64);
        if (network.bssid().isEmpty()) {
            return command;
        }
        String bssid = network.bssid().get();
        if (!BSSID.matcher(bssid).matches()) {
            throw new IllegalArgumentException("a BSSID is six bytes in hex, aa:bb:cc:dd:ee:ff, and not " + bssid);
        }
        return command.quoted("the BSSID", bssid, 17, 17);
    }

    private void join(AtCommand command, String ssid, Deadline deadline) {
        lane.acquire(deadline);
        try {
            ensureStationMode(current("CWMODE"), deadline);
            state.station(State.JOINING);
            Reply reply;
            try {
                CommandOptions options = CommandOptions.slow()
                        .finalDueWhen(
                                // OK lags GOT IP by up to 3 s (at-protocol §6.3)
                                () -> state.station() == State.CONNECTED, java.time.Duration.ofSeconds(5));
                reply = lane.runOnce(command, options, deadline);
            } catch (ReplyLost lost) {
                if (address(deadline).isEmpty()) {
                    state.station(State.CONNECT_FAILED);
                    throw new AtException(Kind.JOIN_FAILED, lost.getMessage(), "", lost);
                }
                state.station(State.CONNECTED);
                return;
            } catch (AtException e) {
                if (state.station() == State.JOINING) {
                    state.station(State.CONNECT_FAILED);
                }
                throw e;
            }
            if (reply.ok()) {
                state.station(State.CONNECTED);
                return;
            }
            throw joinFailure(reply, ssid);
        } finally {
            lane.release();
        }
    }

    private AtException joinFailure(Reply reply, String ssid) {
        // The literal is +CWJAP also for _CUR and _DEF (at-protocol §6.3).
        int code = reply.value("CWJAP")
                .flatMap(text -> text.matches("\\d{1,4}") ? Optional.of(Integer.parseInt(text)) : Optional.empty())
                .orElse(0);
        state.station(
                switch (code) {
                    case 2 -> State.WRONG_PASSWORD;
                    case 3 -> State.NO_SUCH_ACCESS_POINT;
                    default -> State.CONNECT_FAILED;
                });
        boolean four = code == 4 && state.dialect().is(Quirk.JOIN_4_IS_ANYTHING);
        boolean one = code == 1 && state.dialect().is(Quirk.JOIN_1_MAY_BE_PASSWORD);
        String reason = switch (code) {
            case 1 -> one ? "no answer in time, perhaps to a wrong password" : "no answer in time";
            case 2 -> "wrong password";
            case 3 -> "no access point of that name in range";
            case 4 -> four ? "a wrong password, or the access point refused" : "the access point refused";
            default -> "no reason given";
        };
        return reply.error(Kind.JOIN_FAILED, "joining \"" + ssid + "\" failed: " + reason);
    }

    /** Setting the mode may drop an association, so it is set only when it is wrong (at-protocol §6.2). */
    private void ensureStationMode(String name, Deadline deadline) {
        String mode =
                lane.run(AtCommand.query(name), deadline).orThrow().value(name).orElse("");
        if (!mode.startsWith("1") && !mode.startsWith("3")) {
            lane.run(AtCommand.set(name).number(mode.startsWith("2") && desired.softAp.isPresent() ? 3 : 1), deadline)
                    .orThrow();
        }
    }

    @Override
    public void persistent(boolean on) {
        desired.persistent = on;
    }

    @Override
    public State state() {
        return state.station();
    }

    @Override
    public void leave(Deadline deadline) {
        desired.network = Optional.empty();
        lane.run(AtCommand.exec("CWQAP"), deadline).orThrow();
        state.station(State.IDLE);
    }

    @Override
    public void autoReconnect(boolean on) {
        desired.autoReconnect = on;
    }

    // ---- what is in range -----------------------------------------------------------------------------------------

    /**
     * The access points in range, any SSID bytes.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#scan}
     */
    public List<AccessPoint> scan(Deadline deadline) {
        lane.acquire(deadline);
        try {
            ensureStationMode(current("CWMODE"), deadline);
            Reply reply = lane.runOnce(AtCommand.exec("CWLAP"), CommandOptions.slow(), deadline)
                    .orThrow();
            var found = new ArrayList<AccessPoint>();
            for (String row : reply.rows("CWLAP")) {
                AccessPointRows.inRange(row).ifPresent(found::add);
            }
            return found;
        } finally {
            lane.release();
        }
    }

    @Override
    public Optional<AccessPoint> accessPoint(Deadline deadline) {
        String name = state.dialect().current("CWJAP");
        return lane.run(AtCommand.query(name), deadline).orThrow().value(name).flatMap(AccessPointRows::joined);
    }

    // ---- addresses ------------------------------------------------------------------------------------------------

    @Override
    public Optional<IpConfig> address(Deadline deadline) {
        String name = state.dialect().current("CIPSTA");
        Reply reply = lane.run(AtCommand.query(name), deadline).orThrow();
        InetAddress[] found = new InetAddress[3];
        String[] keys = {"ip:", "gateway:", "netmask:"};
        for (String line : reply.rows(name)) {
            String rest = line.substring(name.length() + 2);
            for (int i = 0; i < keys.length; i++) {
                if (rest.startsWith(keys[i])) {
                    found[i] =
                            Text.addressOrThrow(rest.substring(keys[i].length()).replace("\"", ""), line);
                }
            }
        }
        boolean none = found[0] == null || found[0].isAnyLocalAddress() || found[1] == null || found[2] == null;
        return none ? Optional.empty() : Optional.of(new IpConfig(found[0], found[1], found[2]));
    }

    @Override
    public void address(Optional<IpConfig> fixed, Deadline deadline) {
        desired.address = fixed;
        // The firmware answers ERROR to CIPSTA and CWDHCP of a station that its mode leaves out (at-protocol §6.6).
        ensureStationMode(current("CWMODE"), deadline);
        applyAddress(fixed, deadline);
    }

    void applyAddress(Optional<IpConfig> fixed, Deadline deadline) {
        if (fixed.isPresent()) {
            IpConfig config = fixed.get();
            lane.run(
                            AtCommand.set(state.dialect().current("CIPSTA"))
                                    .word(config.ip().getHostAddress())
                                    .word(config.gateway().getHostAddress())
                                    .word(config.netmask().getHostAddress()),
                            deadline)
                    .orThrow();
        } else {
            // NonOS reads <1 station>,<1 on>, ESP-AT <1 on>,<bit 0 station> (at-protocol §6.6): the same bytes for
            // both.
            lane.run(AtCommand.set(state.dialect().current("CWDHCP")).number(1).number(1), deadline)
                    .orThrow();
        }
    }

    @Override
    public String mac(Deadline deadline) {
        String name = state.dialect().current("CIPSTAMAC");
        return lane.run(AtCommand.query(name), deadline)
                .orThrow()
                .value(name)
                .map(text -> text.replace("\"", ""))
                .orElse("");
    }

    @Override
    public void dnsServers(List<InetAddress> servers, Deadline deadline) {
        require(Feature.DNS_SERVERS, "setting DNS servers");
        desired.dns = List.copyOf(servers);
        applyDns(servers, deadline);
    }

    @Override
    public List<InetAddress> dnsServers(Deadline deadline) {
        require(Feature.DNS_SERVERS, "reading DNS servers");
        Reply reply = lane.run(AtCommand.query(cipdns()), deadline).orThrow();
        var servers = new ArrayList<InetAddress>();
        // NonOS tells one a row, ESP-AT whether they were set and then all of them (at-recorded, at-recorded-esp-at).
        for (String line : reply.rows(cipdns())) {
            for (String field : line.substring(cipdns().length() + 2).split(",")) {
                Text.address(field.replace("\"", ""))
                        .filter(address -> !address.isAnyLocalAddress())
                        .ifPresent(servers::add);
            }
        }
        return List.copyOf(servers);
    }

    private String cipdns() {
        return state.dialect().is(Quirk.DNS_SUFFIX) ? "CIPDNS_CUR" : "CIPDNS";
    }

    void applyDns(List<InetAddress> servers, Deadline deadline) {
        AtCommand command = AtCommand.set(cipdns()).number(servers.isEmpty() ? 0 : 1);
        for (InetAddress server : servers.subList(0, Math.min(2, servers.size()))) {
            command.word(server.getHostAddress());
        }
        lane.run(command, deadline).orThrow();
    }

    @Override
    public void hostname(String name, Deadline deadline) {
        require(Feature.HOSTNAME, "a host name");
        AtCommand command = AtCommand.set("CWHOSTNAME").quoted("the host name", name, 1, 32);
        desired.hostname = Optional.of(name);
        // NonOS answers ERROR to CWHOSTNAME of a station that its mode leaves out, as it does to CIPSTA (at-recorded
        // D53).
        ensureStationMode(current("CWMODE"), deadline);
        lane.run(command, deadline).orThrow();
    }

    @Override
    public String hostname(Deadline deadline) {
        require(Feature.HOSTNAME, "a host name");
        return lane.run(AtCommand.query("CWHOSTNAME"), deadline)
                .orThrow()
                .value("CWHOSTNAME")
                .filter(name ->
                        !name.equals("<NULL>")) // no name: the station is left out of the mode (at-recorded D53)
                .orElse("");
    }

    private void require(Feature feature, String what) {
        if (!state.dialect().capabilities().has(feature)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no command for " + what, "");
        }
    }

    /**
     * What a restart of the module has undone, joining last.
     *
     * @throws AtException if the module does not answer by the deadline, or refuses
     */
    public void restore(Deadline deadline) {
        if (desired.hostname.isPresent() || desired.address.isPresent()) {
            ensureStationMode(current("CWMODE"), deadline); // a module without a stored mode boots as an access point
        }
        desired.hostname.ifPresent(
                name -> lane.run(AtCommand.set("CWHOSTNAME").quoted("the host name", name, 1, 32), deadline));
        if (desired.address.isPresent()) {
            applyAddress(desired.address, deadline);
        }
        if (desired.rejoins()) {
            rejoin(deadline);
        } else {
            restoreDns(deadline);
        }
    }

    /**
     * With an address come the servers of DHCP, which take the place of those that were asked for (at-protocol §7.10).
     */
    private void restoreDns(Deadline deadline) {
        if (!desired.dns.isEmpty()) {
            applyDns(desired.dns, deadline);
        }
    }
}
