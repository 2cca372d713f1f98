package io.github.wroom4j.tls;

import io.github.wroom4j.tlswire.Extension;
import io.github.wroom4j.tlswire.Oddity;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerHello;
import io.github.wroom4j.tlswire.TlsFormatException;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a ServerHello, read again from the wire after Bouncy Castle has refused it: to that, most of it is
 * the one alert illegal_parameter.
 *
 * @param number BearSSL's number for it
 * @param what what the server did
 */
record HelloFault(int number, Text what) {
    /** RFC 8446 §4.1.3: how a server of TLS 1.3 signs what it answers to a hello that asked for less. */
    private static final byte[] DOWNGRADE = "DOWNGRD".getBytes(StandardCharsets.US_ASCII);

    /** The first thing wrong, if anything is. */
    static Optional<HelloFault> of(ServerHello hello, TlsSettings settings) {
        int version = hello.version().code();
        if (hello.legacyVersion().code() > TlsSettings.TLS12) {
            return fault(3, "hello-fault.version", hello.legacyVersion());
        }
        if (version < settings.leastVersion() || version > settings.mostVersion()) {
            return fault(3, "hello-fault.version", hello.version());
        }
        if (!Offer.suites(settings).contains(hello.suite().code())) {
            return fault(16, "hello-fault.suite", hello.suite().name());
        }
        if (hello.compression() != 0) {
            return fault(17, "hello-fault.compression", hello.compression());
        }
        byte[] random = hello.random();
        if (settings.mostVersion() >= TlsSettings.TLS13
                && version < ProtocolVersion.TLS_1_3.code()
                && Arrays.equals(random, 24, 24 + DOWNGRADE.length, DOWNGRADE, 0, DOWNGRADE.length)) {
            return fault(14, "hello-fault.downgrade", hello.version());
        }
        List<Extension> answered = hello.extensions();
        for (Extension each : answered) {
            boolean twice = answered.stream()
                            .filter(other -> other.type() == each.type())
                            .count()
                    > 1;
            boolean unasked = each.type() == Extension.MAX_FRAGMENT_LENGTH
                    && settings.fragmentLength().isEmpty();
            if (twice || unasked) {
                return fault(20, twice ? "hello-fault.twice" : "hello-fault.unasked", each.name());
            }
            if (each.type() == Extension.RENEGOTIATION_INFO && !Arrays.equals(each.body(), new byte[1])) {
                return fault(19, "hello-fault.renegotiation");
            }
            if (each.type() == Extension.MAX_FRAGMENT_LENGTH && each.body().length != 1) {
                return fault(18, "hello-fault.fragment-length", "?");
            }
        }
        try {
            if (hello.maxFragmentLength().isPresent()
                    && !hello.maxFragmentLength().equals(settings.fragmentLength())) {
                return fault(
                        18,
                        "hello-fault.fragment-length",
                        hello.maxFragmentLength().getAsInt());
            }
        } catch (TlsFormatException none) {
            return fault(18, "hello-fault.no-fragment-length", Wording.of(none.oddity()));
        }
        return Optional.empty();
    }

    /** What is wrong with a hello that could not be read to its end. */
    static Optional<HelloFault> of(Oddity oddity) {
        return switch (oddity.kind()) {
            case SESSION_ID -> Optional.of(new HelloFault(15, Wording.of(oddity)));
            case FIELD_TOO_SHORT, FIELD_TOO_LONG -> Optional.of(new HelloFault(1, Wording.of(oddity)));
            default -> Optional.empty();
        };
    }

    private static Optional<HelloFault> fault(int number, String key, Object... particulars) {
        return Optional.of(new HelloFault(number, Text.of(key, particulars)));
    }
}
