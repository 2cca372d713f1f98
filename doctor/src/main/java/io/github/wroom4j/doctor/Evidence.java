package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.ServerHello;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that an examination found out, before anyone judges it.
 *
 * @param peer who was examined
 * @param board what stands behind the module, where the program that asked has said so
 * @param firmware what runs in the module
 * @param capabilities what it can do
 * @param firmwareHello what its TLS says first, and how sure that is
 * @param sslBuffer its record buffer in bytes, where the firmware reports it
 * @param address what the name stands for in the module's network
 * @param notReached why there was no name or no TCP connection
 * @param probes the hellos that were said, in order
 * @param host the handshake on the JVM, if it was tried
 * @param resumed whether a TLS 1.2 session was resumed; empty if that was not tried
 * @param trial what is known of the module's own TLS at work
 * @param time by which clock certificates were judged
 * @param reported the failure that led to this examination
 * @param keyLog session keys of the JVM's handshake, only where asked for
 * @param notes what else was seen, in words
 */
public record Evidence(
        Peer peer,
        Optional<BoardAddress> board,
        Firmware firmware,
        Capabilities capabilities,
        FirmwareHello firmwareHello,
        OptionalInt sslBuffer,
        Optional<InetAddress> address,
        Optional<AtException> notReached,
        List<Probe> probes,
        Optional<HostHandshake> host,
        Optional<Boolean> resumed,
        ModuleTrial trial,
        Instant time,
        Optional<TlsFailure> reported,
        List<String> keyLog,
        List<String> notes) {

    /**
     * The real handshake on the JVM.
     *
     * @param failure why it failed, if it did
     * @param version as in {@code TLS 1.3}; empty if it failed early
     * @param suite IANA's name
     * @param chain the certificates, leaf first, trusted or not
     * @param recording every byte with its time
     * @param clientCertificate whether this end had one to show
     */
    public record HostHandshake(
            Optional<TlsFailure> failure,
            Optional<String> version,
            Optional<String> suite,
            List<X509Certificate> chain,
            Optional<LinkRecording> recording,
            ClientCertificate clientCertificate) {

        /** Whether a client certificate was at hand, and what the server makes of its absence. */
        public enum ClientCertificate {
            /** None was given to the doctor. */
            NOT_GIVEN,
            /** One was given. */
            GIVEN,
            /** One was given, the handshake with it stood, and the same handshake without it was refused. */
            NEEDED
        }

        public HostHandshake {
            chain = List.copyOf(chain);
        }

        /** What the server said to the JVM's hello, read from the recording: in clear up to its ServerHello at least. */
        public Optional<ServerHello> serverHello() {
            return recording.map(HostHandshake::answer).flatMap(ServerAnswer::hello);
        }

        private static ServerAnswer answer(LinkRecording recording) {
            var reader = new ServerAnswer.Reader();
            recording.steps().stream()
                    .filter(s -> !s.sent())
                    .forEach(s -> reader.offer(s.bytes(), 0, s.bytes().length));
            return reader.answer();
        }
    }

    public Evidence {
        probes = List.copyOf(probes);
        keyLog = List.copyOf(keyLog);
        notes = List.copyOf(notes);
    }

    /** What follows from the hellos. */
    HelloAnswers answers() {
        return new HelloAnswers(firmwareHello, probes);
    }

    /** The probe with that hello, if it was said. */
    public Optional<Probe> probe(Probe.Name name) {
        return answers().probe(name);
    }

    /** Whether the server went along with that hello; false if it was not said. */
    public boolean accepted(Probe.Name name) {
        return answers().accepted(name);
    }

    /** The alert with which that hello was refused. */
    public OptionalInt alert(Probe.Name name) {
        return probe(name)
                .flatMap(p -> p.answer().alert())
                .map(a -> OptionalInt.of(a.code()))
                .orElse(OptionalInt.empty());
    }

    /** The first answer of this kind to any hello. */
    public Optional<ServerAnswer> anyAnswer(ServerAnswer.Kind kind) {
        return probes.stream().map(Probe::answer).filter(a -> a.kind() == kind).findFirst();
    }

    /** Whether any hello was accepted. */
    public boolean anyAccepted() {
        return probes.stream().anyMatch(Probe::accepted);
    }

    /** Whether the server said anything of TLS: without that there is nothing to compare. */
    public boolean anyAnswerOfTls() {
        return host.isPresent()
                || probes.stream()
                        .anyMatch(p -> p.accepted() || p.answer().alert().isPresent());
    }

    /** Whether the JVM's handshake stood, verified. */
    public boolean hostWorks() {
        return host.isPresent() && host.get().failure().isEmpty();
    }

    /** The server's chain: from the JVM's handshake, else as seen in clear. */
    public List<X509Certificate> chain() {
        return host.map(HostHandshake::chain).orElse(List.of());
    }

    /** Whether the server is known to require a client certificate. */
    boolean clientCertificateNeeded() {
        return host.filter(h -> h.clientCertificate() == HostHandshake.ClientCertificate.NEEDED)
                        .isPresent()
                // A server that refuses a certificate also refuses a client without one.
                || Set.of(Verdict.Finding.CLIENT_CERTIFICATE_WANTED, Verdict.Finding.CLIENT_CERTIFICATE_REFUSED)
                        .contains(HostVerdicts.judge(this).finding());
    }

    /** Every ServerHello, that to the JVM's handshake too. */
    Stream<ServerHello> hellos() {
        return Stream.concat(
                probes.stream().flatMap(p -> p.answer().hello().stream()),
                host.flatMap(HostHandshake::serverHello).stream());
    }

    /** The oldest TLS version that the server was seen to speak. */
    Optional<ProtocolVersion> leastVersion() {
        return hellos().map(ServerHello::version).min(Comparator.naturalOrder());
    }

    /** Every link that was recorded, in order. */
    public List<LinkRecording> recordings() {
        var all = new ArrayList<LinkRecording>();
        probes.forEach(p -> p.recording().ifPresent(all::add));
        host.flatMap(HostHandshake::recording).ifPresent(all::add);
        return List.copyOf(all);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "Evidence of " + peer + ": " + probes.size() + " hellos, " + notes;
    }
}
