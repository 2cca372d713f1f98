package io.github.wroom4j.at;

import io.github.wroom4j.hal.Deadline;

/** The settings of TLS in the module that belong to no link. */
public interface SslSettings {

    /**
     * Loads a CA certificate, PEM, into the module's memory ({@code AT+CIPSSLCERT}, ESP_ATMod).
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no such command
     * @throws IllegalArgumentException if the text has more than 4096 bytes or does not end as PEM does
     */
    void loadCertificate(String pem, Deadline deadline);

    /**
     * Forgets every loaded certificate.
     *
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no such command
     */
    void clearCertificates(Deadline deadline);

    /**
     * Asks the module whether a server accepts a maximum fragment length of 512, 1024, 2048 or 4096.
     *
     * @return whether the server agreed
     * @throws AtException of kind {@link AtException.Kind#UNSUPPORTED} where the firmware has no such command, of kind
     *     {@link AtException.Kind#ERROR_REPLY} if the server was not reached
     */
    boolean probeFragmentLength(String host, int port, int length, Deadline deadline);
}
