package io.github.wroom4j.hal.pi4j;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the system of a Raspberry Pi does with its UART and its pins, and what to do about it.
 *
 * @param root where the system's files begin; tests have their own
 */
record PiHost(Path root) {
    /** The header's UART on all models before the 5, whichever of the chip's two it is. */
    static final String DEFAULT_PORT = "/dev/serial0";
    /** The header's UART on a Raspberry Pi 5, 500 and Compute Module 5, once it is switched on; serial0 is another there. */
    static final String PORT_OF_5 = "/dev/ttyAMA0";

    private static final Pattern MODEL_5 = Pattern.compile("Raspberry Pi (5|500|Compute Module 5)\\b.*");

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

    private boolean isRaspberryPi5() {
        return model().filter(model -> MODEL_5.matcher(model).matches()).isPresent();
    }

    /** The header's UART on this model, there or not. */
    String headerPort() {
        return isRaspberryPi5() ? PORT_OF_5 : DEFAULT_PORT;
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
        refuseBluetooth(port, device);
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
        String enable = "switch the header's UART on with " + (isRaspberryPi5() ? "dtparam=uart0=on" : "enable_uart=1")
                + " in /boot/firmware/config.txt (raspi-config: Interface Options, Serial Port) and reboot";
        return port.equals(headerPort()) ? enable : enable + ", or try pi:" + headerPort();
    }

    /** On a Pi 5 serial0 is the three-pin debug connector; the header has ttyAMA0 once it is switched on. */
    private void warnOfDebugConnector(String port, String device) {
        if (device.equals("ttyAMA10") && isRaspberryPi5()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    port
                            + " is the debug connector of this Raspberry Pi 5. The header's UART is /dev/ttyAMA0, switched on"
                            + " by dtparam=uart0=on in /boot/firmware/config.txt");
        }
    }

    /** Models with Bluetooth give it the better UART, as serial1, unless an overlay gives that to the header. */
    private void refuseBluetooth(String port, String device) {
        if (has("/dev/serial1") && deviceName("/dev/serial1").equals(device)) {
            throw new BoardException(
                    Kind.BUSY,
                    port + " is the UART of this model's Bluetooth and not on the header: use pi:" + DEFAULT_PORT
                            + ", or give it to the header by dtoverlay=disable-bt in /boot/firmware/config.txt and reboot");
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
                    "this machine has no GPIO chip of a header (/dev/gpiochip0, labelled pinctrl-…): pi: pins are those of a"
                            + " Raspberry Pi");
        }
        if (!Files.isReadable(chip.get()) || !Files.isWritable(chip.get())) {
            throw new BoardException(
                    Kind.PERMISSION,
                    "you may not use the pins: add yourself to the group gpio (sudo usermod -aG gpio $USER) and log in"
                            + " again");
        }
    }

    /**
     * The header's chip, which is the one that Pi4J's gpiod takes: its label has "pinctrl" in it (pinctrl-bcm2835 up to a 3,
     * pinctrl-bcm2711 of a 4, pinctrl-rp1 of a 5). Numbers tell nothing: a 5 has several chips, and its kernels have called the
     * header's gpiochip4 and gpiochip0. Where the kernel shows no labels it is the first chip.
     */
    private Optional<Path> gpioChip() {
        List<Path> labelled = children("/sys/class/gpio", "gpiochip\\d+");
        if (labelled.isEmpty()) {
            return children("/dev", "gpiochip\\d+").stream().findFirst();
        }
        return labelled.stream()
                .filter(chip -> text(inSystem(chip) + "/label")
                        .filter(label -> label.contains("pinctrl"))
                        .isPresent())
                .flatMap(chip -> children(inSystem(chip) + "/device", "gpiochip\\d+").stream())
                .map(chip -> at("/dev/" + chip.getFileName()))
                .filter(Files::exists)
                .findFirst();
    }

    private String inSystem(Path file) {
        return "/" + root.relativize(file);
    }

    private List<Path> children(String folder, String names) {
        try (Stream<Path> all = Files.list(at(folder))) {
            return all.filter(child -> child.getFileName().toString().matches(names))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "cannot look into " + folder + ": " + e.getMessage());
            return List.of();
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
