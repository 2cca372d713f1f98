package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.NamedGroup;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.TlsFormatException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.OptionalInt;

/** Asks a server with one hello whether it takes a maximum fragment length; needs a free link (TLS-13). */
public final class FragmentLengthProbe {
    private static final byte[] GOODBYE = HexFormat.of().parseHex("150303000202005a1503030002020000");

    /** With and without forward secrecy: a server that has RSA key exchange alone answers too. */
    private static final int[] SUITES = {
        0xCCA9, 0xCCA8, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC023, 0xC027, 0xC024, 0xC028, 0xC009, 0xC013, 0xC00A, 0xC014,
        0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035, 0x000A
    };

    /** A flight of a server's up to the end of its hello; a peer that sends more is not asked further. */
    private static final int MOST_BYTES = 64 * 1024;

    private FragmentLengthProbe() {}

    /**
     * Sends a hello of TLS 1.2 without a name and reads up to the ServerHello.
     *
     * @param length 512, 1024, 2048 or 4096; anything else is false
     * @return whether the server answered with the extension; false on every failure
     */
    public static boolean ask(AtModule module, String host, int port, int length, Deadline deadline) {
        // A sketch's variable may be null, as a pointer in C++ is.
        if (host == null || length != 512 && length != 1024 && length != 2048 && length != 4096) {
            return false;
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        byte[] hello = ClientHello.builder()
                .version(ProtocolVersion.TLS_1_2)
                .random(random)
                .suites(SUITES)
                .maxFragmentLength(length)
                .groups(NamedGroup.X25519.code(), NamedGroup.SECP256R1.code())
                .signatureSchemes(0x0403, 0x0401, 0x0804, 0x0503, 0x0501, 0x0201)
                .build()
                .toRecord(ProtocolVersion.TLS_1_2);
        try (Link link = module.open(LinkRequest.tcp(host, port), deadline)) {
            link.write(hello, 0, hello.length, deadline);
            var reader = new ServerAnswer.Reader();
            byte[] buffer = new byte[1024];
            for (int bytes = 0; reader.answer().hello().isEmpty() && !reader.isSettled(); ) {
                if (bytes > MOST_BYTES || deadline.expired()) {
                    return false;
                }
                int got = link.read(buffer, 0, buffer.length, deadline);
                if (got <= 0) {
                    return false;
                }
                bytes += got;
                reader.offer(buffer, 0, got);
            }
            boolean taken = reader.answer()
                    .hello()
                    .filter(answer -> answer.version().equals(ProtocolVersion.TLS_1_2))
                    // An answer with another length than was asked for is none (RFC 6066 §4).
                    .map(answer -> answer.maxFragmentLength().equals(OptionalInt.of(length)))
                    .orElse(false);
            sayGoodbye(link, deadline);
            return taken;
        } catch (AtException | TlsFormatException | IllegalArgumentException failed) {
            System.getLogger(FragmentLengthProbe.class.getName())
                    .log(System.Logger.Level.DEBUG, "no answer from " + host + ":" + port, failed);
            return false;
        }
    }

    /** user_canceled and close_notify, as the core says good-bye; the answer stands whether they arrive or not. */
    private static void sayGoodbye(Link link, Deadline deadline) {
        try {
            if (link.isOpen()) {
                link.write(GOODBYE, 0, GOODBYE.length, deadline);
            }
        } catch (AtException gone) {
            System.getLogger(FragmentLengthProbe.class.getName())
                    .log(System.Logger.Level.DEBUG, "the server was gone before the good-bye", gone);
        }
    }
}
