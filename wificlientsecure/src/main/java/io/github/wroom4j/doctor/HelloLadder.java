package io.github.wroom4j.doctor;

import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.NameMatch;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ClientHelloBuilder;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.NamedGroup;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.security.SecureRandom;

/** The hellos that the doctor knows to say; each differs from another in one thing only. */
final class HelloLadder {
    /** What TLS 1.2 servers take: forward secrecy first, then the plain RSA suites of small clients. */
    private static final int[] TLS_1_2_SUITES = {
        0xCCA9, 0xCCA8, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC023, 0xC027, 0xC009, 0xC013, 0xC00A, 0xC014, 0x009E, 0x0033,
        0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035
    };

    private static final int[] RSA_SUITES = {0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035};

    /** Whatever a TLS 1.0 or 1.1 server might take. */
    private static final int[] OLD_SUITES = {
        0xC013, 0xC014, 0xC009, 0xC00A, 0x0033, 0x0039, 0x002F, 0x0035, 0xC012, 0x000A, 0xC011, 0x0005, 0x0004
    };

    private static final int[] GROUPS = {29, 23, 24, 25};
    private static final int[] SCHEMES = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0203, 0x0201
    };

    private final String host;
    private final FirmwareHello firmware;
    private final SecureRandom random;

    HelloLadder(String host, FirmwareHello firmware, SecureRandom random) {
        this.host = host;
        this.firmware = firmware;
        this.random = random;
    }

    /** Whether a server name can be sent at all: an address is none. */
    boolean hasName() {
        return !IpLiteral.is(host);
    }

    byte[] hello(Probe.Name name) {
        return switch (name) {
            case FIRMWARE -> firmware.record(host, random);
            case NANO_IMAGE -> FirmwareHello.NONOS_AXTLS.record(host, random);
            case FIRMWARE_WITH_NAME -> firmwareWithName();
            case FIRMWARE_VERSION_WIDE ->
                record(named(ClientHello.builder()
                                .version(firmware.version())
                                .suites(OLD_SUITES)
                                .suites(TLS_1_2_SUITES))
                        .groups(GROUPS)
                        .signatureSchemes(SCHEMES)
                        .renegotiationInfo());
            case TLS_1_2 -> record(tls12(true, TLS_1_2_SUITES));
            case TLS_1_2_NAMELESS -> record(tls12(false, TLS_1_2_SUITES));
            case TLS_1_2_RSA -> record(tls12(true, RSA_SUITES));
            case TLS_1_2_FRAGMENTS -> record(tls12(true, TLS_1_2_SUITES).maxFragmentLength(1024));
            case TLS_1_3 -> record(tls13());
        };
    }

    private byte[] firmwareWithName() {
        var said = ClientHello.readRecords(firmware.record(host, random));
        var hello = ClientHello.builder()
                .version(said.version())
                .random(said.random())
                .suites(said.suites());
        said.extensions().forEach(e -> hello.extension(e.type(), e.body()));
        return named(hello).build().toRecord(firmware.recordVersion());
    }

    private ClientHelloBuilder tls12(boolean withName, int[] suites) {
        var hello = ClientHello.builder().suites(suites);
        if (withName) {
            named(hello);
        }
        return hello.groups(GROUPS)
                .signatureSchemes(SCHEMES)
                .sessionTicket(new byte[0])
                .extendedMasterSecret()
                .renegotiationInfo();
    }

    private ClientHelloBuilder tls13() {
        byte[] share = new byte[32];
        random.nextBytes(share); // any 32 bytes are a point of x25519; nobody will finish this handshake
        return named(ClientHello.builder().suites(0x1301, 0x1303, 0x1302))
                .groups(GROUPS)
                .signatureSchemes(SCHEMES)
                .versions(ProtocolVersion.TLS_1_3)
                .keyShare(NamedGroup.X25519, share);
    }

    private ClientHelloBuilder named(ClientHelloBuilder hello) {
        return hasName() ? hello.serverName(NameMatch.ascii(host)) : hello;
    }

    private static byte[] record(ClientHelloBuilder hello) {
        return hello.build().toRecord(ProtocolVersion.TLS_1_0);
    }
}
