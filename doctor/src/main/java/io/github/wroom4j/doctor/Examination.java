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
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ServerAnswer;
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
            var trial12 = answers().probe(Name.TLS_1_2).map(Probe::answer).filter(ServerAnswer::accepted);
            var onJvm = new HostTrial(module, peer, wish, deadline, trial12);
            host = Optional.of(onJvm.shakeHands());
            if (host.get().failure().isEmpty()) {
                resumed = onJvm.resumes();
                host = Optional.of(onJvm.withoutClientCertificate(host.get()));
            }
            keys.addAll(onJvm.keys());
            notes.addAll(onJvm.notes());
            trial = trial(reported);
        }
        if (notReached != null && hasNoAddress()) {
            notReached = new AtException(
                    AtException.Kind.NO_WIFI, "the station has no address", notReached.atLine(), notReached);
        }
        return new Evidence(
                peer,
                wish.board,
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
            case NONOS -> nonOs(firmware.atVersion());
            case ESP_AT -> FirmwareHello.ESP_AT_2;
            case ATMOD -> FirmwareHello.ATMOD;
        };
    }

    /** Which library the large images hold: at-recorded §4. What comes after 1.7.6 is taken for its like. */
    private static FirmwareHello nonOs(String atVersion) {
        if (!atVersion.startsWith("1.7") && !atVersion.startsWith("1.8")) {
            return FirmwareHello.NONOS_AXTLS;
        }
        if (atVersion.matches("1\\.7\\.[45](\\D.*)?")) {
            return FirmwareHello.NONOS_AXTLS;
        }
        return atVersion.matches("1\\.7\\.[01](\\D.*)?") ? FirmwareHello.NONOS_1_7_0 : FirmwareHello.NONOS_1_7;
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
        if (peer.host().indexOf(':') >= 0) {
            // None of these firmwares has IPv6; asked for such an address, they would look it up as a name.
            notReached = new AtException(
                    AtException.Kind.UNSUPPORTED,
                    peer.host() + " is an address of IPv6: this firmware has IPv4 only",
                    "");
            return Optional.empty();
        }
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

    /** Asks by the plan. Returns false where a handshake on the JVM has no chance and would only cost time. */
    private boolean askWithHellos() {
        for (var next = plan(); next.isPresent(); next = deadline.expired() ? Optional.empty() : plan()) {
            say(next.get());
        }
        var first = probes.get(0);
        if (first.ending() == Ending.NOT_CONNECTED) {
            notReached = first.failure().orElseThrow();
            return false;
        }
        return first.answer().kind() != ServerAnswer.Kind.NOT_TLS && !answers().hopeless();
    }

    private Optional<Name> plan() {
        return HelloPlan.next(row, ladder.hasName(), probes);
    }

    private HelloAnswers answers() {
        return new HelloAnswers(row, probes);
    }

    private void say(Name name) {
        wish.progress.accept("saying " + name.words());
        byte[] hello = ladder.hello(name, answers().accepted(Name.FIRMWARE_VERSION_WIDE));
        probes.add(Probe.run(module, peer, name, hello, step(), wish.silence));
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

    private Deadline step() {
        return deadline.orIn(wish.stepBudget);
    }
}
