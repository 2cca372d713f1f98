package io.github.wroom4j.mock.radio;

/** How an access point guards itself; the ordinals are {@code AUTH_MODE} of the SDK and {@code <ecn>} of AT. */
public enum AuthMode {
    OPEN,
    WEP,
    WPA_PSK,
    WPA2_PSK,
    WPA_WPA2_PSK
}
