package io.github.wroom4j.doctor;

import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.NameMatch;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ClientHelloBuilder;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.NamedGroup;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.security.SecureRandom;

/** The hellos that the doctor knows to say, byte by byte. {@link HelloPlan} chooses among them. */
final class HelloLadder {
    /** Forward secrecy first, then the plain RSA suites of small clients, last what only old servers take. */
    private static final int[] ALL_SUITES = {
        0xCCA9, 0xCCA8, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC023, 0xC027, 0xC009, 0xC013, 0xC00A, 0xC014, 0x009E, 0x0033,
        0x0039, 0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035, 0xC012, 0x000A, 0xC011, 0x0005, 0x0004
    };

    private static final int[] RSA_SUITES = {0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035};

    private static final int SHORT_RECORDS = 1024;

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

    /**
     * A hello in its record.
     *
     * @param atFirmwareVersion of {@link Probe.Name#NAMELESS}: whether it leaves the name out of the hello with the
     *     firmware's version, not of the one with TLS 1.2
     */
    byte[] hello(Probe.Name name, boolean atFirmwareVersion) {
        return switch (name) {
            case FIRMWARE -> firmware.record(host, random);
            case NANO_IMAGE -> FirmwareHello.NONOS_AXTLS.record(host, random);
            case FIRMWARE_VERSION_WIDE -> record(firmwareVersion(true));
            case NAMELESS -> record(atFirmwareVersion ? firmwareVersion(false) : tls12(false, ALL_SUITES));
            case TLS_1_2 -> record(tls12(true, ALL_SUITES));
            case TLS_1_2_RSA -> record(tls12(true, RSA_SUITES));
            case TLS_1_2_RSA_NAMELESS -> record(tls12(false, RSA_SUITES));
            case TLS_1_3 -> record(tls13());
        };
    }

    private ClientHelloBuilder firmwareVersion(boolean withName) {
        return named(ClientHello.builder().version(firmware.version()).suites(ALL_SUITES), withName)
                .groups(GROUPS)
                .signatureSchemes(SCHEMES)
                .renegotiationInfo();
    }

    private ClientHelloBuilder tls12(boolean withName, int[] suites) {
        return named(ClientHello.builder().suites(suites), withName)
                .groups(GROUPS)
                .signatureSchemes(SCHEMES)
                .maxFragmentLength(SHORT_RECORDS)
                .sessionTicket(new byte[0])
                .extendedMasterSecret()
                .renegotiationInfo();
    }

    private ClientHelloBuilder tls13() {
        byte[] share = new byte[32];
        random.nextBytes(share); // any 32 bytes are a point of x25519; this handshake will not be finished
        return named(ClientHello.builder().suites(0x1301, 0x1303, 0x1302), true)
                .groups(GROUPS)
                .signatureSchemes(SCHEMES)
                .versions(ProtocolVersion.TLS_1_3)
                .keyShare(NamedGroup.X25519, share);
    }

    private ClientHelloBuilder named(ClientHelloBuilder hello, boolean withName) {
        return withName && hasName() ? hello.serverName(NameMatch.ascii(host)) : hello;
    }

    private static byte[] record(ClientHelloBuilder hello) {
        return hello.build().toRecord(ProtocolVersion.TLS_1_0);
    }
}
