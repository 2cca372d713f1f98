package io.github.wroom4j.tls;

import static io.github.wroom4j.at.Capabilities.Feature.SSL;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_ALPN;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_CLIENT_CERTIFICATE;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_COMMON_NAME;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_FINGERPRINT;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_LOAD_CA;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_SERVER_NAME;
import static io.github.wroom4j.at.Capabilities.Feature.SSL_VERIFY;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * TLS in the module, by {@code AT+CIPSTART="SSL"}. Whatever a firmware cannot honour is refused before a byte is sent
 * ({@link #refusal}); what it says when a handshake fails is next to nothing, and the failure says so.
 */
public final class ModuleTls implements TlsConnector {
    private final AtModule module;

    public ModuleTls(AtModule module) {
        this.module = module;
    }

    /** A setting that this firmware cannot honour, and what to say of it. */
    private record Rule(BiPredicate<TlsSettings, Capabilities> broken, String message) {}

    /** Setting × capability: the first row that applies refuses (arduino-api §15, "Modem-TLS backend"). */
    private static final List<Rule> RULES = List.of(
            new Rule((s, c) -> !c.has(SSL), "this firmware has no SSL links: use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.trust() instanceof TrustPolicy.Anchors && !(c.has(SSL_VERIFY) && c.has(SSL_LOAD_CA)),
                    "this firmware cannot check a server against trust anchors from the sketch: use TlsLocation.HOST,"
                            + " or setInsecure() to do without"),
            new Rule(
                    (s, c) -> s.trust() instanceof TrustPolicy.Anchors a
                            && (a.anchors().isEmpty()
                                    || a.anchors().stream()
                                            .anyMatch(anchor ->
                                                    anchor.certificate().isEmpty())),
                    "the module takes trust anchors as certificates only, a certificate store is none of them:"
                            + " use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.trust() instanceof TrustPolicy.Fingerprint && !c.has(SSL_FINGERPRINT),
                    "this firmware compares no fingerprints: use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.trust() instanceof TrustPolicy.KnownKey
                            || s.trust() instanceof TrustPolicy.Pins
                            || s.trust() instanceof TrustPolicy.SelfSigned,
                    "no firmware knows setKnownKey(), pins or allowSelfSignedCerts(): use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.trust() instanceof TrustPolicy.ModuleStore && !c.has(SSL_VERIFY),
                    "this firmware verifies no certificate: use TlsLocation.HOST, or setInsecure() to do without"),
            new Rule(
                    (s, c) -> s.trust() instanceof TrustPolicy.ModuleStore && s.checkName() && !c.has(SSL_COMMON_NAME),
                    "this firmware compares no host name: use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.clientKey().isPresent(),
                    "no firmware takes a client certificate and key from the sketch: use TlsLocation.HOST, or flash"
                            + " them into the module and call setModuleClientCert(true)"),
            new Rule(
                    (s, c) -> s.moduleClientCertificate() && !c.has(SSL_CLIENT_CERTIFICATE),
                    "this firmware presents no client certificate: use TlsLocation.HOST"),
            new Rule((s, c) -> s.timeIsFixed() && verifies(s), "no firmware takes setX509Time(): use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.suites().isPresent(),
                    "no firmware lets its cipher suites be chosen: use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.leastVersion() != TlsSettings.DEFAULT.leastVersion()
                            || s.mostVersion() != TlsSettings.DEFAULT.mostVersion(),
                    "no firmware lets its TLS versions be chosen: use TlsLocation.HOST"),
            new Rule((s, c) -> s.session().isPresent(), "no firmware keeps sessions: use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> !s.alpn().isEmpty() && !c.has(SSL_ALPN),
                    "this firmware offers no ALPN: use TlsLocation.HOST"),
            new Rule(
                    (s, c) -> s.serverName().isPresent() && !c.has(SSL_SERVER_NAME),
                    "this firmware sends no server name of one's choice: use TlsLocation.HOST"));

    private static boolean verifies(TlsSettings settings) {
        return settings.trust() instanceof TrustPolicy.Anchors || settings.trust() instanceof TrustPolicy.ModuleStore;
    }

    @Override
    public TlsLocation location() {
        return TlsLocation.MODULE;
    }

    @Override
    public Optional<String> refusal(TlsSettings settings) {
        if (!settings.trust().isSet()) {
            return Optional.of(PeerCheck.noTrustAdvice(settings.trust()));
        }
        Capabilities can = module.capabilities();
        return RULES.stream()
                .filter(rule -> rule.broken().test(settings, can))
                .map(Rule::message)
                .findFirst();
    }

    @Override
    public TlsLink open(Peer peer, TlsSettings settings, Deadline deadline) {
        Optional<String> why = refusal(settings);
        if (why.isPresent()) {
            throw HostTls.refused(peer, settings, why.get());
        }
        try {
            loadAnchors(settings, deadline);
            Link link = module.open(LinkRequest.ssl(peer.host(), peer.port(), options(peer, settings)), deadline);
            return new ModuleTlsLink(link);
        } catch (AtException failed) {
            throw opaque(peer, failed);
        }
    }

    private void loadAnchors(TlsSettings settings, Deadline deadline) {
        if (settings.trust() instanceof TrustPolicy.Anchors anchors) {
            module.ssl().clearCertificates(deadline);
            for (TrustAnchorKey anchor : anchors.anchors()) {
                module.ssl().loadCertificate(pem(anchor), deadline);
            }
        }
    }

    private static String pem(TrustAnchorKey anchor) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(anchor.certificate().orElseThrow().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException unusable) {
            throw new IllegalArgumentException("a trust anchor cannot be encoded", unusable);
        }
    }

    private SslOptions options(Peer peer, TlsSettings settings) {
        Capabilities can = module.capabilities();
        String name = settings.serverName().orElse(peer.host());
        boolean named = !IpLiteral.is(name);
        Optional<Integer> buffer = settings.moduleBuffer().isPresent() && can.sslBufferMost() > 0
                ? Optional.of(Math.max(
                        can.sslBufferLeast(),
                        Math.min(can.sslBufferMost(), settings.moduleBuffer().getAsInt())))
                : Optional.empty();
        return new SslOptions(
                buffer,
                verifies(settings),
                settings.moduleClientCertificate(),
                named && settings.serverNameIndication() && can.has(SSL_SERVER_NAME)
                        ? Optional.of(name)
                        : Optional.empty(),
                verifies(settings) && settings.checkName() && can.has(SSL_COMMON_NAME)
                        ? Optional.of(name)
                        : Optional.empty(),
                settings.alpn(),
                settings.trust() instanceof TrustPolicy.Fingerprint fingerprint
                        ? Optional.of(HexFormat.of().formatHex(fingerprint.sha1()))
                        : Optional.empty(),
                Optional.empty());
    }

    private TlsFailure opaque(Peer peer, AtException cause) {
        if (cause.kind() == AtException.Kind.NAME_NOT_FOUND) {
            return HostTls.notConnected(peer, cause);
        }
        String firmware = module.version().atVersion();
        Text said = cause.atLine().isEmpty() ? Text.of("tls.said-nothing") : Text.of("tls.said", cause.atLine());
        return new TlsFailure(
                Stage.OPAQUE,
                Text.of("tls.opaque", firmware, peer, said, Wording.of(cause)),
                Optional.empty(),
                false,
                List.of(),
                peer,
                "Run 'wroom4j doctor " + peer + "' for the reason, or let TLS run on the JVM (TlsLocation.HOST).",
                cause,
                0);
    }
}
