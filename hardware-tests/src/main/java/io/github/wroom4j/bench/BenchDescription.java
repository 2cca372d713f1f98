package io.github.wroom4j.bench;

import io.github.wroom4j.at.Timeouts;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One bench, as its file describes it.
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

    /** The mock's default access point for benches that are mocks and name none. */
    private static final AccessPointLogin MOCK_LOGIN = new AccessPointLogin("wroom4j", "arduino-java");

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

    /** The network to join: its own, or the mock's default one for a mock that names none. */
    public Optional<AccessPointLogin> login() {
        return accessPoint.or(() -> address.startsWith("mock:") ? Optional.of(MOCK_LOGIN) : Optional.empty());
    }

    /** The same bench in another network. */
    public BenchDescription joining(AccessPointLogin login) {
        return new BenchDescription(
                id, address, firmware, fixtures, Optional.of(login), serverAddress, timeoutMultiplier);
    }

    /** The same bench with another address of this machine for its module. */
    public BenchDescription servedAt(String here) {
        return new BenchDescription(id, address, firmware, fixtures, accessPoint, here, timeoutMultiplier);
    }

    /** A usual wait, grown by this bench's multiplier. */
    public Duration scaled(Duration usual) {
        return Duration.ofNanos((long) (usual.toNanos() * timeoutMultiplier));
    }

    /** The usual waits of a driver, grown by this bench's multiplier. */
    public Timeouts scaled(Timeouts usual) {
        return new Timeouts(
                scaled(usual.command()),
                scaled(usual.join()),
                scaled(usual.scan()),
                scaled(usual.resolve()),
                scaled(usual.connect()),
                scaled(usual.send()),
                scaled(usual.close()),
                scaled(usual.boot()),
                scaled(usual.payloadGap()));
    }

    /** Whether every opening makes a board of its own, so that no one has to wait for it. */
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
