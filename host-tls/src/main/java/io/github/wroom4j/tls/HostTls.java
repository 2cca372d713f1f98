package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * TLS on the JVM: opens a plain TCP link through the module and shakes hands over it, in the caller's thread.
 *
 * <p>Threads: any; connections are independent. Nothing is sent when the settings are refused.
 */
public final class HostTls implements TlsConnector {
    private static final System.Logger LOG = System.getLogger(HostTls.class.getName());

    private final AtModule module;
    private final Optional<Consumer<String>> keyLog;
    private final BcTlsCrypto crypto = new BcTlsCrypto();
    private final BcTlsCrypto loose = new LooseCrypto();
    private final int processors;
    private final HostPace pace;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Thread warming;

    public HostTls(AtModule module) {
        this(module, Runtime.getRuntime().availableProcessors());
    }

    /** On a computer with that many processors. */
    HostTls(AtModule module, int processors) {
        this(module, Optional.empty(), processors, new HostPace(module::clock, WarmUp::hello));
    }

    HostTls(AtModule module, Optional<Consumer<String>> keyLog, int processors, HostPace pace) {
        this.module = module;
        this.keyLog = keyLog;
        this.processors = processors;
        this.pace = pace;
        warming = WarmUp.thread(pace);
    }

    /**
     * The same, writing every connection's keys as lines of a key log file: whoever has them can read a capture of it.
     */
    public HostTls keyLog(Consumer<String> lines) {
        LOG.log(System.Logger.Level.WARNING, "session keys are written down: who has them can read the connection");
        return new HostTls(module, Optional.of(lines), processors, pace);
    }

    /**
     * Loads what a first handshake needs, on a low-priority daemon thread, the first time it is called: by
     * {@code WiFi.begin}, so that it is done while Wi-Fi joins. Returns at once. On a computer with a single processor it
     * does nothing: it would only take time from the sketch, which then loads what it needs when it needs it.
     *
     * @return the thread, for whoever wants to wait
     */
    public Thread warmUp() {
        if (processors > 1 && begun.compareAndSet(false, true)) {
            warming.start();
        }
        return warming;
    }

    /**
     * A default limit, as it is on this computer: where a first hello takes longer than 0.25 s, as on a small
     * Raspberry Pi, as many times as long, up to eight times. The first call may take as long as that hello: up to some
     * seconds.
     */
    public Duration stretched(Duration limit) {
        return pace.stretched(limit);
    }

    @Override
    public TlsLocation location() {
        return TlsLocation.HOST;
    }

    @Override
    public Optional<String> refusal(TlsSettings settings) {
        if (!settings.trust().isSet()) {
            return Optional.of(PeerCheck.noTrustAdvice(settings.trust()));
        }
        if (settings.trust() instanceof TrustPolicy.ModuleStore || settings.moduleClientCertificate()) {
            return Optional.of("certificates in the module's flash are of no use to TLS on the JVM:"
                    + " setTlsLocation(TlsLocation.MODULE), or give them to the sketch");
        }
        List<String> impossible = Offer.impossible(settings);
        if (!impossible.isEmpty()) {
            return Optional.of(
                    "this client cannot do " + String.join(", ", impossible) + ": take it out of setCiphers()");
        }
        if (Offer.suites(settings).isEmpty()) {
            return Optional.of("no suite is left to offer: setCiphers() was given an empty list");
        }
        return Optional.empty();
    }

    @Override
    public TlsLink open(Peer peer, TlsSettings settings, Deadline deadline) {
        return open(peer, settings, deadline, tcp -> tcp);
    }

    /**
     * The same, with something put around the TCP link first: a {@link CapturedLink}.
     *
     * @throws TlsFailure as {@link #open(Peer, TlsSettings, Deadline)}
     */
    public TlsLink open(Peer peer, TlsSettings settings, Deadline deadline, UnaryOperator<Link> around) {
        refuse(peer, settings);
        pace.measured(); // before there is a peer who waits
        Link tcp;
        try {
            tcp = module.open(LinkRequest.tcp(peer.host(), peer.port()), deadline);
        } catch (AtException failed) {
            throw notConnected(peer, failed);
        }
        return wrap(around.apply(tcp), peer, settings, deadline);
    }

    /**
     * Shakes hands over a link that is already open, as after a proxy's CONNECT. The link is closed when that fails.
     *
     * @throws TlsFailure as {@link #open}
     */
    public TlsLink wrap(Link link, Peer peer, TlsSettings settings, Deadline deadline) {
        try {
            refuse(peer, settings);
        } catch (TlsFailure refused) {
            link.close();
            throw refused;
        }
        List<String> legacy = Offer.legacy(settings);
        if (!legacy.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "TLS to {0} offers legacy, as asked: {1}", peer, legacy);
        }
        return new Handshake(link, peer, settings, looksAtCertificates(settings) ? crypto : loose, module.clock(), pace)
                .keyLog(keyLog)
                .run(deadline);
    }

    /**
     * Shakes hands as the server over a link that the module accepted. The link is closed when that fails.
     *
     * @throws TlsFailure with stage, alert and cause
     */
    public TlsLink accept(Link accepted, ServerSettings settings, Deadline deadline) {
        var peer = new Peer(accepted.request().host(), accepted.request().port()); // not asked for: it costs a command
        if (settings.leastVersion() < TlsSettings.TLS12) {
            LOG.log(System.Logger.Level.WARNING, "TLS with {0} takes legacy versions, as asked", peer);
        }
        return new ServerHandshake(accepted, peer, settings, crypto, module.clock(), pace).run(deadline);
    }

    /** Whether more of the leaf counts than its key or its bytes as a whole. */
    private static boolean looksAtCertificates(TlsSettings settings) {
        return settings.trust() instanceof TrustPolicy.Anchors;
    }

    private void refuse(Peer peer, TlsSettings settings) {
        Optional<String> why = refusal(settings);
        if (why.isPresent()) {
            throw refused(peer, settings, why.get());
        }
    }

    static TlsFailure refused(Peer peer, TlsSettings settings, String why) {
        boolean noTrust = !settings.trust().isSet();
        return new TlsFailure(
                Stage.SETTINGS,
                Text.of("tls.to", peer, noTrust ? Text.of("tls.refused-before") : Wording.quoted(why)),
                Optional.empty(),
                false,
                List.of(),
                peer,
                noTrust ? why : "",
                null,
                noTrust ? 62 : 0);
    }

    static TlsFailure notConnected(Peer peer, AtException cause) {
        boolean name = cause.kind() == AtException.Kind.NAME_NOT_FOUND;
        return new TlsFailure(
                name ? Stage.RESOLVE : Stage.CONNECT,
                name
                        ? Text.of("tls.no-address", peer.host(), Wording.of(cause))
                        : Text.of("tls.no-connection", peer, Wording.of(cause)),
                Optional.empty(),
                false,
                List.of(),
                peer,
                "",
                cause,
                0);
    }
}
