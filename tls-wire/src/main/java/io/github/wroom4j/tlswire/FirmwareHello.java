package io.github.wroom4j.tlswire;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the TLS inside a module says first, by firmware: what a capture would show, and how sure we are of it.
 *
 * @param name short name of the row
 * @param firmware which firmwares it stands for, in words
 * @param basis how it is known
 * @param source where it is known from
 * @param recordVersion version in the record's header
 * @param version {@code client_version}
 * @param suites suites in order
 * @param extensions what else it sends
 * @param serverNameSent whether SNI is sent without being asked for
 */
public record FirmwareHello(
        String name,
        String firmware,
        Basis basis,
        String source,
        ProtocolVersion recordVersion,
        ProtocolVersion version,
        List<CipherSuite> suites,
        List<Sent> extensions,
        boolean serverNameSent) {

    /** How a row is known. */
    public enum Basis {
        /** Read from a capture or from the binary, byte for byte. */
        MEASURED,
        /** Concluded from the library and its configuration: the truth may differ, and a capture settles it. */
        ASSUMED
    }

    /** Extensions that a row may name. */
    public enum Sent {
        GROUPS,
        SIGNATURE_SCHEMES,
        /** The same extension with RSA alone. */
        RSA_SIGNATURE_SCHEMES,
        RENEGOTIATION_SIGNAL,
        EXTENDED_MASTER_SECRET,
        ENCRYPT_THEN_MAC,
        SESSION_TICKET
    }

    // 3.0.0 and 3.0.1; from 3.0.2 on DHE stands before them (at-recorded §4)
    private static final int[] RSA_PSK = {0x003D, 0x0035, 0x003C, 0x002F, 0x00B7, 0x0095, 0x00B6, 0x0094};
    private static final int[] DHE_RSA_PSK = {
        0x006B, 0x0039, 0x0067, 0x0033, 0x003D, 0x0035, 0x003C, 0x002F, 0x00B7, 0x0095, 0x00B6, 0x0094
    };

    // SHA-512, 384, 256, 224 and SHA-1
    private static final int[] RSA_ONLY = {0x0601, 0x0501, 0x0401, 0x0301, 0x0201};

    private static final int[] MBEDTLS_ECDHE = {
        0xC02C, 0xC030, 0xC0AD, 0xC024, 0xC028, 0xC00A, 0xC014, 0xC0AF, 0xC02B, 0xC02F, 0xC0AC, 0xC023, 0xC027,
        0xC009, 0xC013, 0xC0AE, 0x009D, 0xC09D, 0x003D, 0x0035, 0xC0A1, 0x009C, 0xC09C, 0x003C, 0x002F, 0xC0A0
    };

    // Order of BearSSL's full client profile: 45 suites (arduino-api TLS-18)
    private static final int[] BEARSSL = {
        0xCCA9, 0xCCA8, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF, 0xC023, 0xC027, 0xC024,
        0xC028, 0xC009, 0xC013, 0xC00A, 0xC014, 0xC02D, 0xC031, 0xC02E, 0xC032, 0xC025, 0xC029, 0xC026, 0xC02A,
        0xC004, 0xC00E, 0xC005, 0xC00F, 0x009C, 0x009D, 0xC09C, 0xC09D, 0xC0A0, 0xC0A1, 0x003C, 0x003D, 0x002F,
        0x0035, 0xC008, 0xC012, 0xC003, 0xC00D, 0x000A
    };

    /** SDK 1.3.0 and its AT 0.40: the 56 bytes of 2015. */
    public static final FirmwareHello SDK_1_3_0 = new FirmwareHello(
            "sdk-1.3.0",
            "SDK 1.3.0, AT 0.40",
            Basis.MEASURED,
            "espconn-sdk §8.2: captures of 2015 and the SDK's own binary",
            ProtocolVersion.TLS_1_1,
            ProtocolVersion.TLS_1_1,
            CipherSuite.of(0x002F, 0x0035, 0x0005, 0x0004),
            List.of(),
            false);

    /** NonOS AT with axTLS: 0.60 … 1.6, 1.7.4 and 1.7.5 in both sizes, and every nano image. */
    public static final FirmwareHello NONOS_AXTLS = new FirmwareHello(
            "nonos-axtls",
            "NonOS AT 0.60 … 1.6.2, 1.7.4, 1.7.5, and every nano image",
            Basis.MEASURED,
            "at-recorded §4: the library of SDK 1.5.2 … 3.0.6 as it ran",
            ProtocolVersion.TLS_1_1,
            ProtocolVersion.TLS_1_1,
            CipherSuite.of(0x002F, 0x0035, 0x0005, 0x0004),
            List.of(),
            false);

    /** NonOS AT 1.7.0 and 1.7.1 in the large image. */
    public static final FirmwareHello NONOS_1_7_0 = new FirmwareHello(
            "nonos-1.7.0",
            "NonOS AT 1.7.0 and 1.7.1, image 1024+1024",
            Basis.MEASURED,
            "at-recorded §4: mbedTLS of SDK 3.0.0 and 3.0.1 as it ran",
            ProtocolVersion.TLS_1_0,
            ProtocolVersion.TLS_1_2,
            CipherSuite.of(RSA_PSK),
            List.of(Sent.RSA_SIGNATURE_SCHEMES, Sent.RENEGOTIATION_SIGNAL),
            false);

    /** NonOS AT 1.7.2, 1.7.3 and 1.7.6 in the large image. */
    public static final FirmwareHello NONOS_1_7 = new FirmwareHello(
            "nonos-1.7",
            "NonOS AT 1.7.2, 1.7.3 and 1.7.6, image 1024+1024",
            Basis.MEASURED,
            "at-recorded §4: mbedTLS of SDK 3.0.2 … 3.0.6 as it ran",
            ProtocolVersion.TLS_1_0,
            ProtocolVersion.TLS_1_2,
            CipherSuite.of(DHE_RSA_PSK),
            List.of(Sent.RSA_SIGNATURE_SCHEMES, Sent.RENEGOTIATION_SIGNAL),
            false);

    /** ESP-AT 2.x. */
    public static final FirmwareHello ESP_AT_2 = new FirmwareHello(
            "esp-at-2",
            "ESP-AT 2.0 … 2.3",
            Basis.ASSUMED,
            "at-protocol §8.1: mbedTLS 1.2 with ECDHE; list and order were not captured",
            ProtocolVersion.TLS_1_0,
            ProtocolVersion.TLS_1_2,
            CipherSuite.of(MBEDTLS_ECDHE),
            List.of(
                    Sent.SIGNATURE_SCHEMES,
                    Sent.GROUPS,
                    Sent.RENEGOTIATION_SIGNAL,
                    Sent.ENCRYPT_THEN_MAC,
                    Sent.EXTENDED_MASTER_SECRET,
                    Sent.SESSION_TICKET),
            false);

    /** ESP_ATMod. */
    public static final FirmwareHello ATMOD = new FirmwareHello(
            "atmod",
            "ESP_ATMod 0.5",
            Basis.ASSUMED,
            "arduino-api TLS-18: BearSSL's full profile; the hello itself was not captured",
            ProtocolVersion.TLS_1_0,
            ProtocolVersion.TLS_1_2,
            CipherSuite.of(BEARSSL),
            List.of(Sent.GROUPS, Sent.SIGNATURE_SCHEMES, Sent.RENEGOTIATION_SIGNAL),
            true);

    /** Every row. */
    public static final List<FirmwareHello> ALL =
            List.of(SDK_1_3_0, NONOS_AXTLS, NONOS_1_7_0, NONOS_1_7, ESP_AT_2, ATMOD);

    public FirmwareHello {
        suites = List.copyOf(suites);
        extensions = List.copyOf(extensions);
    }

    /**
     * The row of this name.
     *
     * @return the row, or empty if there is none of that name
     */
    public static Optional<FirmwareHello> named(String name) {
        return ALL.stream().filter(f -> f.name.equals(name)).findFirst();
    }

    /**
     * A row learned from a hello that a module really sent.
     *
     * @param firmware what sent it
     * @param record the first record of its stream
     * @throws TlsFormatException if the record does not hold a whole hello, or one that breaks the format
     */
    public static FirmwareHello learned(String firmware, byte[] record) {
        var hello = ClientHello.readRecords(record);
        var recordVersion = new ProtocolVersion((record[1] & 0xFF) << 8 | record[2] & 0xFF);
        var sent = new ArrayList<Sent>();
        addIf(sent, Sent.GROUPS, hello.extension(Extension.SUPPORTED_GROUPS).isPresent());
        var schemes = hello.signatureSchemes();
        boolean rsaOnly = Arrays.equals(
                RSA_ONLY, schemes.stream().mapToInt(SignatureScheme::code).toArray());
        addIf(sent, Sent.RSA_SIGNATURE_SCHEMES, rsaOnly);
        addIf(sent, Sent.SIGNATURE_SCHEMES, !schemes.isEmpty() && !rsaOnly);
        addIf(
                sent,
                Sent.ENCRYPT_THEN_MAC,
                hello.extension(Extension.ENCRYPT_THEN_MAC).isPresent());
        addIf(sent, Sent.EXTENDED_MASTER_SECRET, hello.offersExtendedMasterSecret());
        addIf(sent, Sent.SESSION_TICKET, hello.sessionTicket().isPresent());
        var suites = hello.suites().stream().filter(s -> !s.isSignal()).toList();
        addIf(sent, Sent.RENEGOTIATION_SIGNAL, hello.offersSecureRenegotiation());
        return new FirmwareHello(
                "learned",
                firmware,
                Basis.MEASURED,
                "a hello that this module sent to a listener of ours",
                recordVersion,
                hello.versions().get(0),
                suites,
                sent,
                hello.serverName().isPresent());
    }

    private static void addIf(List<Sent> to, Sent what, boolean present) {
        if (present) {
            to.add(what);
        }
    }

    /** The hello as this firmware would send it to a host, in its record. */
    public byte[] record(String host, SecureRandom random) {
        byte[] r = new byte[32];
        random.nextBytes(r);
        if (version.equals(ProtocolVersion.TLS_1_1)) {
            Arrays.fill(r, 0, 4, (byte) 0); // gmt_unix_time is literally zero (espconn-sdk §8.2)
        }
        var hello = ClientHello.builder().version(version).random(r).suites(suites);
        if (extensions.contains(Sent.RENEGOTIATION_SIGNAL)) {
            hello.suites(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV.code());
        }
        if (serverNameSent) {
            hello.serverName(host);
        }
        for (var sent : extensions) {
            switch (sent) {
                case GROUPS -> hello.groups(23, 24, 25, 29);
                case SIGNATURE_SCHEMES ->
                    hello.signatureSchemes(0x0603, 0x0601, 0x0503, 0x0501, 0x0403, 0x0401, 0x0203, 0x0201);
                case RSA_SIGNATURE_SCHEMES -> hello.signatureSchemes(RSA_ONLY);
                case EXTENDED_MASTER_SECRET -> hello.extendedMasterSecret();
                case ENCRYPT_THEN_MAC -> hello.extension(Extension.ENCRYPT_THEN_MAC, new byte[0]);
                case SESSION_TICKET -> hello.sessionTicket(new byte[0]);
                case RENEGOTIATION_SIGNAL -> {
                    // stands among the suites
                }
            }
        }
        return hello.build().toRecord(recordVersion);
    }

    /** What it offers, versions first, then suites, as IANA spells them. */
    public List<String> offered() {
        var words = new ArrayList<String>();
        words.add(version.label());
        suites.forEach(s -> words.add(s.name()));
        return List.copyOf(words);
    }
}
