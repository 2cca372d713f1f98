package io.github.wroom4j.mock.tls;

/**
 * What a stack's hello says.
 *
 * @param versions the protocol versions it can agree to, highest first (0x0303, …)
 * @param suites its cipher suites in order
 * @param extensions whether it has an extensions block at all
 * @param sni whether it can name the server
 */
public record HelloOffer(int[] versions, int[] suites, boolean extensions, boolean sni) {}
