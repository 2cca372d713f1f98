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
        new StationCommands(core, wifi).register(handlers);
        provisioning.register(handlers);
        new SoftApCommands(core, wifi).register(handlers);
        new AddressCommands(core, wifi).register(handlers);
        new LinkCommands(core, wifi, sending, ssl).register(handlers);
        sending.register(handlers);
        new ReceiveCommands(core).register(handlers);
        new ServerCommands(core).register(handlers);
        new NetworkCommands(core, wifi).register(handlers);
        ssl.register(handlers);
        if (version.isNonOs()) {
            new HardwareCommands(core).register(handlers);
        }
        if (version.isEspAt()) {
            new EspAtCommands(core).register(handlers);
            new EspAtSystem(core).register(handlers);
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
