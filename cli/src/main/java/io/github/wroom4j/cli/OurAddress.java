package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.Station.IpConfig;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** This machine as a module reaches it. */
final class OurAddress {
    private OurAddress() {}

    /** The address that stands in the module's network; loopback for a mock, which stands in this machine. */
    static InetAddress seenFrom(Esp8266 esp, BoardAddress board) {
        if (board.scheme().equals("mock")) {
            return InetAddress.getLoopbackAddress();
        }
        IpConfig module = esp.module()
                .station()
                .address(Deadline.in(esp.clock(), Duration.ofSeconds(5)))
                .orElseThrow(() ->
                        new JobFailed("the module has no address, so it is not known how it reaches this machine"));
        return in(module, ours())
                .orElseThrow(() -> new UsageException("this machine has no address in the module's network ("
                        + module.ip().getHostAddress() + "): name the one that the module reaches with --bind"));
    }

    /** The first of them in that network. */
    static Optional<InetAddress> in(IpConfig network, List<InetAddress> ours) {
        byte[] mask = network.netmask().getAddress();
        byte[] there = network.ip().getAddress();
        return ours.stream()
                .filter(address -> sameNetwork(address.getAddress(), there, mask))
                .findFirst();
    }

    private static boolean sameNetwork(byte[] here, byte[] there, byte[] mask) {
        if (here.length != there.length || here.length != mask.length) {
            return false;
        }
        for (int i = 0; i < mask.length; i++) {
            if ((here[i] & mask[i]) != (there[i] & mask[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether this machine could listen there. */
    static boolean isOurs(String address) {
        try {
            var meant = InetAddress.getByName(address);
            return meant.isAnyLocalAddress() || meant.isLoopbackAddress() || ours().contains(meant);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static List<InetAddress> ours() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(OurAddress::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            throw new JobFailed("this machine's addresses cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isUp(NetworkInterface each) {
        try {
            return each.isUp();
        } catch (SocketException e) {
            return false; // it has gone since it was listed
        }
    }
}
