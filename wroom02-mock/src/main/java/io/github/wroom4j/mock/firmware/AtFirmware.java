package io.github.wroom4j.mock.firmware;

import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.chip.ResetInfo;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.chip.Uart0;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.firmware.commands.AtCommands;
import io.github.wroom4j.mock.firmware.commands.AtCore;
import io.github.wroom4j.mock.firmware.commands.AtPlatform;
import io.github.wroom4j.mock.firmware.commands.Certificates;
import io.github.wroom4j.mock.firmware.commands.CommandFaults;
import io.github.wroom4j.mock.firmware.commands.UartFormat;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.line.OutputQueue;
import io.github.wroom4j.mock.firmware.links.LinkStack;
import io.github.wroom4j.mock.lwip.IpStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * An AT firmware on a chip: boots, prints {@code ready}, and from then on is its {@link AtCore}. Each life of the chip
 * gets a core of its own; what survives lies in the flash.
 */
public final class AtFirmware {
    private final Chip chip;
    private final Uart0 uart;
    private final AtVersion version;
    private final Options options;
    private AtCore core;
    private AtCommands commands;
    private OutputQueue out;
    private boolean asleep;
    private boolean ready;
    private boolean debugOnUart0;

    /**
     * How the firmware is to run.
     *
     * @param realTime whether it takes the time that a module takes
     * @param interleaving seed that lets events slip between the pieces of replies; null for none
     * @param certificates what lies in the certificate partitions
     * @param faults what goes wrong
     * @param losePoints makes all access points vanish, for the fault that does so
     * @param atReady run when the core stands and {@code ready} has been printed: where an application registers its
     *     commands
     */
    public record Options(
            boolean realTime,
            Long interleaving,
            Certificates certificates,
            Faults faults,
            Runnable losePoints,
            Consumer<AtFirmware> atReady) {}

    /** What a life stands on. */
    public record Ground(IpStack ip, LinkStack stack, IntConsumer opmode) {}

    /** A firmware of that version, not yet booted. */
    public AtFirmware(Chip chip, Uart0 uart, AtVersion version, Options options) {
        this.chip = chip;
        this.uart = uart;
        this.version = version;
        this.options = options;
        chip.console(this::debug);
    }

    /** Boots; for the chip's boot task. */
    public void boot(ResetInfo why, Ground ground) {
        asleep = false;
        ready = false;
        debugOnUart0 = false;
        uart.reset();
        Random interleaving = options.interleaving() == null ? null : new Random(options.interleaving());
        out = new OutputQueue(chip.lane(), interleaving, gate());
        int ring = version.number("tx-ring");
        core = new AtCore(
                chip,
                version,
                out,
                ground.stack(),
                ground.ip(),
                new Platform(ground.opmode()),
                options.certificates(),
                new CommandFaults(options.faults(), chip),
                () -> ring - uart.queued());
        commands = new AtCommands(core);
        if (version.is("boot-text")) {
            uart.sendAt(BootLog.text(why.reason()).getBytes(StandardCharsets.US_ASCII), Uart0.ROM_BAUD);
        }
        if (options.realTime()) {
            chip.lane().after(Duration.ofMillis(version.number("boot-millis")), this::ready);
        } else {
            ready();
        }
    }

    private OutputQueue.Gate gate() {
        // Also where nothing is planned yet: people switch faults on while the module runs.
        return new FaultGate(chip, uart, options.faults(), () -> out, options.losePoints());
    }

    private void ready() {
        AtCore mine = core;
        AtCommands its = commands;
        uart.configure(UartFormat.read(mine.settings().savedText("uart", UartFormat.write(UartConfig.DEFAULT))));
        uart.whenDrained(() -> chip.lane().post(mine.links()::ringDrained));
        uart.receiver(version.number("batch"), batch -> mine.input().feed(batch));
        out.event("\r\nready\r\n");
        ready = true;
        its.wifi().start();
        options.atReady().accept(this);
    }

    /**
     * {@code os_install_putc1} of an application that sends all debug text to the AT port: a putc that drops CR and
     * makes CR LF of LF (at-protocol §15). Until the next boot.
     */
    public void debugOnUart0() {
        debugOnUart0 = true;
        new StationNoise(chip::print).listenTo(core.ip().station());
    }

    private void debug(String text) {
        if (debugOnUart0) {
            out.event(-1, text.replace("\r", "").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The commands of the present life. */
    public AtCommands commands() {
        return commands;
    }

    /** The core of the present life. */
    public AtCore core() {
        return core;
    }

    /** Whether it has booted and is not about to restart. For the module's task. */
    public boolean isReady() {
        return ready;
    }

    /** The version that it is. */
    public AtVersion version() {
        return version;
    }

    private final class Platform implements AtPlatform {
        private final IntConsumer opmode;

        Platform(IntConsumer opmode) {
            this.opmode = opmode;
        }

        @Override
        public void restart(ResetReason why) {
            ready = false;
            core.input().deaf();
            // Held replies would never leave otherwise; the reset waits for what was printed, not for ever.
            Duration pause = uart.restartPause();
            uart.afterDrain(() -> {
                if (pause.isZero()) {
                    chip.reset(ResetInfo.of(why));
                } else {
                    chip.lane().after(pause, () -> chip.reset(ResetInfo.of(why)));
                }
            });
            chip.lane().after(Duration.ofSeconds(1).plus(pause), () -> chip.reset(ResetInfo.of(why)));
        }

        @Override
        public void deepSleep(long millis) {
            core.input().deaf();
            asleep = true;
            Chip sleeper = chip;
            if (millis > 0) {
                chip.board().after(Duration.ofMillis(millis), () -> {
                    if (asleep) {
                        sleeper.reset(ResetInfo.of(ResetReason.DEEP_SLEEP_AWAKE));
                    }
                });
            }
        }

        @Override
        public void uart(UartConfig config, boolean drainFirst) {
            if (drainFirst) {
                uart.afterDrain(() -> uart.configure(config));
            } else {
                uart.configure(config);
            }
        }

        @Override
        public UartConfig uart() {
            return uart.config();
        }

        @Override
        public boolean realTime() {
            return options.realTime();
        }

        @Override
        public void opmode(int mode) {
            opmode.accept(mode);
        }

        @Override
        public void log(String text) {
            chip.print(text);
        }
    }
}
