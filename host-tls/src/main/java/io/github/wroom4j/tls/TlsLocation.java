package io.github.wroom4j.tls;

/** Where TLS runs. */
public enum TlsLocation {
    /** On the JVM, over a plain TCP link: verified and modern on every firmware. The default. */
    HOST,
    /** In the module, by {@code AT+CIPSTART="SSL"}: whatever its firmware can do, refused where it cannot. */
    MODULE
}
