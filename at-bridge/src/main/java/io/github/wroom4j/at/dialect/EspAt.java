package io.github.wroom4j.at.dialect;

import static io.github.wroom4j.at.Capabilities.Feature.*;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Firmware.Family;
import io.github.wroom4j.at.LinkRequest.Type;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.dialect.DialectTable.StatusCommand;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** ESP-AT 2.x for ESP8266 (at-protocol §1, §19). */
final class EspAt {
    private EspAt() {}

    /** It has no CIPSSLCCONF: no certificate is asked for or shown (at-recorded-esp-at E2). */
    private static final Set<Feature> IN_2_0 = Set.of(
            SSL,
            UDP,
            MULTICAST,
            SERVER,
            RESOLVE,
            PING,
            SNTP,
            HOSTNAME,
            DNS_SERVERS,
            FREE_MEMORY,
            SOFT_AP,
            DEEP_SLEEP,
            SLEEP_MODE,
            UART_SPEED);

    private static final Set<Feature> IN_2_1 = NonOs.with(
            IN_2_0,
            SSL_VERIFY,
            SSL_CLIENT_CERTIFICATE,
            SSL_SERVER_NAME,
            SSL_COMMON_NAME,
            SSL_ALPN,
            SSL_PSK,
            PASSIVE_RECEIVE,
            PASSIVE_RECEIVE_SSL);

    /**
     * Its passive receive tells of a link's first bytes alone, and never that its peer has gone (at-recorded-esp-at E3,
     * E3b): bytes are pushed.
     */
    static final DialectTable V2_0 = table(
            "esp-at-2.0",
            IN_2_0,
            Set.of(),
            StatusCommand.CIPSTATUS,
            Quirk.PASSIVE_IS_TURNED_OFF,
            Quirk.JOIN_4_IS_ANYTHING);

    static final DialectTable V2_1 = table(
            "esp-at-2.1",
            IN_2_1,
            EnumSet.allOf(Type.class),
            StatusCommand.CIPSTATUS,
            Quirk.JOIN_4_IS_ANYTHING,
            Quirk.SSL_NAMES_STAY);

    /** 2.2.0 and 2.2.1 have no CIPSTATE yet, and 2.3 still has CIPSTATUS (at-recorded-esp-at E1). */
    static final DialectTable V2_2 = table(
            "esp-at-2.2", IN_2_1, EnumSet.allOf(Type.class), StatusCommand.CIPSTATUS, Quirk.JOIN_1_MAY_BE_PASSWORD);

    private static DialectTable table(
            String name, Set<Feature> features, Set<Type> passive, StatusCommand status, Quirk... own) {
        var quirks = EnumSet.of(Quirk.SSL_CONFIG_BY_LINK, Quirk.SERVER_KEEPS_CLIENTS, Quirk.SLEEP_SWAPPED);
        quirks.addAll(List.of(own));
        if (features.contains(SSL_SERVER_NAME)) {
            quirks.add(Quirk.SYSSTORE); // came with 2.1.0 as well (at-protocol §1)
        }
        return new DialectTable(
                name,
                Family.ESP_AT,
                false,
                256,
                1472, // an Ethernet frame's worth
                passive,
                status,
                quirks,
                // The record buffer is fixed: no CIPSSLSIZE (at-protocol §8.1). SSL links are limited by memory only.
                new Capabilities(features, 5, 5, 2048, 0, 0));
    }
}
