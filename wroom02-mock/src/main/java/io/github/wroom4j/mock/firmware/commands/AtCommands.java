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
        new BasicCommands(core).register(handlers);
        var station = new StationCommands(core, wifi);
        station.register(handlers);
        provisioning.register(handlers);
        new SoftApCommands(core, wifi).register(handlers);
        new AddressCommands(core, wifi).register(handlers);
        var links = new LinkCommands(core, wifi, sending, ssl);
        links.register(handlers);
        sending.register(handlers);
        new ReceiveCommands(core).register(handlers);
        new ServerCommands(core).register(handlers);
        var network = new NetworkCommands(core, wifi);
        network.register(handlers);
        ssl.register(handlers);
        if (version.isNonOs()) {
            new HardwareCommands(core).register(handlers);
        }
        if (version.isEspAt()) {
            new EspAtCommands(core, wifi).register(handlers);
            new EspAtSystem(core).register(handlers);
            new EspAtUser(core).register(handlers);
            new EspAtStation(core, wifi, station).register(handlers);
            new EspAtSoftAp(core, wifi).register(handlers);
            new EspAtAddresses(core).register(handlers);
            new EspAtLinks(core, wifi, sending, ssl, links).register(handlers);
            new EspAtNetwork(core, wifi, network).register(handlers);
            new EspAtSsl(core, ssl).register(handlers);
        }
        if (version.isAtMod()) {
            new AtModCommands(core).register(handlers);
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
