package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.doctor.Evidence.HostHandshake;
import io.github.wroom4j.doctor.Probe.Ending;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.CapturedLink;
import io.github.wroom4j.tls.HostTls;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.SavedSession;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.ServerHello;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** One visit: gathers {@link Evidence} with as few hellos as the case needs. Used once, by one thread. */
final class Examination {
    private static final Pattern SSL_SIZE = Pattern.compile("\\+CIPSSLSIZE:\\s*([0-9]{1,6})");

    private static final int TLS_1_2 = 0x0303;

    private final AtModule module;
    private final Peer peer;
    private final Doctor.Builder wish;
    private final Deadline deadline;
    private final List<Probe> probes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private FirmwareHello row;
    private HelloLadder ladder;
    private AtException notReached;

    Examination(AtModule module, Peer peer, Doctor.Builder wish, Deadline deadline) {
        this.module = module;
        this.peer = peer;
        this.wish = wish;
        this.deadline = deadline;
    }

    Evidence run(Optional<TlsFailure> reported) {
        row = wish.firmwareHello.orElseGet(() -> rowOf(module.version()));
        ladder = new HelloLadder(peer.host(), row, new SecureRandom());
        var buffer = sslBuffer();
        wish.progress.accept("looking up " + peer.host());
        var address = resolve();
        Optional<HostHandshake> host = Optional.empty();
        Optional<Boolean> resumed = Optional.empty();
        ModuleTrial trial = ModuleTrial.NONE;
        if (notReached == null && askWithHellos()) {
            wish.progress.accept("shaking hands on the JVM");
            host = Optional.of(shakeHands());
            if (host.get().failure().isEmpty()) {
                resumed = resumes();
            }
            trial = trial(reported);
        }
        if (notReached != null && hasNoAddress()) {
            notReached = new AtException(
                    AtException.Kind.NO_WIFI, "the station has no address", notReached.atLine(), notReached);
        }
        return new Evidence(
                peer,
                module.version(),
                module.capabilities(),
                row,
                buffer,
                address,
                Optional.ofNullable(notReached),
                probes,
                host,
                resumed,
                trial,
                wish.time.instant(),
                reported,
                keys,
                notes);
    }

    /** The row of {@link FirmwareHello} for what {@code AT+GMR} said. */
    static FirmwareHello rowOf(Firmware firmware) {
        return switch (firmware.family()) {
            case NONOS_0_40 -> FirmwareHello.SDK_1_3_0;
            case NONOS -> firmware.atVersion().startsWith("1.7") ? FirmwareHello.NONOS_1_7 : FirmwareHello.NONOS_AXTLS;
            case ESP_AT -> FirmwareHello.ESP_AT_2;
            case ATMOD -> FirmwareHello.ATMOD;
        };
    }

    private OptionalInt sslBuffer() {
        if (wish.sslBuffer.isPresent() || !module.capabilities().has(Capabilities.Feature.SSL_BUFFER_SIZE)) {
            return wish.sslBuffer;
        }
        try {
            for (var line : module.raw("AT+CIPSSLSIZE?", step())) {
                var matcher = SSL_SIZE.matcher(line);
                if (matcher.find()) {
                    return OptionalInt.of(Integer.parseInt(matcher.group(1)));
                }
            }
        } catch (AtException e) {
            notes.add("AT+CIPSSLSIZE? was not answered: " + e.getMessage());
        }
        return OptionalInt.empty();
    }

    private Optional<InetAddress> resolve() {
        if (IpLiteral.is(peer.host()) || !module.capabilities().has(Capabilities.Feature.RESOLVE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(module.resolve(peer.host(), step()));
        } catch (AtException e) {
            if (e.kind() == AtException.Kind.UNSUPPORTED) {
                return Optional.empty();
            }
            notReached = e;
            return Optional.empty();
        }
    }

    // Old firmwares say a bare ERROR to everything without Wi-Fi: the station's address settles it.
    private boolean hasNoAddress() {
        try {
            return module.station().address(step()).isEmpty();
        } catch (AtException e) {
            notes.add("the station's address is unknown: " + e.getMessage());
            return false;
        }
    }

    /** Climbs the ladder. Returns false where a handshake on the JVM has no chance and would only cost time. */
    private boolean askWithHellos() {
        var firmware = say(Name.FIRMWARE);
        if (firmware.ending() == Ending.NOT_CONNECTED) {
            notReached = firmware.failure().orElseThrow();
            return false;
        }
        if (firmware.answer().kind() == ServerAnswer.Kind.NOT_TLS) {
            return false;
        }
        var tls12 = say(Name.TLS_1_2);
        if (isHopeless(firmware) && isHopeless(tls12)) {
            return false;
        }
        say(Name.TLS_1_3);
        if (!firmware.accepted()) {
            whyRefused();
        } else if (row.equals(FirmwareHello.NONOS_1_7)) {
            say(Name.NANO_IMAGE); // AT+GMR does not tell which of the two images it is (at-protocol §1)
        }
        if (tls12.accepted()) {
            say(Name.TLS_1_2_RSA);
            say(Name.TLS_1_2_FRAGMENTS);
            if (ladder.hasName()) {
                say(Name.TLS_1_2_NAMELESS);
            }
        }
        return true;
    }

    // One change at a time: first the name, then the suites; the version is what remains.
    private void whyRefused() {
        if (ladder.hasName()
                && !row.serverNameSent()
                && say(Name.FIRMWARE_WITH_NAME).accepted()) {
            return;
        }
        say(Name.FIRMWARE_VERSION_WIDE);
    }

    private static boolean isHopeless(Probe probe) {
        return switch (probe.answer().kind()) {
            case NOT_TLS, MISBEHAVES -> true;
            case NOTHING, CUT_SHORT -> true;
            case HELLO -> !probe.answer().finished(); // it went along and then fell silent
            case ALERT -> false;
        };
    }

    private Probe say(Name name) {
        wish.progress.accept("saying " + name.words());
        var probe = Probe.run(module, peer, name, ladder.hello(name), step());
        probes.add(probe);
        return probe;
    }

    /** Shakes hands twice with TLS 1.2, where its hello was answered with a session, to see whether that is taken up. */
    private Optional<Boolean> resumes() {
        boolean offered = probes.stream()
                .filter(p -> p.name() == Name.TLS_1_2)
                .anyMatch(p ->
                        p.answer().hello().filter(ServerHello::offersResumption).isPresent());
        if (!offered) {
            return Optional.empty();
        }
        wish.progress.accept("resuming a session");
        var settings = TlsSettings.builder()
                .trust(wish.trust.get())
                .time(wish.time)
                .versions(TLS_1_2, TLS_1_2)
                .session(new SavedSession())
                .build();
        var tls = new HostTls(module);
        try {
            tls.open(peer, settings, step()).close();
            try (var again = tls.open(peer, settings, step())) {
                return Optional.of(again.resumed());
            }
        } catch (TlsFailure | AtException e) {
            notes.add("a session could not be resumed: " + e.getMessage());
            return Optional.empty();
        }
    }

    private ModuleTrial trial(Optional<TlsFailure> reported) {
        var free = freeMemory();
        if (wish.tryModule && module.capabilities().has(Capabilities.Feature.SSL)) {
            wish.progress.accept("letting the module's own TLS try");
            return new ModuleTrial(free, Optional.of(attempt()));
        }
        return new ModuleTrial(
                free,
                reported.filter(f -> f.stage() == TlsFailure.Stage.OPAQUE)
                        .map(Throwable::getCause)
                        .filter(AtException.class::isInstance)
                        .map(cause -> new ModuleTrial.Attempt(Optional.of((AtException) cause), Optional.empty())));
    }

    private OptionalInt freeMemory() {
        try {
            return module.freeMemory(step());
        } catch (AtException e) {
            notes.add("the module's free memory is unknown: " + e.getMessage());
            return OptionalInt.empty();
        }
    }

    private ModuleTrial.Attempt attempt() {
        long began = module.clock().nanos();
        Optional<AtException> failure = Optional.empty();
        try {
            // A handshake of the module takes seconds; its own limit is what ends it, not the doctor's for a step.
            module.open(LinkRequest.ssl(peer.host(), peer.port(), SslOptions.NONE), deadline)
                    .close();
        } catch (AtException e) {
            failure = Optional.of(e);
        }
        return new ModuleTrial.Attempt(
                failure, Optional.of(Duration.ofNanos(module.clock().nanos() - began)));
    }

    private HostHandshake shakeHands() {
        var settings =
                TlsSettings.builder().trust(wish.trust.get()).time(wish.time).build();
        var verified = handshake(settings);
        if (verified.failure().isPresent() && verified.failure().get().stage() == TlsFailure.Stage.CERTIFICATE) {
            // a second time, believing anyone, only to see the certificates that were refused
            var seen = handshake(settings.withTrust(new TrustPolicy.Insecure()));
            return new HostHandshake(
                    verified.failure(), seen.version(), seen.suite(), seen.chain(), verified.recording());
        }
        return verified;
    }

    private HostHandshake handshake(TlsSettings settings) {
        var limit = step();
        LinkRecording recording = null;
        TlsLink tls = null;
        try {
            var tcp = module.open(LinkRequest.tcp(peer.host(), peer.port()), limit);
            recording = new LinkRecording(module.clock(), peer);
            var connector = wish.keyLog ? new HostTls(module).keyLog(keys::add) : new HostTls(module);
            tls = connector.wrap(new CapturedLink(tcp, recording), peer, settings, limit);
            lateAlert(tls);
            return handshake(Optional.empty(), tls, recording);
        } catch (TlsFailure failure) {
            return handshake(Optional.of(failure), tls, recording);
        } catch (AtException e) {
            var failure = new TlsFailure(
                    TlsFailure.Stage.CONNECT,
                    "the link to " + peer + " failed: " + e.getMessage(),
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
                Optional.ofNullable(recording));
    }

    // A TLS 1.3 client is done before the server has seen that its certificate is missing (java-ecosystem §3a). Whether
    // the server asks for one at all is known from the TLS 1.2 hello, where there was an answer to it.
    private void lateAlert(TlsLink tls) {
        boolean mayAsk = probes.stream()
                .filter(p -> p.name() == Name.TLS_1_2 && p.accepted())
                .map(p -> p.answer().wantsClientCertificate())
                .findFirst()
                .orElse(true);
        if (mayAsk && tls.version().filter("TLS 1.3"::equals).isPresent()) {
            int n = tls.read(new byte[1], 0, 1, deadline.orIn(wish.lateAlert));
            notes.add(n < 0 ? "the server closed right after the handshake" : "no late alert after the handshake");
        }
    }

    private Deadline step() {
        return deadline.orIn(wish.stepBudget);
    }
}
