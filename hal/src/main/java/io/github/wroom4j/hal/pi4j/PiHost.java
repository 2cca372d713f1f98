package io.github.wroom4j.hal.pi4j;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the system of a Raspberry Pi does with its UART and its pins, and what to do about it.
 *
 * @param root where the system's files begin; tests have their own
 */
record PiHost(Path root) {
    /** Where models put the header's UART; {@code /dev/serial0} is the name that fits most of them. */
    static final String DEFAULT_PORT = "/dev/serial0";

    private static final System.Logger LOG = System.getLogger(PiHost.class.getName());

    static PiHost here() {
        return new PiHost(Path.of("/"));
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    /** The board's model, for example {@code Raspberry Pi 4 Model B Rev 1.4}; empty elsewhere. */
    Optional<String> model() {
        return text("/proc/device-tree/model")
                .map(text -> text.replace("\0", "").strip());
    }

    boolean isRaspberryPi() {
        return model().filter(model -> model.contains("Raspberry Pi")).isPresent();
    }

    boolean has(String path) {
        return Files.exists(at(path));
    }

    /** Refuses a port that is missing or that the system's console uses, with the way out. */
    void requireFreePort(String port) {
        if (!has(port)) {
            throw new BoardException(Kind.NOT_FOUND, "there is no " + port + ": " + howToEnable(port));
        }
        String device = deviceName(port);
        warnOfDebugConnector(port, device);
        for (String name : List.of(device, Path.of(port).getFileName().toString())) {
            if (text("/proc/cmdline").filter(line -> hasConsole(line, name)).isPresent()) {
                throw new BoardException(
                        Kind.BUSY,
                        "the kernel's console is on " + port + ": remove console=serial0,115200 from"
                                + " /boot/firmware/cmdline.txt (raspi-config: Interface Options, Serial Port, no login"
                                + " shell, hardware enabled) and reboot");
            }
        }
        if (loginShellOn(device)) {
            throw new BoardException(
                    Kind.BUSY,
                    "a login shell is on " + port + " and would take the module's answers: sudo systemctl disable --now"
                            + " serial-getty@" + device + ".service");
        }
    }

    private String howToEnable(String port) {
        if (!isRaspberryPi()) {
            return "pi: is for the header of a Raspberry Pi; a USB adapter is reached by serial:/dev/ttyUSB0";
        }
        String enable = "switch the UART on with enable_uart=1 in /boot/firmware/config.txt (raspi-config: Interface"
                + " Options, Serial Port) and reboot";
        return port.equals(DEFAULT_PORT) ? enable : enable + ", or try pi:" + DEFAULT_PORT;
    }

    /** On a Pi 5 serial0 is the three-pin debug connector; the header has ttyAMA0 once it is switched on. */
    private void warnOfDebugConnector(String port, String device) {
        if (device.equals("ttyAMA10") && model().orElse("").contains("Raspberry Pi 5")) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    port
                            + " is the debug connector of this Raspberry Pi 5. The header's UART is /dev/ttyAMA0, switched on"
                            + " by dtparam=uart0=on in /boot/firmware/config.txt");
        }
    }

    private String deviceName(String port) {
        try {
            return at(port).toRealPath().getFileName().toString();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "cannot follow " + port + ": " + e.getMessage());
            return Path.of(port).getFileName().toString();
        }
    }

    private static boolean hasConsole(String commandLine, String name) {
        return Stream.of(commandLine.split("\\s+"))
                .anyMatch(word -> word.equals("console=" + name) || word.startsWith("console=" + name + ","));
    }

    private boolean loginShellOn(String device) {
        try (Stream<Path> processes = Files.list(at("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .map(process ->
                            text("/proc/" + process.getFileName() + "/cmdline").orElse(""))
                    .map(line -> line.split("\0"))
                    .anyMatch(words ->
                            words[0].endsWith("getty") && List.of(words).contains(device));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "cannot look for a login shell: " + e.getMessage());
            return false;
        }
    }

    /** Refuses pins where there are none, or where this user may not use them. */
    void requireGpio() {
        Optional<Path> chip = gpioChip();
        if (chip.isEmpty()) {
            throw new BoardException(
                    Kind.NOT_FOUND,
                    "this machine has no GPIO chip (/dev/gpiochip0): pi: pins are those of a Raspberry Pi");
        }
        if (!Files.isReadable(chip.get()) || !Files.isWritable(chip.get())) {
            throw new BoardException(
                    Kind.PERMISSION,
                    "you may not use the pins: add yourself to the group gpio (sudo usermod -aG gpio $USER) and log in"
                            + " again");
        }
    }

    private Optional<Path> gpioChip() {
        try (Stream<Path> devices = Files.list(at("/dev"))) {
            return devices.filter(device -> device.getFileName().toString().matches("gpiochip\\d+"))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "cannot look for GPIO chips: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> text(String path) {
        try {
            return Optional.of(Files.readString(at(path), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Not that kind of machine, or a process that has ended: nothing to read is an answer too.
            return Optional.empty();
        }
    }
}
