package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.doctor.Evidence.HostHandshake;
import io.github.wroom4j.doctor.Evidence.HostHandshake.ClientCertificate;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.CapturedLink;
import io.github.wroom4j.tls.HostTls;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.SavedSession;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.ServerHello;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TLS on the JVM, tried for real as a sketch would: one handshake, and as few more as its outcome asks for. */
final class HostTrial {
    private static final int TLS_1_2 = 0x0303;

    private final AtModule module;
    private final Peer peer;
    private final Doctor.Builder wish;
    private final Deadline deadline;
    private final Optional<ServerAnswer> tls12;
    private final HostTls host;
    private final SavedSession session = new SavedSession();
    private final List<String> notes = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private boolean sessionIsKept;

    /**
     * A trial.
     *
     * @param tls12 what the server said to a TLS 1.2 hello, if it went along: it shows what is worth trying
     */
    HostTrial(AtModule module, Peer peer, Doctor.Builder wish, Deadline deadline, Optional<ServerAnswer> tls12) {
        this.module = module;
        this.peer = peer;
        this.wish = wish;
        this.deadline = deadline;
        this.tls12 = tls12;
        host = new HostTls(module);
    }

    List<String> notes() {
        return notes;
    }

    /** Lines of a key log, where they were asked for. */
    List<String> keys() {
        return keys;
    }

    HostHandshake shakeHands() {
        var settings = TlsSettings.builder()
                .trust(wish.trust.get())
                .time(wish.time)
                .session(session)
                .clientKey(wish.clientKey.orElse(null))
                .build();
        var verified = handshake(settings);
        sessionIsKept = verified.failure().isEmpty()
                && verified.version().filter("TLS 1.2"::equals).isPresent();
        if (verified.failure().isPresent() && verified.failure().get().stage() == TlsFailure.Stage.CERTIFICATE) {
            // a second time, believing anyone, only to see the certificates that were refused
            var seen = handshake(TlsSettings.builder()
                    .trust(new TrustPolicy.Insecure())
                    .time(wish.time)
                    .build());
            return new HostHandshake(
                    verified.failure(), seen.version(), seen.suite(), seen.chain(), verified.recording(), given());
        }
        return verified;
    }

    private ClientCertificate given() {
        return wish.clientKey.isPresent() ? ClientCertificate.GIVEN : ClientCertificate.NOT_GIVEN;
    }

    /**
     * Where a client certificate was given and the server may have asked for it: the same handshake without it shows
     * whether the module, which has none to send, would be accepted.
     */
    HostHandshake withoutClientCertificate(HostHandshake verified) {
        if (wish.clientKey.isEmpty() || !mayAskForCertificate()) {
            return verified;
        }
        wish.progress.accept("shaking hands without the client certificate");
        var bare = handshake(
                TlsSettings.builder().trust(wish.trust.get()).time(wish.time).build());
        boolean refused = bare.failure().filter(TlsFailure::alertFromPeer).isPresent();
        return new HostHandshake(
                verified.failure(),
                verified.version(),
                verified.suite(),
                verified.chain(),
                verified.recording(),
                refused ? ClientCertificate.NEEDED : ClientCertificate.GIVEN);
    }

    /**
     * Where the TLS 1.2 hello was answered with a session: whether that is taken up. A handshake that ended in TLS 1.2 has
     * left a session already; otherwise it takes two more. The JDK's server keeps a session only after its Finished is out, so
     * who comes back at once may be too early; a server counts as one that takes none up when it has not twice.
     */
    Optional<Boolean> resumes() {
        if (tls12.flatMap(ServerAnswer::hello)
                .filter(ServerHello::offersResumption)
                .isEmpty()) {
            return Optional.empty();
        }
        wish.progress.accept("resuming a session");
        var settings = TlsSettings.builder()
                .trust(wish.trust.get())
                .time(wish.time)
                .versions(TLS_1_2, TLS_1_2)
                .session(session)
                .clientKey(wish.clientKey.orElse(null))
                .build();
        try {
            if (!sessionIsKept) {
                host.open(peer, settings, step()).close();
            }
            return Optional.of(isTakenUp(settings) || isTakenUp(settings));
        } catch (TlsFailure | AtException e) {
            notes.add("a session could not be resumed: " + e.getMessage());
            return Optional.empty();
        }
    }

    private boolean isTakenUp(TlsSettings settings) throws TlsFailure {
        try (var again = host.open(peer, settings, step())) {
            return again.resumed();
        }
    }

    private HostHandshake handshake(TlsSettings settings) {
        var limit = step();
        LinkRecording recording = null;
        TlsLink tls = null;
        try {
            var tcp = module.open(LinkRequest.tcp(peer.host(), peer.port()), limit);
            recording = new LinkRecording(module.clock(), peer);
            var connector = wish.keyLog ? host.keyLog(keys::add) : host;
            tls = connector.wrap(new CapturedLink(tcp, recording), peer, settings, limit);
            lateAlert(tls);
            return handshake(Optional.empty(), tls, recording);
        } catch (TlsFailure failure) {
            return handshake(Optional.of(failure), tls, recording);
        } catch (AtException e) {
            var failure = new TlsFailure(
                    TlsFailure.Stage.CONNECT,
                    Text.of("tls.link-failed", peer, Wording.of(e)),
                    Optional.empty(),
                    false,
                    List.of(),
                    peer,
                    "",
                    e);
            return handshake(Optional.of(failure), tls, recording);
        } finally {
            if (tls != null) {
                tls.close();
            }
        }
    }

    private HostHandshake handshake(Optional<TlsFailure> failure, TlsLink tls, LinkRecording recording) {
        return new HostHandshake(
                failure,
                tls == null ? Optional.empty() : tls.version(),
                tls == null ? Optional.empty() : tls.suite(),
                tls == null ? List.of() : tls.peerChain(),
                Optional.ofNullable(recording),
                given());
    }

    // A TLS 1.3 client is done before the server has seen that its certificate is missing (java-ecosystem §3a). Whether
    // the server asks for one at all is known from the TLS 1.2 hello, where there was an answer to it.
    private void lateAlert(TlsLink tls) {
        if (mayAskForCertificate() && tls.version().filter("TLS 1.3"::equals).isPresent()) {
            int n = tls.read(new byte[1], 0, 1, deadline.orIn(wish.lateAlert));
            notes.add(n < 0 ? "the server closed right after the handshake" : "no late alert after the handshake");
        }
    }

    private boolean mayAskForCertificate() {
        return tls12.map(ServerAnswer::wantsClientCertificate).orElse(true);
    }

    private Deadline step() {
        return deadline.orIn(wish.stepBudgetIsDefault ? host.stretched(wish.stepBudget) : wish.stepBudget);
    }
}
