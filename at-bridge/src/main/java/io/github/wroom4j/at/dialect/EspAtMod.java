package io.github.wroom4j.at.dialect;

import static io.github.wroom4j.at.Capabilities.Feature.*;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware.Family;
import io.github.wroom4j.at.LinkRequest.Type;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.dialect.DialectTable.StatusCommand;
import java.util.Set;

/** ESP_ATMod 0.5.0 (at-protocol §8.5, §14): speaks as NonOS 1.7 does, with BearSSL for TLS. */
final class EspAtMod {
    private EspAtMod() {}

    static final DialectTable V0_5 = new DialectTable(
            "atmod-0.5",
            Family.ATMOD,
            true,
            200,
            0, // no UDP
            Set.of(Type.TCP, Type.SSL),
            StatusCommand.CIPSTATUS,
            Set.of(
                    Quirk.CLOSED_AFTER_ERROR,
                    Quirk.DATA_AFTER_CLOSED,
                    Quirk.ATMOD_SSL,
                    Quirk.DNS_SUFFIX,
                    Quirk.DEAF_WHILE_CONNECTING,
                    Quirk.NO_ESCAPE,
                    Quirk.OK_WITHOUT_LINE_END,
                    Quirk.SNTP_UNIX_TIME),
            new Capabilities(
                    Set.of(
                            SSL,
                            SSL_BUFFER_SIZE,
                            SSL_VERIFY,
                            SSL_LOAD_CA,
                            SSL_FINGERPRINT,
                            SSL_SERVER_NAME,
                            SSL_FRAGMENT_LENGTH,
                            PASSIVE_RECEIVE,
                            PASSIVE_RECEIVE_SSL,
                            SERVER,
                            RESOLVE,
                            SNTP,
                            DNS_SERVERS,
                            FREE_MEMORY,
                            UART_SPEED),
                    5,
                    5,
                    2048,
                    512,
                    // Setting 16384 stores 0 (at-protocol §8.5), so 4096 is the largest that can be asked for.
                    4096));
}
