package io.github.wroom4j.at.dialect;

import static io.github.wroom4j.at.Capabilities.Feature.*;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Firmware.Family;
import io.github.wroom4j.at.LinkRequest.Type;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.dialect.DialectTable.StatusCommand;
import java.util.EnumSet;
import java.util.Set;

/**
 * NonOS AT 0.40 … 1.7.6 (at-protocol §1, §18). Each step names what it added.
 *
 * <p>Of all of them was recorded: a link of the server's that is reset ends with {@code n,CONNECT FAIL} (at-recorded D3), an
 * SSL link that the server refuses may end with {@code CLOSED} and {@code OK} (D4), CIPMODE is asked for before CIPMUX (D1),
 * and a payload is followed by nothing (D2).
 */
final class NonOs {
    /** What one espconn_sent puts into a datagram. */
    private static final int DATAGRAM = 1460;

    private NonOs() {}

    private static final Set<Feature> IN_0_40 =
            Set.of(SDK_TLS, UDP, SERVER, PING, SOFT_AP, DEEP_SLEEP, SLEEP_MODE, UART_SPEED);
    private static final Set<Feature> IN_0_60 = with(IN_0_40, SSL, SSL_BUFFER_SIZE);
    private static final Set<Feature> IN_1_0 = with(IN_0_60, RESOLVE);
    private static final Set<Feature> IN_1_4 = with(IN_1_0, SNTP, HOSTNAME, DNS_SERVERS, FREE_MEMORY);
    private static final Set<Feature> IN_1_7 =
            with(IN_1_4, SSL_VERIFY, SSL_CLIENT_CERTIFICATE, PASSIVE_RECEIVE, ABORTIVE_CLOSE);

    /** Stock firmware of SDK 1.3.0 … 1.5.1: no SSL links at all. */
    static final DialectTable V0_40 = early("nonos-0.40", Family.NONOS_0_40, IN_0_40, 0, 0);

    /** SDK 1.5.2: {@code CIPSTART="SSL"}. */
    static final DialectTable V0_60 = early("nonos-0.60", Family.NONOS, IN_0_60, 2048, 4096);

    /** SDK 1.5.3 … 2.0.0: CIPDOMAIN. */
    static final DialectTable V1_0 = early("nonos-1.0", Family.NONOS, IN_1_0, 2048, 4096);

    /** SDK 2.1.0 … 2.2.1: the echo rule changes, SNTP, DNS, host name. */
    static final DialectTable V1_4 = new DialectTable(
            "nonos-1.4",
            Family.NONOS,
            true,
            128,
            DATAGRAM,
            Set.of(),
            StatusCommand.CIPSTATUS,
            Set.of(Quirk.CLOSED_AFTER_ERROR, Quirk.DNS_SUFFIX),
            new Capabilities(IN_1_4, 5, 1, 2048, 2048, 4096));

    /**
     * SDK 3.0.0, 3.0.1: passive receive, with a window that opens when all was read (at-recorded D9), and bytes that
     * {@code AT+CIPCLOSE} leaves behind (D25); but the SSL buffer ends at 4096 (at-protocol §8.2).
     */
    static final DialectTable V1_7_0 = late("nonos-1.7.0", 4096);

    /** SDK 3.0.2 … 3.0.6. */
    static final DialectTable V1_7 = late("nonos-1.7", 8192);

    private static DialectTable early(String name, Family family, Set<Feature> features, int least, int most) {
        return new DialectTable(
                name,
                family,
                true,
                128,
                DATAGRAM,
                Set.of(),
                StatusCommand.CIPSTATUS,
                Set.of(Quirk.CLOSED_AFTER_ERROR),
                new Capabilities(features, 5, least == 0 ? 0 : 1, 2048, least, most));
    }

    private static DialectTable late(String name, int sslBufferMost) {
        return new DialectTable(
                name,
                Family.NONOS,
                true,
                256,
                DATAGRAM,
                Set.of(Type.TCP), // SSL and UDP stay active (at-protocol §9.4)
                StatusCommand.CIPSTATUS,
                Set.of(Quirk.CLOSED_AFTER_ERROR, Quirk.DATA_AFTER_CLOSED, Quirk.DNS_SUFFIX),
                new Capabilities(IN_1_7, 5, 1, 2048, 2048, sslBufferMost));
    }

    static Set<Feature> with(Set<Feature> base, Feature... more) {
        var all = EnumSet.copyOf(base);
        all.addAll(Set.of(more));
        return all;
    }
}
