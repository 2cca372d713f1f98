package io.github.wroom4j.mock;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.mock.chip.CpuTiming;
import io.github.wroom4j.mock.chip.Flash;
import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.firmware.AtFirmware;
import io.github.wroom4j.mock.firmware.commands.Certificates;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.links.EspconnStack;
import io.github.wroom4j.mock.lwip.NetworkConditions;
import io.github.wroom4j.mock.lwip.Reach;
import io.github.wroom4j.mock.radio.Air;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.RadioTiming;
import io.github.wroom4j.mock.sdk.HeapModel;
import io.github.wroom4j.mock.sdk.Sdk;
import io.github.wroom4j.mock.sdk.SdkRelease;
import io.github.wroom4j.mock.tls.FlashCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a {@link MockWroom02} is built with. Everything has a default; {@link #build()} switches the module on. */
public final class MockBuilder {
    /** The default access point's name and password. */
    public static final String SSID = "wroom4j";

    /** See {@link #SSID}. */
    public static final String PASSWORD = "arduino-java";

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Air air = new Air();
    private final Reach reach = new Reach();
    private final NetworkConditions network = new NetworkConditions();
    private final Map<String, String> quirks = new LinkedHashMap<>();
    private Profile profile = Profile.named("");
    private String name = "mock-" + NUMBERS.incrementAndGet();
    private String address = "mock:";
    private Clock clock = Clock.system();
    private Certificates certificates;
    private Faults faults = Faults.none();
    private Long seed;
    private Path flashFile;
    private boolean realTime;
    private CpuTiming cpuTiming;
    private byte[] defaultCertificate;
    private byte[] defaultKey;
    private boolean ownAccessPoint;
    private int baud;

    MockBuilder() {}

    /** The firmware, by its profile's name: {@code at-1.7}, {@code esp-at-2.2}, … */
    public MockBuilder profile(String profileName) {
        return profile(Profile.named(profileName));
    }

    /** The firmware. */
    public MockBuilder profile(Profile chosen) {
        profile = chosen;
        address = "mock:" + chosen.name();
        return this;
    }

    /** The SDK release below the firmware, where that makes a difference: {@link SdkRelease#P0}, P1, P14. */
    public MockBuilder sdk(SdkRelease release) {
        profile = profile.on(release);
        return this;
    }

    /** Free heap under the firmware. */
    public MockBuilder heap(HeapModel heap) {
        profile = profile.with(heap);
        return this;
    }

    /** The flash image, {@code nano} or {@code 1024}: it decides the TLS library. */
    public MockBuilder image(String image) {
        profile = profile.inImage(image);
        return this;
    }

    /** Puts an access point into the air, in place of the default one {@code wroom4j} / {@code arduino-java}. */
    public MockBuilder accessPoint(String ssid, String password) {
        return accessPoint(AirAccessPoint.of(ssid, password));
    }

    /** Puts an access point into the air, in place of the default one. */
    public MockBuilder accessPoint(AirAccessPoint point) {
        ownAccessPoint = true;
        air.add(point);
        return this;
    }

    /** Lets the module's resolver know a name, and the module connect there. */
    public MockBuilder dns(String host, String ip) {
        reach.dns(
                host,
                Ip4.parse(ip).orElseThrow(() -> new IllegalArgumentException("\"" + ip + "\" is not an IPv4 address")));
        return this;
    }

    /** Leads what the module sends to {@code host:port} to another {@code host:port}. */
    public MockBuilder route(String from, String to) {
        reach.route(from, to);
        return this;
    }

    /**
     * Lets a port that the module opens be found on that port of this computer's loopback, and on no other.
     *
     * @throws IllegalArgumentException for a number that is not a port, or one that is given twice
     */
    public MockBuilder serve(int port, int hostPort) {
        reach.hostPorts().serve(port, hostPort);
        return this;
    }

    /** Lets the module connect anywhere. */
    public MockBuilder open() {
        reach.open(true);
        return this;
    }

    /** The clock that it lives by; the machine's by default. */
    public MockBuilder clock(Clock other) {
        clock = other;
        return this;
    }

    /**
     * Lets bytes take their time on the wire. In this process they do so at the rate that either end uses, and any rate
     * above 0 switches it on; served at any rate ({@link MockWroom02#atAnyRate}), on a PTY or a TCP port, at this one.
     */
    public MockBuilder pace(int bitsPerSecond) {
        baud = bitsPerSecond;
        return this;
    }

    /** Lets the firmware take the time that a module takes: boot, join polls, scans, RSA. */
    public MockBuilder realTime() {
        realTime = true;
        return this;
    }

    /** How long its CPU computes RSA; otherwise nothing, and {@link CpuTiming#REALISTIC} with {@link #realTime()}. */
    public MockBuilder cpu(CpuTiming timing) {
        cpuTiming = timing;
        return this;
    }

    /** Lets events slip between the pieces of replies, the same way for the same seed; seeds all that is random. */
    public MockBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** A file that the flash is read from, if it exists, and written to at the end. */
    public MockBuilder flash(Path file) {
        flashFile = file;
        return this;
    }

    /**
     * Links the module's own certificate and key into the program, for {@code espconn_secure_accept}: C's
     * {@code default_certificate} and {@code default_private_key} (espconn-sdk §7.8), in every life of the chip.
     *
     * @param certificate DER
     * @param privateKey PKCS#1, DER
     */
    public MockBuilder defaultCertificate(byte[] certificate, byte[] privateKey) {
        defaultCertificate = certificate.clone();
        defaultKey = privateKey.clone();
        return this;
    }

    /** What lies in the certificate partitions: without this nothing on NonOS, the factory image's on ESP-AT. */
    public MockBuilder certificates(Certificates flashed) {
        certificates = flashed;
        return this;
    }

    /** What goes wrong, and when. The plan belongs to this module alone. */
    public MockBuilder faults(Faults plan) {
        faults = plan;
        return this;
    }

    /** Its name in logs; addresses and MAC follow from it. */
    public MockBuilder name(String other) {
        name = other;
        return this;
    }

    /** Replaces a fact of the AT version: how open questions are tested both ways (at-protocol §22). */
    public MockBuilder quirk(String fact, String value) {
        quirks.put(fact, value);
        return this;
    }

    /**
     * Switches the module on: it boots and says {@code ready}.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BUSY} if a port of {@link #serve} is somebody else's
     */
    public MockWroom02 build() {
        try {
            reach.hostPorts().check();
        } catch (UncheckedIOException e) {
            throw new BoardException(BoardException.Kind.BUSY, e.getMessage(), e);
        }
        if (!ownAccessPoint) {
            air.add(AirAccessPoint.of(SSID, PASSWORD));
        }
        applyFaults();
        return new MockWroom02(this);
    }

    MockBuilder address(String text) {
        address = text;
        return this;
    }

    // ---- what the mock reads ----

    Profile profile() {
        return profile;
    }

    AtVersion version() {
        var facts = new LinkedHashMap<>(quirks);
        if (AtVersion.named(profile.version()).isNonOs()) {
            facts.putIfAbsent("ssl-library", profile.tls() == Profile.Tls.AXTLS ? "axtls" : "mbedtls");
        }
        AtVersion version = AtVersion.named(profile.version());
        if (profile.isSmall() && !version.text("gmr-512").isEmpty()) {
            facts.putIfAbsent("gmr", version.text("gmr-512"));
        }
        return version.with(facts);
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    Clock clock() {
        return clock;
    }

    Air air() {
        return air;
    }

    Reach reach() {
        return reach;
    }

    NetworkConditions network() {
        return network;
    }

    int baud() {
        return baud;
    }

    long seedOrZero() {
        return seed == null ? 0 : seed;
    }

    boolean takesTime() {
        return realTime;
    }

    RadioTiming radioTiming() {
        return realTime ? RadioTiming.REALISTIC : RadioTiming.QUICK;
    }

    CpuTiming cpuTiming() {
        return cpuTiming != null ? cpuTiming : realTime ? CpuTiming.REALISTIC : CpuTiming.NONE;
    }

    /** Puts into an SDK what the program was linked with. */
    void link(Sdk sdk) {
        if (defaultCertificate != null) {
            sdk.link(defaultCertificate, defaultKey);
        }
    }

    Flash flashChip() {
        Flash flash = Flash.ofWroom02();
        checkWritable();
        if (flashFile != null && Files.exists(flashFile)) {
            try {
                byte[] image = Files.readAllBytes(flashFile);
                if (image.length != flash.size()) {
                    throw new IllegalArgumentException(flashFile + " is not an image of this flash: it has "
                            + image.length + " bytes, not " + flash.size());
                }
                flash.flash(0, image);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the flash image " + flashFile, e);
            }
        }
        flashCertificates(flash);
        return flash;
    }

    /** What the SDK's tool flashes for NonOS firmwares: {@code CIPSSLCCONF} looks there (at-protocol §8.3). */
    private void flashCertificates(Flash flash) {
        if (!version().isNonOs() || certificates == null) {
            return;
        }
        if (certificates.hasAuthority()) {
            List<byte[]> authorities = certificates.authorities();
            List<String> names = authorities.stream().map(each -> "ca").toList();
            flash.flash(EspconnStack.CA_SECTOR * Flash.SECTOR, FlashCertificates.image(names, authorities));
        }
        if (certificates.hasClient()) {
            flash.flash(
                    EspconnStack.IDENTITY_SECTOR * Flash.SECTOR,
                    FlashCertificates.image(
                            List.of("certificate", "private_key"),
                            List.of(certificates.clientChain().get(0), certificates.clientKey())));
        }
    }

    /** What could not be written at the end fails at the beginning. */
    private void checkWritable() {
        if (flashFile == null) {
            return;
        }
        Path folder = flashFile.toAbsolutePath().getParent();
        if (Files.exists(flashFile) ? !Files.isWritable(flashFile) : folder == null || !Files.isWritable(folder)) {
            throw new BoardException(
                    BoardException.Kind.PERMISSION, "the flash image " + flashFile + " cannot be written there");
        }
    }

    void saveFlash(Flash flash) {
        if (flashFile != null) {
            try {
                Files.write(flashFile, flash.read(0, flash.size()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the flash image " + flashFile, e);
            }
        }
    }

    AtFirmware.Options options() {
        return new AtFirmware.Options(
                realTime, seed, flashed(), faults, this::losePoints, ApplicationCommands.of(profile, SSID, PASSWORD));
    }

    private Certificates flashed() {
        if (certificates != null) {
            return certificates;
        }
        return version().isEspAt() ? Certificates.FACTORY : Certificates.NONE;
    }

    Faults faults() {
        return faults;
    }

    private void losePoints() {
        air.points().forEach(point -> air.remove(point.ssid()));
    }

    /** Gives the network and the version their part of the plan. */
    private void applyFaults() {
        faults.of(Fault.Fact.class).forEach(fault -> quirks.put(fault.name(), fault.value()));
        faults.of(Fault.Network.class).forEach(fault -> {
            int amount = (int) Math.min(Integer.MAX_VALUE, fault.amount());
            switch (fault.trouble()) {
                case LATENCY -> network.latency(Duration.ofMillis(amount));
                case BANDWIDTH -> network.bytesPerSecond(amount);
                case SLICER -> network.segment(amount);
                case LIMIT -> network.resetAfter(fault.amount());
                case RESET -> network.resetTime(Duration.ofMillis(amount));
                case SLOW_CLOSE -> network.closeDelay(Duration.ofMillis(amount));
                case SLOW_ACK -> network.ackDelay(Duration.ofMillis(amount));
                case SYN_LOST -> network.synLost(true);
                case ACKS_LOST -> network.acksLost(true);
                case DNS_SILENT -> network.dnsSilent(true);
            }
        });
    }
}
