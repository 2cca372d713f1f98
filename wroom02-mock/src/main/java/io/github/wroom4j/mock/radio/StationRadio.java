package io.github.wroom4j.mock.radio;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The chip's station: scan, associate, DHCP; wrong password, no access point, loss and return. Lives as long as one
 * life of the chip; all methods are for tasks of its lane.
 */
public final class StationRadio {
    private final Chip chip;
    private final Lane lane;
    private final Air air;
    private final RadioTiming timing;
    private final Runnable airListener;
    private final CopyOnWriteArrayList<Consumer<StationEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Runnable> onAir = new CopyOnWriteArrayList<>();
    private String ssid = "";
    private String password = "";
    private byte[] bssid;
    private boolean reconnect = true;
    private boolean enabled = true;
    private boolean dhcp = true;
    private StationStatus status = StationStatus.IDLE;
    private AirAccessPoint joined;
    private Ip4 ip = Ip4.ANY;
    private Ip4 mask = Ip4.ANY;
    private Ip4 gateway = Ip4.ANY;
    private int attempt;
    private boolean beaconsMissed;

    /** A station that hears this air. */
    public StationRadio(Chip chip, Air air, RadioTiming timing) {
        this.chip = chip;
        this.lane = chip.lane();
        this.air = air;
        this.timing = timing;
        this.airListener = this::airChanged;
        air.listen(airListener);
    }

    /** Adds a listener for events, called from tasks. */
    public void listen(Consumer<StationEvent> listener) {
        listeners.add(listener);
    }

    /**
     * Adds a listener that is called, from tasks, when the access point is heard again before the station gave it up:
     * no event reports that, and packets can pass again.
     */
    public void listenForAir(Runnable listener) {
        onAir.add(listener);
    }

    /** Sets what {@link #connect()} will look for. */
    public void configure(String ssid, String password) {
        this.ssid = ssid;
        this.password = password;
        this.bssid = null;
    }

    /** Joins the configured network only at this access point; null for any. {@link #configure} takes it back. */
    public void only(byte[] address) {
        bssid = address == null ? null : address.clone();
    }

    /** The SSID that is configured, empty if none. */
    public String ssid() {
        return ssid;
    }

    /** The password that is configured. */
    public String password() {
        return password;
    }

    /** Whether it tries again by itself; on after boot. */
    public void reconnectPolicy(boolean on) {
        reconnect = on;
    }

    /** See {@link #reconnectPolicy(boolean)}. */
    public boolean reconnectPolicy() {
        return reconnect;
    }

    /** Switches the station on or off, as the operating mode says; off means it leaves. */
    public void enable(boolean on) {
        if (enabled && !on) {
            disconnect();
        }
        enabled = on;
    }

    /** Starts to join; leaves the present access point first. False if the station is off or nothing is configured. */
    public boolean connect() {
        if (!enabled || ssid.isEmpty()) {
            return false;
        }
        leave(StationEvent.Reason.ASSOC_LEAVE);
        begin();
        return true;
    }

    /** Leaves, or gives up joining. False if the station is off. */
    public boolean disconnect() {
        attempt++;
        leave(StationEvent.Reason.ASSOC_LEAVE);
        status = StationStatus.IDLE;
        return enabled;
    }

    private void begin() {
        int mine = ++attempt;
        status = StationStatus.CONNECTING;
        after(timing.find(), mine, () -> heard(mine));
    }

    private void heard(int mine) {
        Optional<AirAccessPoint> point = air.find(ssid).filter(p -> bssid == null || Arrays.equals(bssid, p.bssid()));
        if (point.isEmpty()) {
            failed(mine, StationStatus.NO_AP_FOUND, StationEvent.Reason.NO_AP_FOUND);
        } else if (point.get().security() != AuthMode.OPEN
                && !point.get().password().equals(password)) {
            after(
                    timing.handshakeTimeout(),
                    mine,
                    () -> failed(mine, StationStatus.WRONG_PASSWORD, StationEvent.Reason.HANDSHAKE_TIMEOUT));
        } else {
            after(timing.associate(), mine, () -> associated(mine, point.get()));
        }
    }

    private void failed(int mine, StationStatus why, int reason) {
        status = why;
        report(new StationEvent.Disconnected(ssid, reason));
        retry(mine);
    }

    private void retry(int mine) {
        if (reconnect) {
            after(timing.retry(), mine, () -> {
                // The status of the last failure stays visible while the SDK tries again.
                after(timing.find(), mine, () -> heard(mine));
            });
        }
    }

    private void associated(int mine, AirAccessPoint point) {
        if (air.find(point.ssid()).isEmpty()) {
            failed(mine, StationStatus.NO_AP_FOUND, StationEvent.Reason.NO_AP_FOUND);
            return;
        }
        joined = point;
        status = StationStatus.CONNECTING;
        report(new StationEvent.Connected(point));
        if (dhcp) {
            after(timing.dhcp(), mine, () -> leased(point));
        } else if (!ip.isAny()) {
            after(Duration.ZERO, mine, this::gotIp);
        }
    }

    private void leased(AirAccessPoint point) {
        // One address per chip and network, the same in every run.
        int host = 2 + Math.floorMod(chip.toString().hashCode(), 250);
        ip = point.net().host(host == point.net().d() ? host + 1 : host);
        mask = new Ip4(255, 255, 255, 0);
        gateway = point.net();
        gotIp();
    }

    private void gotIp() {
        if (joined != null) {
            status = StationStatus.GOT_IP;
            report(new StationEvent.GotIp(ip, mask, gateway));
        }
    }

    private void leave(int reason) {
        AirAccessPoint left = joined;
        joined = null;
        beaconsMissed = false;
        if (dhcp) {
            ip = Ip4.ANY;
            mask = Ip4.ANY;
            gateway = Ip4.ANY;
        }
        if (left != null) {
            report(new StationEvent.Disconnected(left.ssid(), reason));
        }
    }

    private void airChanged() {
        if (!lane.isOpen()) {
            air.forget(airListener);
            return;
        }
        lane.post(() -> {
            if (joined != null && air.find(joined.ssid()).isPresent()) {
                onAir.forEach(Runnable::run);
                return;
            }
            if (joined == null || beaconsMissed) {
                return;
            }
            beaconsMissed = true;
            int mine = attempt;
            after(timing.beaconTimeout(), mine, () -> {
                beaconsMissed = false;
                if (joined != null && air.find(joined.ssid()).isEmpty()) {
                    leave(StationEvent.Reason.BEACON_TIMEOUT);
                    status = StationStatus.NO_AP_FOUND;
                    retry(mine);
                }
            });
        });
    }

    private void after(Duration delay, int mine, Runnable step) {
        Runnable guarded = () -> {
            if (mine == attempt) {
                step.run();
            }
        };
        if (delay.isZero()) {
            lane.post(guarded);
        } else {
            lane.after(delay, guarded);
        }
    }

    private void report(StationEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    /** The state of joining. */
    public StationStatus status() {
        return status;
    }

    /** The access point that it is associated with. */
    public Optional<AirAccessPoint> joined() {
        return Optional.ofNullable(joined);
    }

    /** What a scan hears, hidden access points left out unless asked for by name; reported from a later task. */
    public void scan(Optional<String> only, Consumer<List<AirAccessPoint>> done) {
        Runnable finish = () -> done.accept(air.points().stream()
                .filter(p -> only.map(p.ssid()::equals).orElse(!p.hidden()))
                .toList());
        if (timing.scan().isZero()) {
            lane.post(finish);
        } else {
            lane.after(timing.scan(), finish);
        }
    }

    /** Its address, 0.0.0.0 while there is none. */
    public Ip4 ip() {
        return ip;
    }

    /** Its netmask. */
    public Ip4 mask() {
        return mask;
    }

    /** Its router. */
    public Ip4 gateway() {
        return gateway;
    }

    /** Whether addresses come by DHCP. */
    public boolean dhcp() {
        return dhcp;
    }

    /** Switches DHCP; switching it on while joined asks for a lease. */
    public void dhcp(boolean on) {
        dhcp = on;
        if (on && joined != null) {
            AirAccessPoint point = joined;
            after(timing.dhcp(), attempt, () -> leased(point));
        }
    }

    /** Sets the address by hand, which switches DHCP off. */
    public void address(Ip4 ip, Ip4 mask, Ip4 gateway) {
        dhcp = false;
        this.ip = ip;
        this.mask = mask;
        this.gateway = gateway;
        if (joined != null && !ip.isAny()) {
            after(Duration.ZERO, attempt, this::gotIp);
        }
    }

    /** Whether packets can pass: associated, with an address. */
    public boolean isUp() {
        return joined != null && !ip.isAny() && air.find(joined.ssid()).isPresent();
    }
}
