package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.AtVersion;

/** The commands of one life of the module, each kind with what it needs of the others, registered with the core. */
public final class AtCommands {
    private final Wifi wifi;
    private final Provisioning provisioning;

    /** Puts every command of the core's version in place. */
    public AtCommands(AtCore core) {
        AtVersion version = core.version();
        HandlerTable handlers = core.handlers();
        SslCommands ssl = version.isAtMod() ? new AtModSsl(core) : new SslCommands(core);
        var sending = new SendCommands(core, ssl);
        core.dataEntry(sending);
        wifi = new Wifi(core, sending);
        provisioning = new Provisioning(core, wifi);
        var station = new StationCommands(core, wifi);
        var links = new LinkCommands(core, wifi, sending, ssl);
        var network = new NetworkCommands(core, wifi);
        // In the order in which conversations come to need them.
        handlers.group(new BasicCommands(core)::register);
        handlers.group(links::register);
        handlers.group(new ReceiveCommands(core)::register);
        handlers.group(station::register);
        handlers.group(sending::register);
        handlers.group(new AddressCommands(core, wifi)::register);
        handlers.group(ssl::register);
        handlers.group(new ServerCommands(core)::register);
        handlers.group(network::register);
        handlers.group(new SoftApCommands(core, wifi)::register);
        handlers.group(provisioning::register);
        if (version.isNonOs()) {
            handlers.group(new HardwareCommands(core)::register);
        }
        if (version.isEspAt()) {
            handlers.group(new EspAtCommands(core, wifi)::register);
            handlers.group(new EspAtSystem(core)::register);
            handlers.group(new EspAtUser(core)::register);
            handlers.group(new EspAtStation(core, wifi, station)::register);
            handlers.group(new EspAtSoftAp(core, wifi)::register);
            handlers.group(new EspAtAddresses(core)::register);
            handlers.group(new EspAtLinks(core, wifi, sending, ssl, links)::register);
            handlers.group(new EspAtNetwork(core, wifi, network)::register);
            handlers.group(new EspAtSsl(core, ssl)::register);
        }
        if (version.isAtMod()) {
            handlers.group(new AtModCommands(core)::register);
        }
        if (!version.isNonOs()) {
            handlers.complete(); // these families have commands in the place of others
        }
    }

    /** Station and soft access point. */
    public Wifi wifi() {
        return wifi;
    }

    /** What phones and buttons send to the module. */
    public Provisioning provisioning() {
        return provisioning;
    }
}
