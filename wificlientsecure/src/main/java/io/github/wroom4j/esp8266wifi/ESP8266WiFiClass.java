package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.SketchInterrupted;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.HostTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 *
 * <p><b>Caveats:</b> the password is remembered in this object's memory for {@link #reconnect} and never read back
 * from the module. Channel and BSSID of {@code begin} are not passed on. A firmware that keeps its network in flash
 * may join by itself before a sketch says so.
 */
public class ESP8266WiFiClass extends WiFiSettings {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String ssid = "";
    private String passphrase = "";
    private boolean joining;
    private int attempt;
    private int outcome = WL_IDLE_STATUS;

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
                    forgetAddress();
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
    @Override
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
            forgetAddress();
            int mine = ++attempt;
            String name = ssid;
            String secret = passphrase;
            // Joining takes seconds in which the JVM idles, and a first handshake would have to load its classes.
            context().part(HostTls.class, c -> new HostTls(c.module())).warmUp();
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
    @Override
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

    /**
     * The first status that is not {@link #WL_DISCONNECTED}, or that joining ended with; −1 at the timeout (WF-13).
     *
     * @throws SketchInterrupted if the sketch is being stopped, as {@code delay()} does
     */
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
            throw new SketchInterrupted(stopped);
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

    @Override
    public boolean disconnect(boolean wifiOff, boolean eraseCredentials) {
        lock.lock();
        try {
            attempt++;
            joining = false;
            outcome = WL_DISCONNECTED;
            forgetAddress();
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
        OpenSockets.of(context()).abandonAll();
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

    private Optional<AccessPoint> accessPoint() {
        return isConnected()
                ? asked(() -> module().station().accessPoint(commandDeadline()), Optional.empty())
                : Optional.empty();
    }

    /** The name of the network in use or remembered. */
    @Override
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
    @Override
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

    @Override
    boolean joined() {
        lock.lock();
        try {
            return outcome == WL_CONNECTED && !joining;
        } finally {
            lock.unlock();
        }
    }
}
