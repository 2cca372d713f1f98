package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;

/** What module TLS can be told apart from a link. */
public interface SslSettings {

    /** Loads a CA certificate, PEM, into the module's memory ({@code AT+CIPSSLCERT}, ESP_ATMod). */
    void loadCertificate(String pem, Deadline deadline);

    /** Forgets every loaded certificate. */
    void clearCertificates(Deadline deadline);

    /** Asks the module whether a server accepts a maximum fragment length of 512, 1024, 2048 or 4096. */
    boolean probeFragmentLength(String host, int port, int length, Deadline deadline);
}
