package io.github.wroom4j.esp8266wifi;

/**
 * Numbers of BearSSL's headers that a secure client takes; a sketch has them by name.
 *
 * <p><b>Caveats:</b> only those that the class's calls take; the core's sketches also see BearSSL's other hundreds, whose
 * functions are not here.
 */
public interface BearSslCodes {
    /** Usages of a known key (TLS-6). */
    int BR_KEYTYPE_KEYX = 0x10;

    int BR_KEYTYPE_SIGN = 0x20;
    /** Kinds of key (TLS-10). */
    int BR_KEYTYPE_RSA = 1;

    int BR_KEYTYPE_EC = 2;
    /** Versions (TLS-15). 1.0 and 1.1 are legacy; 1.3 is an extension here. */
    int BR_TLS10 = 0x0301;

    int BR_TLS11 = 0x0302;
    int BR_TLS12 = 0x0303;
    int BR_TLS13 = 0x0304;
}
