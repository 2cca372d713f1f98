package io.github.wroom4j.tls;

import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerHello;
import io.github.wroom4j.tlswire.TlsFormatException;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    private static Optional<HelloFault> fault(int number, String key, Object... particulars) {
        return Optional.of(new HelloFault(number, Text.of(key, particulars)));
    }
}
