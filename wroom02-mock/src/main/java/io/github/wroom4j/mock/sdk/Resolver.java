package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.radio.Ip4;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code espconn_gethostbyname} (espconn-sdk §5): never from a cache, always by callback unless it is an address. */
final class Resolver {
    private final SdkCore sdk;

    Resolver(SdkCore sdk) {
        this.sdk = sdk;
    }

    int query(espconn conn, String host, ip_addr_t addr, dns_found_callback found) {
        if (host == null || host.isEmpty() || host.getBytes(StandardCharsets.UTF_8).length >= 256) {
            return EspconnCodes.ESPCONN_ARG;
        }
        Optional<Ip4> dotted = Ip4.parse(host);
        if (dotted.isPresent()) {
            if (addr != null) {
                addr.addr = toC(dotted.get()).addr;
            }
            return EspconnCodes.ESPCONN_OK;
        }
        return sdk.ip().dns().query(host, answer -> {
            sdk.observer().resolved(host, answer.map(Ip4::toString));
            if (found != null) {
                sdk.callback(
                        "dns_found_callback",
                        () -> found.call(host, answer.map(Resolver::toC).orElse(null), conn));
            }
        });
    }

    static ip_addr_t toC(Ip4 ip) {
        return new ip_addr_t(ip.a(), ip.b(), ip.c(), ip.d());
    }

    static Ip4 fromC(ip_addr_t ip) {
        return Ip4.of(ip.octets());
    }
}
