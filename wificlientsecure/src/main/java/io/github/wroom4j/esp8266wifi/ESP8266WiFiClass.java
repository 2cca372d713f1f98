package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code WiFi}: the module as a station (rules WF-10 … WF-24); its soft access point and scans are in the classes that
 * this one extends.
 *
 * <p>{@link #begin} returns at once and joins in a thread of its own; {@link #status()} never asks the module. Getters
 * that ask (addresses, names) may block for one command and give an unset value when it fails; {@link #getLastError()}
 * has the reason. Safe for use by several threads.
 */
public class ESP8266WiFiClass extends WiFiSoftAp {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String ssid = "";
    private String passphrase = "";
    private boolean joining;
    private int attempt;
    private int outcome = WL_IDLE_STATUS;
    private boolean persistent;
    private boolean autoConnect;
    private boolean autoReconnect = true;
    private int sleepMode = WIFI_MODEM_SLEEP;
    private Station.IpConfig cachedAddress;

    /** {@code WiFi} of a sketch. */
    public static ESP8266WiFiClass of(SketchContext context) {
        return context.part(ESP8266WiFiClass.class, ESP8266WiFiClass::new);
    }

    private ESP8266WiFiClass(SketchContext context) {
        super(context);
        module().events().subscribe(this::noticed);
        // Joined before anyone asked for WiFi? A module without a station (a test's) is simply not.
        if (asked(() -> module().station().state(), Station.State.IDLE) == Station.State.CONNECTED) {
            outcome = WL_CONNECTED;
        }
        failed(ClientError.NONE);
    }

    private void noticed(AtEvents.Event event) {
        lock.lock();
        try {
            switch (event.kind()) {
                case WIFI_GOT_IP -> {
                    // WF-12: connected means GOT_IP; the join command's own OK comes a little later.
                    joining = false;
                    outcome = WL_CONNECTED;
                }
                case WIFI_DISCONNECTED, MODULE_RESET, PORT_LOST -> {
                    cachedAddress = null;
                    outcome = joining || outcome != WL_CONNECTED ? outcome : WL_DISCONNECTED;
                }
                default -> {
                    return;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Joins an open network; see {@link #begin(String, String)}. */
    public int begin(String networkName) {
        return begin(networkName, "");
    }

    /**
     * Starts joining and returns {@link #status()} at once (WF-10).
     *
     * @param networkName 1 … 32 bytes in UTF-8, else {@link #WL_CONNECT_FAILED}
     * @param password empty for an open network, at most 64 characters, else {@link #WL_WRONG_PASSWORD}
     */
    public int begin(String networkName, String password) {
        return begin(networkName, password, 0, null, true);
    }

    /** The same; channel and BSSID are accepted and left to the module, {@code connect=false} only remembers. */
    public int begin(String networkName, String password, int channel, byte[] bssid, boolean connect) {
        String secret = password == null ? "" : password;
        lock.lock();
        try {
            if (networkName == null || !fits(networkName, 1, 32)) {
                return refused(WL_CONNECT_FAILED, "an access point's name has 1 … 32 bytes");
            }
            if (!fits(secret, 0, 64)) {
                return refused(WL_WRONG_PASSWORD, "a Wi-Fi password has at most 64 characters");
            }
            if (!secret.isEmpty() && !fits(secret, 8, 64)) {
                // WPA knows no shorter one; the module would answer only after its scan.
                return refused(WL_WRONG_PASSWORD, "a Wi-Fi password has 8 … 64 characters");
            }
            ssid = networkName;
            passphrase = secret;
        } finally {
            lock.unlock();
        }
        enableSTA(true);
        return connect ? begin() : status();
    }

    private int refused(int code, String message) {
        outcome = code;
        failed(new ClientError(Stage.SETTINGS, message));
        changed.signalAll();
        return code;
    }

    private static boolean fits(String text, int least, int most) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return length >= least && length <= most && text.chars().noneMatch(c -> c == 0 || c == '\r' || c == '\n');
    }

    /** Joins the remembered network (WF-10). */
    public int begin() {
        lock.lock();
        try {
            if (ssid.isEmpty()) {
                return refused(WL_CONNECT_FAILED, "no access point is remembered: call begin(ssid, password)");
            }
            joining = true;
            outcome = WL_DISCONNECTED;
            cachedAddress = null;
            int mine = ++attempt;
            String name = ssid;
            String secret = passphrase;
            background("wroom4j-join", () -> join(name, secret, mine));
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private void join(String name, String secret, int mine) {
        int result;
        ClientError error = ClientError.NONE;
        try {
            module().join(name, secret);
            result = WL_CONNECTED;
        } catch (AtException failure) {
            result = joinResult(failure);
            error = new ClientError(Stage.WIFI, failure.getMessage(), failure);
        }
        lock.lock();
        try {
            // A later begin() or disconnect() has made this outcome old news.
            if (mine == attempt) {
                joining = false;
                outcome = result;
                failed(error);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** WF-11: 1 timeout, 2 wrong password, 3 no such access point, 4 failed. */
    private int joinResult(AtException failure) {
        if (failure.kind() != AtException.Kind.JOIN_FAILED) {
            return failure.kind() == AtException.Kind.TIMEOUT ? WL_DISCONNECTED : WL_CONNECT_FAILED;
        }
        return switch (module().station().state()) {
            case WRONG_PASSWORD -> WL_WRONG_PASSWORD;
            case NO_SUCH_ACCESS_POINT -> WL_NO_SSID_AVAIL;
            case CONNECT_FAILED -> WL_CONNECT_FAILED;
            default -> WL_DISCONNECTED;
        };
    }

    /** Where the station stands, from what the module has told so far; costs no command (WF-12). */
    public int status() {
        lock.lock();
        try {
            return joining ? WL_DISCONNECTED : outcome;
        } finally {
            lock.unlock();
        }
    }

    public boolean isConnected() {
        return status() == WL_CONNECTED;
    }

    /** {@link #waitForConnectResult(long)} within a minute. */
    public int waitForConnectResult() {
        return waitForConnectResult(60_000);
    }

    /** The first status that is not {@link #WL_DISCONNECTED}, or that joining ended with; −1 at the timeout (WF-13). */
    public int waitForConnectResult(long timeoutMs) {
        if ((getMode() & WIFI_STA) == 0) {
            return WL_DISCONNECTED;
        }
        Deadline deadline = Deadline.in(context().clock(), Duration.ofMillis(timeoutMs));
        lock.lock();
        try {
            // The core goes on waiting after a join that timed out, because its chip goes on trying; so do we.
            while (status() == WL_DISCONNECTED) {
                if (!deadline.await(lock, changed)) {
                    return -1;
                }
            }
            return status();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the network and forgets it; true if the module did so (WF-15). */
    public boolean disconnect() {
        return disconnect(false);
    }

    public boolean disconnect(boolean wifiOff) {
        return disconnect(wifiOff, true);
    }

    public boolean disconnect(boolean wifiOff, boolean eraseCredentials) {
        lock.lock();
        try {
            attempt++;
            joining = false;
            outcome = WL_DISCONNECTED;
            cachedAddress = null;
            if (eraseCredentials) {
                ssid = "";
                passphrase = "";
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (wifiOff) {
            enableSTA(false);
        }
        return done(() -> module().station().leave(commandDeadline()));
    }

    /** Joins the remembered network again; false if none is (WF-15). */
    public boolean reconnect() {
        lock.lock();
        try {
            if (ssid.isEmpty()) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        begin();
        return true;
    }

    /** Takes a fixed address; all zero returns to DHCP (WF-14). Third argument 255.x: Espressif's order, else Arduino's. */
    public boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth, IPAddress dns2) {
        boolean espressif = third.get(0) == 255 || third.v4() == 0;
        IPAddress gateway = espressif ? second : third;
        IPAddress mask = espressif ? third : fourth;
        IPAddress dns1 = espressif ? fourth : second;
        if (local.v4() == 0 && gateway.v4() == 0 && mask.v4() == 0) {
            return done(() -> module().station().address(Optional.empty(), commandDeadline()));
        }
        if ((local.v4() & mask.v4()) != (gateway.v4() & mask.v4())) {
            failed(new ClientError(Stage.SETTINGS, "gateway " + gateway + " is not in the network of " + local));
            return false;
        }
        var fixed = new Station.IpConfig(local.toInetAddress(), gateway.toInetAddress(), mask.toInetAddress());
        cachedAddress = null;
        return done(() -> module().station().address(Optional.of(fixed), commandDeadline()))
                && (!dns1.isSet() || setDNS(dns1, dns2));
    }

    public boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth) {
        return config(local, second, third, fourth, new IPAddress());
    }

    public boolean config(IPAddress local, IPAddress gateway, IPAddress subnet) {
        return config(local, gateway, subnet, new IPAddress(), new IPAddress());
    }

    /** The gateway ends in 1, the mask is 255.255.255.0 (WF-14). */
    public boolean config(IPAddress local, IPAddress dns) {
        var gateway = new IPAddress(local);
        gateway.set(3, 1);
        return config(local, gateway, new IPAddress(255, 255, 255, 0), dns);
    }

    public boolean setDNS(IPAddress first) {
        return setDNS(first, new IPAddress());
    }

    public boolean setDNS(IPAddress first, IPAddress second) {
        List<InetAddress> servers = new ArrayList<>();
        for (IPAddress server : List.of(first, second)) {
            if (server.isSet()) {
                servers.add(server.toInetAddress());
            }
        }
        return done(() -> module().station().dnsServers(servers, commandDeadline()));
    }

    private Optional<Station.IpConfig> address() {
        lock.lock();
        try {
            if (outcome != WL_CONNECTED || joining) {
                return Optional.empty();
            }
            if (cachedAddress != null) {
                return Optional.of(cachedAddress);
            }
        } finally {
            lock.unlock();
        }
        Optional<Station.IpConfig> told = asked(() -> module().station().address(commandDeadline()), Optional.empty());
        lock.lock();
        try {
            cachedAddress = told.orElse(null);
        } finally {
            lock.unlock();
        }
        return told;
    }

    /** The station's address; unset without one (WF-17). */
    public IPAddress localIP() {
        return address().map(a -> IPAddress.of(a.ip())).orElseGet(IPAddress::new);
    }

    public IPAddress subnetMask() {
        return address().map(a -> IPAddress.of(a.netmask())).orElseGet(IPAddress::new);
    }

    public IPAddress gatewayIP() {
        return address().map(a -> IPAddress.of(a.gateway())).orElseGet(IPAddress::new);
    }

    public IPAddress broadcastIP() {
        return address()
                .map(a -> new IPAddress(
                        IPAddress.of(a.ip()).v4() | ~IPAddress.of(a.netmask()).v4()))
                .orElseGet(IPAddress::new);
    }

    /** Unset: AT tells the DNS servers in no portable way (WF-17). */
    public IPAddress dnsIP() {
        return new IPAddress();
    }

    /** {@code AA:BB:CC:DD:EE:FF}, or empty if the module does not answer (WF-17). */
    public String macAddress() {
        return asked(() -> module().station().mac(commandDeadline()), "").toUpperCase(Locale.ROOT);
    }

    private Optional<AccessPoint> accessPoint() {
        return isConnected()
                ? asked(() -> module().station().accessPoint(commandDeadline()), Optional.empty())
                : Optional.empty();
    }

    /** The name of the network in use or remembered. */
    public String SSID() {
        lock.lock();
        try {
            if (!ssid.isEmpty()) {
                return ssid;
            }
        } finally {
            lock.unlock();
        }
        return accessPoint().map(AccessPoint::name).orElse("");
    }

    /** The remembered password; it is never read back from the module. */
    public String psk() {
        lock.lock();
        try {
            return passphrase;
        } finally {
            lock.unlock();
        }
    }

    public String BSSIDstr() {
        return accessPoint().map(ap -> ap.bssid().toUpperCase(Locale.ROOT)).orElse("");
    }

    /** In dBm; 31 when not connected (WF-17). */
    public int RSSI() {
        return accessPoint().map(AccessPoint::rssi).orElse(31);
    }

    public int channel() {
        return accessPoint().map(AccessPoint::channel).orElse(0);
    }

    public String hostname() {
        return asked(() -> module().station().hostname(commandDeadline()), "");
    }

    public String getHostname() {
        return hostname();
    }

    /** Letters, digits and '-' (not last), 1 … 32 of them; to be set before joining (WF-18). */
    public boolean hostname(String name) {
        if (name == null || !name.matches("[A-Za-z0-9-]{0,31}[A-Za-z0-9]")) {
            failed(new ClientError(Stage.SETTINGS, "a host name has 1 … 32 letters, digits or '-', which is not last"));
            return false;
        }
        return done(() -> module().station().hostname(name, commandDeadline()));
    }

    public boolean setHostname(String name) {
        return hostname(name);
    }

    /** Looks a name up within ten seconds; 1 and the address, or 0 and an unset one (WF-20). */
    public int hostByName(String name, IPAddress result) {
        return hostByName(name, result, 10_000);
    }

    public int hostByName(String name, IPAddress result, long timeoutMs) {
        result.clear();
        if (name == null || name.isEmpty()) {
            return 0;
        }
        if (result.fromString(name)) {
            return 1;
        }
        Deadline deadline = Deadline.in(context().clock(), Duration.ofMillis(timeoutMs));
        InetAddress found = asked(() -> module().resolve(name, deadline), null);
        return found != null && result.fromString(IPAddress.of(found).dotted()) ? 1 : 0;
    }

    /** Remembered; credentials are kept in this object and never written to the module's flash (WF-21). */
    public void persistent(boolean on) {
        persistent = on;
    }

    public boolean getPersistent() {
        return persistent;
    }

    /** Remembered: a sketch joins when it says so (WF-16). */
    public boolean setAutoConnect(boolean on) {
        autoConnect = on;
        return true;
    }

    public boolean getAutoConnect() {
        return autoConnect;
    }

    /** Whether the driver joins again after a loss; true by default (WF-16). */
    public boolean setAutoReconnect(boolean on) {
        autoReconnect = on;
        return done(() -> module().station().autoReconnect(on));
    }

    public boolean getAutoReconnect() {
        return autoReconnect;
    }

    /** Remembered: the module stays awake while it has a UART to answer (WF-23). */
    public boolean setSleepMode(int mode) {
        sleepMode = mode;
        return true;
    }

    public int getSleepMode() {
        return sleepMode;
    }

    /** Prints mode, status, network and password length, never the password (WF-23). */
    public void printDiag(Print out) {
        out.println("Mode: " + List.of("NULL", "STA", "AP", "STA+AP").get(getMode()));
        out.println("Status: " + status());
        out.println("SSID (" + SSID().length() + "): " + SSID());
        out.println("Passphrase (" + psk().length() + "): ***");
    }
}
