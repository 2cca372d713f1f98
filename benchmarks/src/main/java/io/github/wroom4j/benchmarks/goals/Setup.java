package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.HostTls;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsLink;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A joined module on a paced or an unpaced UART, and what the goals do with it. */
final class Setup implements AutoCloseable {
    /** Pushes what it receives as +IPD. */
    static final String ACTIVE = "at-1.6.2";
    /** Keeps it until it is asked. */
    static final String PASSIVE = "at-1.7";

    final CountingBoard board;
    final AtModule module;
    private final HostTls tls;

    /** Opens one; speed 0 is a UART that takes no time. */
    Setup(String profile, int baud) {
        this(profile, baud, baud == 0 ? Clock.system() : new PunctualClock());
    }

    /** Opens one beside others on a clock. */
    Setup(String profile, int baud, Clock clock) {
        this(profile, baud, clock, DriverOptions.DEFAULT);
    }

    /** Opens one whose driver has options of its own. */
    Setup(String profile, int baud, DriverOptions options) {
        this(profile, baud, baud == 0 ? Clock.system() : new PunctualClock(), options);
    }

    private Setup(String profile, int baud, Clock clock, DriverOptions options) {
        MockBuilder mock = MockWroom02.builder().profile(profile);
        board = new CountingBoard(
                baud == 0 ? mock.build() : mock.pace(baud).clock(clock).build());
        module = AtDriver.open(board, options);
        if (baud != 0 && module.speed(baud, patience()) != baud) {
            throw new IllegalStateException("the module does not do " + baud + " baud");
        }
        tls = new HostTls(module);
        module.join(MockBuilder.SSID, MockBuilder.PASSWORD);
    }

    /** Long enough for a megabyte at 115,200 baud. */
    static Deadline patience() {
        return Deadline.in(Duration.ofMinutes(5));
    }

    /** As after {@code WiFi.begin}, whose warm-up is over before a module has joined. */
    void warmedUp() throws InterruptedException {
        tls.warmUp().join();
    }

    Link tcp(int port) {
        return module.open(LinkRequest.tcp("127.0.0.1", port), patience());
    }

    TlsLink tls(int port, TlsSettings settings) {
        return tls.open(new Peer("localhost", port), settings, patience());
    }

    /** Asks for bytes and takes them all; seconds from the request to the last byte. */
    static double download(Link link, int length) {
        byte[] request = BulkServer.request('d', length);
        var buffer = new byte[1 << 14];
        Deadline patience = patience(); // one for all: the garbage of a read should be the driver's
        long begun = System.nanoTime();
        link.write(request, 0, request.length, patience);
        link.flush(patience);
        for (int got = 0; got < length; ) {
            int n = link.read(buffer, 0, buffer.length, patience);
            if (n <= 0) {
                throw new IllegalStateException("the download ended after " + got + " of " + length + " bytes");
            }
            if (n <= BulkServer.NOISE.length - got && !Arrays.equals(buffer, 0, n, BulkServer.NOISE, got, got + n)) {
                throw new IllegalStateException("wrong bytes at " + got);
            }
            got += n;
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Sends bytes; seconds until the far end has them all. */
    static double upload(Link link, int length) {
        byte[] request = BulkServer.request('u', length);
        long begun = System.nanoTime();
        link.write(request, 0, request.length, patience());
        for (int sent = 0; sent < length; ) {
            int n = Math.min(length - sent, BulkServer.NOISE.length);
            link.write(BulkServer.NOISE, 0, n, patience());
            sent += n;
        }
        link.flush(patience());
        if (link.read(new byte[1], 0, 1, patience()) != 1) {
            throw new IllegalStateException("the far end did not take the upload");
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    @Override
    public void close() {
        module.close();
        board.close();
    }

    /** A server's key and chain, and the settings that believe it. */
    record Trusted(Identity identity, TlsSettings settings, X509Certificate authority) {
        /** The same trust for the JDK's own TLS. */
        KeyStore anchors() throws GeneralSecurityException, IOException {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            anchors.setCertificateEntry("authority", authority);
            return anchors;
        }

        static Trusted create(Leaf.KeyKind kind) {
            DemoAuthority authority = DemoAuthority.create("bench", kind);
            return new Trusted(
                    authority.issue(Leaf.localhost().key(kind)),
                    TlsSettings.builder()
                            .trust(new TrustPolicy.Anchors(
                                    List.of(TrustAnchorKey.of(authority.certificate())), AnchorSource.NONE, false))
                            .build(),
                    authority.certificate());
        }
    }
}
