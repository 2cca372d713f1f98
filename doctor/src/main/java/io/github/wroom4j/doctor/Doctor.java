package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.ClientKey;
import io.github.wroom4j.tls.HostTls;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.SystemTrust;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.FirmwareHello;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds out why TLS to a server fails or works through a module.
 *
 * <pre>{@code
 * Diagnosis diagnosis = Doctor.builder(module).build().examine(new Peer("example.org", 443), deadline);
 * System.out.println(TextPage.of(diagnosis));
 * }</pre>
 *
 * <p>It opens plain TCP links one after the other, never two at once: at most six for hellos ({@code HelloPlan} chooses
 * them), one for a handshake on the JVM, one more to see certificates that were refused or two to resume a session, and one
 * without the client certificate where one was given. Nothing but TLS handshakes is sent. Any thread; one examination at a time is kind to the module.
 */
public final class Doctor {
    /** The firmware's own SYN retries end after 7 s; anything later is not an answer. */
    private static final Duration STEP = Duration.ofSeconds(8);
    /**
     * Silence after a hello. Servers answer within their round trip, over a slow air too; two hellos in vain must not keep
     * whoever asks waiting for more than ten seconds.
     */
    private static final Duration SILENCE = Duration.ofMillis(3500);
    /** How long to wait for an alert that TLS 1.3 servers send only after the client's last message. */
    private static final Duration LATE_ALERT = Duration.ofSeconds(2);

    private final AtModule module;
    private final Builder wish;

    private Doctor(AtModule module, Builder wish) {
        this.module = module;
        this.wish = wish;
    }

    /** A doctor for servers seen through that module. */
    public static Builder builder(AtModule module) {
        return new Builder(module);
    }

    /**
     * Examines a server.
     *
     * @param deadline for all of it; 60 s are ample at 115200 baud. What is known when it passes is judged
     * @return never null; a server that cannot be reached is a diagnosis too
     */
    public Diagnosis examine(Peer peer, Deadline deadline) {
        return Verdicts.judge(new Examination(module, peer, wish, deadline).run(Optional.empty()));
    }

    /** Examines a server that a connection has just failed to. */
    public Diagnosis explain(TlsFailure failure, Peer peer, Deadline deadline) {
        return Verdicts.judge(new Examination(module, peer, wish, deadline).run(Optional.of(failure)));
    }

    /**
     * The certificates that a server shows, leaf first, believed or not: a handshake through the module that verifies
     * nothing and sends nothing else.
     *
     * @throws TlsFailure if there is no handshake to be had
     */
    public List<CertificateInfo> certificates(Peer peer, Deadline deadline) {
        var settings = TlsSettings.builder().trust(new TrustPolicy.Insecure()).build();
        try (var tls = new HostTls(module).open(peer, settings, deadline)) {
            return tls.peerChain().stream().map(CertificateInfo::of).toList();
        }
    }

    /** The hello that the doctor takes for the module's own, from what {@code AT+GMR} said or from what was set. */
    public FirmwareHello firmwareHello() {
        return wish.firmwareHello.orElseGet(() -> Examination.rowOf(module.version()));
    }

    /**
     * Lets the module's own TLS connect to a listener of this machine and records the hello it really sends; give it to
     * {@link Builder#firmwareHello} of a new doctor. The module's attempt fails, as it must: there is no answer.
     *
     * @param ours an address of this machine that the module's network reaches; loopback for the mock. One connection
     *     is taken there, on an ephemeral port, while this call lasts
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} if this firmware has no SSL links, or if the
     *     module did not connect before the deadline
     */
    public FirmwareHello learn(InetAddress ours, Deadline deadline) {
        if (!module.capabilities().has(Capabilities.Feature.SSL)) {
            throw new AtException(
                    AtException.Kind.UNSUPPORTED, "this firmware has no SSL links: there is no hello to learn", "");
        }
        AtException said = null;
        try (var listener = new HelloListener(ours)) {
            try {
                var request = LinkRequest.ssl(ours.getHostAddress(), listener.port(), SslOptions.NONE);
                module.open(request, deadline).close();
            } catch (AtException expected) {
                said = expected; // the listener hangs up in the middle of the handshake
            }
            byte[] hello = listener.heard()
                    .get(Math.max(1, Math.min(deadline.remainingNanos(), 1_000_000_000)), TimeUnit.NANOSECONDS);
            return FirmwareHello.learned(module.version().firstLine(), hello);
        } catch (ExecutionException | TimeoutException e) {
            throw new AtException(
                    AtException.Kind.CONNECT_FAILED,
                    "the module sent no hello to " + ours.getHostAddress()
                            + (said == null ? "" : "; it said: " + said.getMessage()),
                    said == null ? "" : said.atLine(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtException(AtException.Kind.INTERRUPTED, "interrupted while learning a hello", "", e);
        }
    }

    /** What may differ. */
    public static final class Builder {
        final AtModule module;
        Supplier<TrustPolicy> trust = () -> new TrustPolicy.Anchors(List.of(), SystemTrust.load(), false);
        InstantSource time = Clock.systemUTC();
        Optional<FirmwareHello> firmwareHello = Optional.empty();
        OptionalInt sslBuffer = OptionalInt.empty();
        Optional<BoardAddress> board = Optional.empty();
        Optional<ClientKey> clientKey = Optional.empty();
        Duration stepBudget = STEP;
        boolean stepBudgetIsDefault = true;
        Duration silence = SILENCE;
        Duration lateAlert = LATE_ALERT;

        boolean keyLog;
        boolean tryModule;
        Consumer<String> progress = words -> {};

        private Builder(AtModule module) {
            this.module = Objects.requireNonNull(module);
        }

        /** Whom to believe; the authorities of this Java installation by default. */
        public Builder trust(TrustPolicy policy) {
            if (!policy.isSet()
                    || policy instanceof TrustPolicy.Insecure
                    || policy instanceof TrustPolicy.ModuleStore) {
                throw new IllegalArgumentException(
                        "the doctor verifies: give it anchors, a pin or a key, or leave it at system trust");
            }
            trust = () -> policy;
            return this;
        }

        /** By which clock certificates are judged; the machine's by default. */
        public Builder time(InstantSource clock) {
            time = clock;
            return this;
        }

        /** What the module's TLS says first, where better known than from the table: a learned hello. */
        public Builder firmwareHello(FirmwareHello row) {
            firmwareHello = Optional.of(row);
            return this;
        }

        /** The module's record buffer in bytes; asked of the firmware by default. */
        public Builder sslBuffer(int bytes) {
            sslBuffer = OptionalInt.of(bytes);
            return this;
        }

        /** Which board the module is on, for the page that says who judged; left out by default. */
        public Builder board(BoardAddress address) {
            board = Optional.of(address);
            return this;
        }

        /** What the handshake on the JVM shows to a server that asks for a client certificate; nothing by default. */
        public Builder clientKey(ClientKey own) {
            clientKey = Optional.of(own);
            return this;
        }

        /**
         * Longest time for one link; 8 s by default, which covers the firmware's own SYN retries (7 s), and more for the
         * handshake of a computer that is slow at TLS ({@link HostTls#stretched}). A server that takes
         * the connection and is silent for 3.5 s after a hello, or for all of this time if that is less, is not waited for.
         */
        public Builder stepBudget(Duration longest) {
            stepBudget = longest;
            stepBudgetIsDefault = false;
            return this;
        }

        /**
         * Writes down the session keys of the JVM's handshake as lines of a key log file, also into
         * {@link Diagnosis#capture()}: whoever has them can read that connection. Off by default.
         */
        public Builder keyLog(boolean on) {
            keyLog = on;
            return this;
        }

        /**
         * Lets the module's own TLS connect to the server as well, at the end, and judges by what happens. Off by default:
         * a module that runs out of memory restarts. Left out where the firmware has no SSL links.
         */
        public Builder tryModule(boolean on) {
            tryModule = on;
            return this;
        }

        /** Wording, in the caller's thread, what comes next: for a progress line. */
        public Builder progress(Consumer<String> listener) {
            progress = listener;
            return this;
        }

        /** The doctor. */
        public Doctor build() {
            return new Doctor(module, this);
        }
    }
}
