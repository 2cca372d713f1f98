package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.doctor.Diagnosis;
import io.github.wroom4j.doctor.Doctor;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.CapturedLink;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.PcapNg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A client's way to the doctor, and its capture file. */
final class Diagnosing {
    private static final Duration BUDGET = Duration.ofSeconds(60);

    private Path captureFile;
    private PcapNg capture;
    private LinkRecording recording;
    private int connections;
    private Diagnosis last;

    Optional<Diagnosis> last() {
        return Optional.ofNullable(last);
    }

    Diagnosis examine(AtModule module, Peer peer, TlsSettings settings, Optional<TlsFailure> failure) {
        var builder = Doctor.builder(module).time(settings.time());
        boolean canVerify = settings.trust().isSet()
                && !(settings.trust() instanceof TrustPolicy.Insecure)
                && !(settings.trust() instanceof TrustPolicy.ModuleStore);
        if (canVerify) { // otherwise system trust: a doctor that believes anyone finds nothing
            builder.trust(settings.trust());
        }
        var doctor = builder.build();
        var deadline = Deadline.in(module.clock(), BUDGET);
        last = failure.isPresent() ? doctor.explain(failure.get(), peer, deadline) : doctor.examine(peer, deadline);
        return last;
    }

    void captureTo(Path file) {
        captureFile = file;
        capture = new PcapNg();
    }

    boolean isCapturing() {
        return captureFile != null;
    }

    Link recorded(AtModule module, Peer peer, Link link) {
        recording = new LinkRecording(module.clock(), peer);
        return new CapturedLink(link, recording);
    }

    /** Writes what was recorded; the file grows by a connection each time. */
    void write() {
        if (recording == null) {
            return;
        }
        recording.addTo(capture, PcapNg.address(192, 0, 2, 1), 50_000 + connections++, PcapNg.address(192, 0, 2, 2));
        recording = null;
        try {
            capture.write(captureFile);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the capture " + captureFile + ": " + e.getMessage(), e);
        }
    }
}
