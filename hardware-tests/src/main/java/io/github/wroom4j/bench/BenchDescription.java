package io.github.wroom4j.bench;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One bench, as its file tells it.
 *
 * @param id its name in reports: letters, digits, {@code . _ -}
 * @param address the board address that opens it (see {@link io.github.wroom4j.hal.Boards#open(String)})
 * @param firmware versions that are expected there; a bench with another one fails its health check
 * @param fixtures what is wired to it or in range of it, as in {@code rts-cts}, {@code reset-pin}, {@code ap:wpa2},
 *     {@code internet}
 * @param accessPoint the network it joins, if any
 * @param serverAddress this machine's address as the bench's module reaches it; 127.0.0.1 by default, for mocks
 * @param timeoutMultiplier by how much every default wait grows here, 0.1 … 100; 1 by default
 */
public record BenchDescription(
        String id,
        String address,
        Optional<FirmwareRange> firmware,
        Set<String> fixtures,
        Optional<AccessPointLogin> accessPoint,
        String serverAddress,
        double timeoutMultiplier) {

    /** Where servers for mocks listen. */
    static final String LOOPBACK = "127.0.0.1";

    /** A network and its password; the password never appears in a text. */
    public record AccessPointLogin(String ssid, String password) {
        @Override
        public String toString() {
            return ssid + "/***";
        }
    }

    public BenchDescription {
        fixtures = Set.copyOf(fixtures);
    }

    /** A bench that is known by its address alone. */
    public static BenchDescription of(String address) {
        return new BenchDescription(address, address, Optional.empty(), Set.of(), Optional.empty(), LOOPBACK, 1);
    }

    /** Whether every opening makes a board of its own, so that nobody need wait for it. */
    public boolean madeAnew() {
        return address.startsWith("mock:") || address.startsWith("replay:");
    }

    /** The fixtures that are asked for and absent here, in the order asked. */
    public List<String> missing(Collection<String> wanted) {
        var absent = new LinkedHashSet<>(wanted);
        absent.removeAll(fixtures);
        return List.copyOf(absent);
    }
}
