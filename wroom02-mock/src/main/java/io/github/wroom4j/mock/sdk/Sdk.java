package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.TcpTuning;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.tls.TlsStack;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * The SDK of one life of a chip: what C keeps in its globals. The C functions act on the SDK whose task is running; a
 * test or a sketch enters with {@link #run}. Everything else here is for tasks of the chip's lane.
 */
public final class Sdk {
    private static final System.Logger LOG = System.getLogger(Sdk.class.getName());

    private final Chip chip;
    private final Lane lane;
    private final IpStack ip;
    private final SdkRelease release;
    private final Observer observer;
    private final EspconnLinks links;
    private final SecureLinks secure;
    private final EspconnUdp udp;
    private final Resolver resolver;
    private final Wifi wifi;
    private final UserTasks tasks;
    private final Multicast multicast;

    /**
     * The SDK in the chip's present life: call it in the boot task.
     *
     * @param tls the TLS library that this firmware is linked with
     * @param observer what sees the truth; it outlives resets
     */
    public Sdk(Chip chip, IpStack ip, SdkRelease release, TlsStack tls, Observer observer) {
        this.chip = chip;
        this.lane = chip.lane();
        this.ip = ip;
        this.release = release;
        this.observer = observer;
        this.wifi = new Wifi(this);
        this.secure = new SecureLinks(this, tls);
        this.links = new EspconnLinks(this, secure);
        this.udp = new EspconnUdp(this);
        this.resolver = new Resolver(this);
        this.tasks = new UserTasks(this);
        this.multicast = new Multicast(this);
        lane.attach(this);
    }

    /**
     * Defines the linker inputs {@code default_certificate} and {@code default_private_key}, as the program of this
     * life was linked with them; {@code espconn_h}'s functions of these names define them later.
     *
     * @param certificate DER
     * @param key PKCS#1, DER
     */
    public void link(byte[] certificate, byte[] key) {
        secure.declareCertificate(certificate, certificate.length);
        secure.declareKey(key, key.length);
    }

    /**
     * The SDK whose task is running on this thread.
     *
     * @throws IllegalStateException outside any task
     */
    public static Sdk current() {
        Sdk sdk = currentOrNull();
        if (sdk == null) {
            throw new IllegalStateException("no chip's task is running on this thread: " + WAY_IN);
        }
        return sdk;
    }

    private static final String WAY_IN =
            "C's globals belong to a chip, so enter one first, for instance mock.run(() -> …)";

    private static Sdk currentOrNull() {
        Lane lane = Lane.current();
        return lane != null && lane.attachment() instanceof Sdk sdk ? sdk : null;
    }

    /**
     * What every C function does: finds its chip; outside one it says so and answers {@code otherwise}. No Java
     * exception leaves a C name.
     */
    static <T> T in(String function, T otherwise, Function<Sdk, T> body) {
        Sdk sdk = currentOrNull();
        if (sdk == null) {
            LOG.log(System.Logger.Level.WARNING, function + " was called outside any chip's task: " + WAY_IN);
            return otherwise;
        }
        try {
            return body.apply(sdk);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, function + " failed inside the mock", e);
            return otherwise;
        }
    }

    /** Runs code of the application's as a task of this chip, and waits for it. Any thread. */
    public void run(Runnable task) {
        lane.run(task);
    }

    /** As {@link #run}, with a result. Any thread. */
    public <T> T call(Callable<T> task) {
        return lane.call(task);
    }

    /** Queues a task: how the SDK calls the application back. Any thread. */
    public void post(Runnable task) {
        lane.post(task);
    }

    /** Calls the application back; what it throws is reported, and the SDK goes on. */
    void callback(String name, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the application's " + name + " threw", e);
            observer.note(name + " threw " + e);
        }
    }

    /** The chip below. */
    public Chip chip() {
        return chip;
    }

    /** The lane of this life. */
    public Lane lane() {
        return lane;
    }

    /** lwIP. */
    public IpStack ip() {
        return ip;
    }

    /** Which release it is. */
    public SdkRelease release() {
        return release;
    }

    /** What sees the truth. */
    public Observer observer() {
        return observer;
    }

    EspconnLinks links() {
        return links;
    }

    SecureLinks secure() {
        return secure;
    }

    EspconnUdp udp() {
        return udp;
    }

    Resolver resolver() {
        return resolver;
    }

    Wifi wifi() {
        return wifi;
    }

    Multicast multicast() {
        return multicast;
    }

    UserTasks tasks() {
        return tasks;
    }

    /** What libat sets of a link beyond espconn's options. */
    public void tune(espconn conn, TcpTuning tuning) {
        EspconnLink link = links.find(conn);
        if (link != null) {
            link.pcb().tune(tuning);
        }
    }

    /** Opens the window of a held link by what its application took meanwhile, as libat does (at-recorded D9). */
    public void taken(espconn conn, int bytes) {
        EspconnLink link = links.find(conn);
        if (link != null) {
            link.taken(bytes);
        }
    }

    /**
     * The check that both connects begin with (espconn-sdk §4.1): 0 to go on, −4, or the bug-like positive status.
     */
    int routeTo(Ip4 remote) {
        int mode = wifi.opmode();
        if (mode == user_interface.STATION_MODE) {
            return ip.station().ip().isAny() ? espconn_h.ESPCONN_RTE : 0;
        }
        if (mode == user_interface.SOFTAP_MODE) {
            // An access point alone has no route beyond its own stations (at-recorded, CIPSTART in AP mode).
            return remote.sameNet24(ip.softAp().ip()) ? 0 : espconn_h.ESPCONN_RTE;
        }
        if (mode == user_interface.STATIONAP_MODE) {
            int status = ip.station().status().ordinal();
            if (remote.sameNet24(ip.softAp().ip())
                    || status == user_interface.STATION_GOT_IP
                            && !ip.station().ip().isAny()) {
                return 0;
            }
            return status == user_interface.STATION_IDLE ? espconn_h.ESPCONN_RTE : status;
        }
        return espconn_h.ESPCONN_RTE;
    }
}
