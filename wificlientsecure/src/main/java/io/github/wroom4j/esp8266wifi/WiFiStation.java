package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchInterrupted;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.HostTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The module as a station: joining and leaving, and where that stands (WF-10 … WF-16). Safe for use by several threads. */
final class WiFiStation {
    private static final int CONNECTED = WiFiTypes.WL_CONNECTED;
    private static final int DISCONNECTED = WiFiTypes.WL_DISCONNECTED;

    private final ModuleCalls calls;
    private final WiFiMode mode;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String ssid = "";
    /** The network that was left and forgotten last. */
    private String left = "";

    private String passphrase = "";
    private Optional<String> bssid = Optional.empty();
    private State state = new Out(WiFiTypes.WL_IDLE_STATUS);

    /** Counts what joins and leaves, so that an outcome can be compared with what is still wanted. */
    private int attempt;

    /** Where the station stands. */
    private sealed interface State {}

    /** In no network, for a reason: one of the {@code WL_} numbers. */
    private record Out(int why) implements State {}

    /** On its way into one. */
    private record Joining(long sinceNanos) implements State {
        /** Whether an address that came then is this joining's, and not that of one before which is reported only now. */
        boolean explains(long atNanos) {
            return atNanos - sinceNanos >= 0;
        }
    }

    /** In one; its address is asked for when it is wanted. */
    private record Joined(Optional<Station.IpConfig> address) implements State {
        Joined() {
            this(Optional.empty());
        }
    }

    WiFiStation(ModuleCalls calls, WiFiMode mode) {
        this.calls = calls;
        this.mode = mode;
        calls.module().events().subscribe(this::noticed);
        // Joined before anyone asked for WiFi? A module without a station (a test's) is simply not.
        if (calls.asked(() -> calls.module().station().state(), Station.State.IDLE) == Station.State.CONNECTED) {
            state = new Joined();
        }
        calls.failed(ClientError.NONE);
    }

    private void noticed(AtEvents.Event event) {
        lock.lock();
        try {
            switch (event.kind()) {
                // WF-12: connected means GOT_IP; the join command's own OK comes a little later. The address may be a
                // new one.
                case WIFI_GOT_IP ->
                    state = state instanceof Joining joining && !joining.explains(event.atNanos())
                            ? joining
                            : new Joined();
                case WIFI_DISCONNECTED, MODULE_RESET, PORT_LOST ->
                    state = state instanceof Joined ? new Out(DISCONNECTED) : state;
                default -> {
                    return;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a network, of one access point alone where a BSSID is given, and joins it if that is wanted. */
    int begin(String networkName, String password, Optional<String> only, boolean connect) {
        String secret = password == null ? "" : password;
        lock.lock();
        try {
            if (networkName == null || !fits(networkName, 1, 32)) {
                return refused(WiFiTypes.WL_CONNECT_FAILED, "an access point's name has 1 … 32 bytes");
            }
            if (!fits(secret, 0, 64)) {
                return refused(WiFiTypes.WL_WRONG_PASSWORD, "a Wi-Fi password has at most 64 characters");
            }
            if (!secret.isEmpty() && !fits(secret, 8, 64)) {
                // WPA knows no shorter one; the module would answer only after its scan.
                return refused(WiFiTypes.WL_WRONG_PASSWORD, "a Wi-Fi password has 8 … 64 characters");
            }
            ssid = networkName;
            passphrase = secret;
            bssid = only;
        } finally {
            lock.unlock();
        }
        mode.station(true);
        return connect ? begin() : status();
    }

    private int refused(int code, String message) {
        state = new Out(code);
        calls.refused(message);
        changed.signalAll();
        return code;
    }

    private static boolean fits(String text, int least, int most) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return length >= least && length <= most && text.chars().noneMatch(c -> c == 0 || c == '\r' || c == '\n');
    }

    /** Joins the remembered network in a thread of its own. */
    int begin() {
        lock.lock();
        try {
            if (ssid.isEmpty()) {
                return refused(
                        WiFiTypes.WL_CONNECT_FAILED, "no access point is remembered: call begin(ssid, password)");
            }
            state = new Joining(calls.context().clock().nanos());
            int mine = ++attempt;
            String name = ssid;
            String secret = passphrase;
            Optional<String> only = bssid;
            // Joining takes seconds in which the JVM idles, and a first handshake would have to load its classes.
            calls.context().part(HostTls.class, c -> new HostTls(c.module())).warmUp();
            calls.background("wroom4j-join", () -> join(name, secret, only, mine));
            return status();
        } finally {
            lock.unlock();
        }
    }

    private void join(String name, String secret, Optional<String> only, int mine) {
        int result;
        ClientError error = ClientError.NONE;
        try {
            AtModule module = calls.module();
            module.join(
                    name,
                    secret,
                    only,
                    Deadline.in(module.clock(), module.timeouts().join()));
            result = CONNECTED;
        } catch (AtException failure) {
            result = joinResult(failure);
            error = new ClientError(Stage.WIFI, failure.getMessage(), failure);
        }
        lock.lock();
        try {
            // A later begin() or disconnect() has made this outcome old news.
            if (mine == attempt) {
                state = result != CONNECTED ? new Out(result) : state instanceof Joined ? state : new Joined();
                calls.failed(error);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** WF-11: 1 timeout, 2 wrong password, 3 no such access point, 4 failed. */
    private int joinResult(AtException failure) {
        if (failure.kind() != AtException.Kind.JOIN_FAILED) {
            return failure.kind() == AtException.Kind.TIMEOUT ? DISCONNECTED : WiFiTypes.WL_CONNECT_FAILED;
        }
        return switch (calls.module().station().state()) {
            case WRONG_PASSWORD -> WiFiTypes.WL_WRONG_PASSWORD;
            case NO_SUCH_ACCESS_POINT -> WiFiTypes.WL_NO_SSID_AVAIL;
            case CONNECT_FAILED -> WiFiTypes.WL_CONNECT_FAILED;
            default -> DISCONNECTED;
        };
    }

    int status() {
        lock.lock();
        try {
            return state instanceof Out out ? out.why() : state instanceof Joined ? CONNECTED : DISCONNECTED;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the station has joined and nothing has been heard against it; never asks. */
    boolean joined() {
        return status() == CONNECTED;
    }

    /** The first status that is not {@code WL_DISCONNECTED}, or that joining ended with; −1 at the timeout. */
    int await(long timeoutMs) {
        if ((mode.get() & WiFiTypes.WIFI_STA) == 0) {
            return DISCONNECTED;
        }
        Deadline deadline = Deadline.in(calls.context().clock(), Duration.ofMillis(timeoutMs));
        lock.lock();
        try {
            // The core goes on waiting after a join that timed out, because its chip goes on trying; so do we.
            while (status() == DISCONNECTED) {
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

    boolean leave(boolean wifiOff, boolean eraseCredentials) {
        lock.lock();
        try {
            attempt++;
            state = new Out(DISCONNECTED);
            if (eraseCredentials) {
                left = ssid.isEmpty() ? left : ssid;
                ssid = "";
                passphrase = "";
                bssid = Optional.empty();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (wifiOff) {
            mode.station(false);
        }
        OpenSockets.of(calls.context()).abandonAll();
        return calls.done(() -> calls.module().station().leave(calls.commandDeadline()));
    }

    /** The name of the network that an event of leaving is about. */
    String leftSsid() {
        lock.lock();
        try {
            return ssid.isEmpty() ? left : ssid;
        } finally {
            lock.unlock();
        }
    }

    /** The name of the network that was begun with; empty if none was. */
    String ssid() {
        lock.lock();
        try {
            return ssid;
        } finally {
            lock.unlock();
        }
    }

    String passphrase() {
        lock.lock();
        try {
            return passphrase;
        } finally {
            lock.unlock();
        }
    }

    /** The access point in use, which the module is asked for. */
    Optional<AccessPoint> accessPoint() {
        return joined()
                ? calls.asked(() -> calls.module().station().accessPoint(calls.commandDeadline()), Optional.empty())
                : Optional.empty();
    }

    /** The station's address, which the module is asked for once after each joining; empty without one. */
    Optional<Station.IpConfig> address() {
        Joined asking;
        lock.lock();
        try {
            if (!(state instanceof Joined joined) || joined.address().isPresent()) {
                return state instanceof Joined joined ? joined.address() : Optional.empty();
            }
            asking = joined;
        } finally {
            lock.unlock();
        }
        Optional<Station.IpConfig> reported =
                calls.asked(() -> calls.module().station().address(calls.commandDeadline()), Optional.empty());
        lock.lock();
        try {
            // What was asked before a disconnect() or another begin() is an old network's.
            if (state == asking) {
                state = new Joined(reported);
            }
        } finally {
            lock.unlock();
        }
        return reported;
    }

    /** The address may be another one now. */
    void forgetAddress() {
        lock.lock();
        try {
            state = state instanceof Joined ? new Joined(Optional.empty()) : state;
        } finally {
            lock.unlock();
        }
    }
}
