package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.arduino.Pins;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.watch.Watch;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A board with somebody who looks at it. */
final class LivePage implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Watch watch;
    private final List<URI> links;

    private LivePage(Watch watch, List<URI> links) {
        this.watch = watch;
        this.links = links;
    }

    /** Opens a page that nothing happens on yet, and warns if others may see it. */
    static LivePage open(String title, InetAddress bind, int port, Terminal terminal) {
        var watch = new Watch(title, new WireLog());
        try {
            var links = new LinkedHashSet<URI>();
            links.add(watch.serve(bind, port));
            if (!bind.isLoopbackAddress()) {
                terminal.err()
                        .println("wroom4j: --watch-bind " + bind.getHostAddress() + " shows the page to the network:"
                                + " whoever has the link, or listens on the way, sees what passes");
            }
            if (bind.isAnyLocalAddress()) {
                addresses().forEach(each -> links.add(watch.link(each)));
            }
            return new LivePage(watch, List.copyOf(links));
        } catch (RuntimeException | Error e) {
            watch.close();
            throw e;
        }
    }

    private static Set<InetAddress> addresses() {
        var all = new LinkedHashSet<InetAddress>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .forEach(all::add);
        } catch (SocketException e) {
            throw new JobFailed("this machine's addresses cannot be read: " + e.getMessage(), e);
        }
        return all;
    }

    /** What happens on it. */
    Watch watch() {
        return watch;
    }

    /** Where it is; more than one where it listens on every address. */
    List<URI> links() {
        return links;
    }

    /** Opens a board for a sketch whose {@code Serial} reads and writes those streams, and the page. */
    Esp8266 board(String address, InputStream in, OutputStream out) {
        var serial = new HardwareSerial(watch.typed(in), watch.printed(out));
        Esp8266 esp = board(address, serial);
        watch.speed(serial::baudRate);
        watch.analog(value -> Pins.of(esp).analogSource(() -> value));
        return esp;
    }

    /** Opens a board. */
    Esp8266 board(String address, HardwareSerial serial) {
        Board board = Boards.open(address);
        AtDriver driver = AtDriver.open(
                board,
                DriverOptions.DEFAULT.withReopen(() -> Boards.open(address)).withWireLog(watch.log()));
        watch.firmware(driver.version().firstLine());
        watch.questions(() -> ask(driver));
        return Esp8266.of(driver, watch.around(board), serial);
    }

    /** Access point, RSSI and addresses; the page overhears what the module answers. */
    static void ask(AtModule module) {
        Deadline deadline = Deadline.in(module.clock(), ANSWER);
        module.station().accessPoint(deadline);
        module.station().address(deadline);
        module.station().mac(deadline);
    }

    @Override
    public void close() {
        watch.close();
    }
}
