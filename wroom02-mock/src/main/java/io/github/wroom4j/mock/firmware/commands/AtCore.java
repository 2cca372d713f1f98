package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.line.CommandLine;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.LineInput;
import io.github.wroom4j.mock.firmware.line.LineInputs;
import io.github.wroom4j.mock.firmware.line.OutputQueue;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.firmware.links.LinkStack;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.StationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The AT core of one life of the module: takes a line to its handler, and ends the command. One engine for all versions;
 * {@link AtVersion} and {@link CommandMatrix} make the difference.
 *
 * <p>Runs in the module's task only.
 */
public final class AtCore implements LineInput.Upper {
    /** What becomes of the bytes of data entry and transparent transmission. */
    interface DataEntry {
        /** The payload that was asked for. */
        void payload(byte[] payload);

        /** A packet of transparent transmission. */
        void packet(byte[] packet);

        /** {@code +++} has ended transparent transmission. */
        void left();

        /** Data entry was cancelled by a lone {@code +++}. */
        void cancelled();
    }

    /** Kinds of {@code ERR CODE:} that ESP-AT 2.1 and later print: no AT, value, type, name, busy. */
    private static final Set<Integer> LATER_CODES = Set.of(0x0103, 0x0107, 0x0108, 0x0109, 0x010b);

    private final Chip chip;
    private final AtVersion version;
    private final CommandMatrix matrix;
    private final OutputQueue out;
    private final LineInput input;
    private final ModuleLinks links;
    private final IpStack ip;
    private final Settings settings;
    private final AtPlatform platform;
    private final Certificates certificates;
    private final CommandFaults faults;
    private final HandlerTable handlers = new HandlerTable();
    private final List<CustomCommand> custom = new ArrayList<>();
    private DataEntry dataEntry;
    private boolean answered;
    private boolean errorCodes;
    private boolean store = true;

    /** The core without a command yet: {@link AtCommands} puts them in place. */
    public AtCore(
            Chip chip,
            AtVersion version,
            OutputQueue out,
            LinkStack stack,
            IpStack ip,
            AtPlatform platform,
            Certificates certificates,
            CommandFaults faults,
            IntSupplier ringFree) {
        this.chip = chip;
        this.version = version;
        this.matrix = CommandMatrix.of(version.name());
        this.out = out;
        this.ip = ip;
        this.platform = platform;
        this.certificates = certificates;
        this.faults = faults;
        this.settings = new Settings(chip.flash());
        this.input = LineInputs.of(version, out, chip.lane(), this);
        this.links = new ModuleLinks(version, out, stack, chip.lane(), ringFree);
    }

    // ---- what handlers use ----

    /** The version's facts. */
    public AtVersion version() {
        return version;
    }

    /** The chip. */
    public Chip chip() {
        return chip;
    }

    /** The output. */
    public OutputQueue out() {
        return out;
    }

    /** The input. */
    public LineInput input() {
        return input;
    }

    /** The links. */
    public ModuleLinks links() {
        return links;
    }

    /** lwIP, its radio, its resolver. */
    public IpStack ip() {
        return ip;
    }

    /** What survives a reset. */
    public Settings settings() {
        return settings;
    }

    /** The board below. */
    public AtPlatform platform() {
        return platform;
    }

    /** What lies in the certificate partitions. */
    Certificates certificates() {
        return certificates;
    }

    /** Whether the station has an address. */
    boolean gotIp() {
        return ip.station().status() == StationStatus.GOT_IP;
    }

    /** Where the commands register. */
    HandlerTable handlers() {
        return handlers;
    }

    /** Where collected payload goes from now on. */
    void dataEntry(DataEntry entry) {
        dataEntry = entry;
    }

    /** The commands of this version. */
    public CommandMatrix matrix() {
        return matrix;
    }

    /** Registers application commands; they are searched after the core's own. */
    public void at_cmd_array_regist(List<CustomCommand> commands) {
        custom.addAll(commands);
    }

    /** SYSLOG: whether {@code ERR CODE:} lines precede ERROR. */
    public boolean errorCodes() {
        return errorCodes;
    }

    /** SYSLOG. */
    public void errorCodes(boolean on) {
        errorCodes = on;
    }

    /** SYSSTORE. */
    public boolean store() {
        return store;
    }

    /** SYSSTORE. */
    public void store(boolean on) {
        store = on;
    }

    /** Whether a set of this spelling goes to flash (at-protocol §6.1): plain and {@code _DEF}, or SYSSTORE. */
    public boolean saves(String name) {
        return version.isEspAt() ? store : !name.endsWith("_CUR");
    }

    /** Prints a piece of the answer. */
    public void reply(String text) {
        out.reply(text);
    }

    /** Answers a query with a number and a line end. */
    void number(String prefix, int value) {
        reply(prefix + value + "\r\n");
        ok();
    }

    /** Ends the command well. */
    public void ok() {
        finish("\r\nOK\r\n");
    }

    /** Ends the command ill, for a reason that has no code. */
    public void error() {
        finish("\r\nERROR\r\n");
    }

    /** Ends the command ill; the code shows as {@link #tell} says. */
    public void error(int code) {
        tell(code);
        error();
    }

    /**
     * Prints an {@code ERR CODE:} line: 2.0 does always, later versions with SYSLOG on, and those have no codes for the
     * number of parameters, their length, and what is below (at-recorded-esp-at §3.3).
     */
    void tell(int code) {
        boolean always = version.text("error-codes").equals("always");
        if (code != 0 && (always || errorCodes && LATER_CODES.contains(code >>> 16))) {
            reply(String.format("ERR CODE:0x%08x\r\n", code));
        }
    }

    /** Gives the reason, then ERROR. ESP-AT gives reasons on its log port only (at-protocol §4.3). */
    public void refuse(String reason) {
        say(reason);
        error();
    }

    /** Gives a reason. */
    public void say(String reason) {
        if (version.text("reasons").equals("port")) {
            reply(reason + "\r\n");
        } else {
            platform.log(reason + "\r");
        }
    }

    /** Ends the command with a text of its own. */
    public void finish(String text) {
        answered = true;
        reply(text);
        input.idle();
    }

    /** Ends a send. */
    void finishSend(int link, String text) {
        answered = true;
        out.sendResult(link, text);
        input.idle();
    }

    /** The answer comes from a later task: the core stays busy. */
    public void pend() {
        answered = true;
    }

    /** Whether something stands after the last parameter, which ESP_ATMod alone does not mind (at-recorded D11). */
    public boolean junk(Parameters p) {
        return !version.isAtMod() && !p.end();
    }

    /** An address in text; Espressif's firmwares take {@code inet_aton}'s forms: {@code 1.2}, {@code 0x7f.1} (at-recorded D37). */
    public Optional<Ip4> address(String text) {
        if (text == null) {
            return Optional.empty();
        }
        return version.isAtMod() ? Ip4.parse(text) : Ip4.aton(text);
    }

    // ---- from below ----

    @Override
    public void command(byte[] line) {
        answered = false;
        if (line == null) {
            error(0x01030000);
            return;
        }
        if (faults.resets(line)) {
            return;
        }
        if (faults.busy()) {
            finish("\r\nbusy p...\r\n");
            return;
        }
        CommandLine command = CommandLine.parse(line, version);
        if (command == null) {
            error(0x01090000);
            return;
        }
        Handler handler = matrix.has(command.name(), command.form())
                ? handlers.find(command.name(), command.form())
                : customHandler(command);
        if (handler == null) {
            if (matrix.knows(command.name())) {
                error();
            } else {
                error(0x01090000);
            }
            return;
        }
        try {
            handler.run(command.name(), command.parameters());
        } catch (Refused refused) {
            error(refused.code());
        }
        if (!answered && input.state() == LineInput.State.PROCESSING) {
            // A handler that answers nothing: the core falls back to idle without a final result (at-protocol §3.7).
            input.idle();
        }
    }

    @Override
    public void busy() {
        tell(0x010b0000);
        reply("\r\nbusy p...\r\n");
    }

    private Handler customHandler(CommandLine command) {
        for (CustomCommand each : custom) {
            Consumer<Parameters> function = each.function(command.form());
            if (each.at_cmdName().equals("+" + command.name()) && function != null) {
                return (name, parameters) -> function.accept(parameters);
            }
        }
        return null;
    }

    /** The handler of a form, whether or not the matrix has it: for the table's own test. */
    public boolean implemented(String name, Form form) {
        return handlers.find(name, form) != null;
    }

    @Override
    public void payload(byte[] payload) {
        dataEntry.payload(faults.payload(payload));
    }

    @Override
    public void packet(byte[] packet) {
        dataEntry.packet(packet);
    }

    @Override
    public void left() {
        dataEntry.left();
    }

    @Override
    public void cancelled() {
        dataEntry.cancelled();
        reply("\r\nSEND Canceled\r\n");
    }

    @Override
    public void forceRestart() {
        reply("\r\nWill force to restart!!!\r\n");
        reply("\r\nOK\r\n");
        out.whenOut(() -> platform.restart(ResetReason.SOFT_RESTART));
    }
}
