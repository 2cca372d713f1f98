package io.github.wroom4j.mock;

import io.github.wroom4j.mock.tls.AxTls;
import io.github.wroom4j.mock.tls.BearSsl;
import io.github.wroom4j.mock.tls.MbedTls;
import io.github.wroom4j.mock.tls.TlsStack;

/** The TLS library that a firmware image is linked with. */
final class TlsLibraries {
    private TlsLibraries() {}

    static TlsStack of(Profile profile) {
        return switch (profile.tls()) {
            case AXTLS -> new AxTls();
            case MBEDTLS_NONOS -> MbedTls.nonos(profile.release().name());
            case MBEDTLS_ESP_AT -> MbedTls.espAt();
            case BEARSSL -> new BearSsl();
        };
    }
}
