package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.TcpTuning;
import io.github.wroom4j.mock.tls.TlsStack;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * The SDK of one life of a chip: what C keeps in its globals. The C functions act on the SDK whose task is running; a
 * test or a sketch enters with {@link #run}. Everything else here is for tasks of the chip's lane.
 */
public final class Sdk {
    private static final System.Logger LOG = System.getLogger(Sdk.class.getName());

    private final SdkCore core;
    private final Wifi wifi;
    private final EspconnLinks links;
    private final EspconnOptions options;
    private final SecureLinks secure;
    private final EspconnUdp udp;
    private final Resolver resolver;
    private final UserTasks tasks;
    private final Multicast multicast;

    /**
     * The SDK in the chip's present life: call it in the boot task.
     *
     * @param tls the TLS library that this firmware is linked with
     * @param observer what sees the truth; it outlives resets
     */
    public Sdk(Chip chip, IpStack ip, SdkRelease release, TlsStack tls, Observer observer) {
        this.core = new SdkCore(chip, ip, release, observer);
        this.wifi = new Wifi(core);
        this.links = new EspconnLinks(core, wifi);
        this.options = new EspconnOptions(links);
        this.secure = new SecureLinks(core, wifi, links, tls);
        links.tls(secure);
        this.udp = new EspconnUdp(core, links);
        this.resolver = new Resolver(core);
        this.tasks = new UserTasks(core);
        this.multicast = new Multicast(core);
        core.lane().attach(this);
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
        core.lane().run(task);
    }

    /** As {@link #run}, with a result. Any thread. */
    public <T> T call(Callable<T> task) {
        return core.lane().call(task);
    }

    /** Queues a task: how the SDK calls the application back. Any thread. */
    public void post(Runnable task) {
        core.post(task);
    }

    /** Calls the application back; what it throws is reported, and the SDK goes on. */
    void callback(String name, Runnable body) {
        core.callback(name, body);
    }

    /** The chip below. */
    public Chip chip() {
        return core.chip();
    }

    /** The lane of this life. */
    public Lane lane() {
        return core.lane();
    }

    /** lwIP. */
    public IpStack ip() {
        return core.ip();
    }

    /** Which release it is. */
    public SdkRelease release() {
        return core.release();
    }

    /** What sees the truth. */
    public Observer observer() {
        return core.observer();
    }

    EspconnLinks links() {
        return links;
    }

    EspconnOptions options() {
        return options;
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
}
