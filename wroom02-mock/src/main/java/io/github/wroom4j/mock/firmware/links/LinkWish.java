package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;

/**
 * What a {@code CIPSTART} asks for.
 *
 * @param type the kind of link
 * @param ip the peer
 * @param port its port
 * @param localPort our port for UDP, 0 to have one chosen
 * @param keepAlive seconds, 0 for none
 * @param ssl what the TLS handshake is to do; ignored unless {@code type} is SSL
 */
public record LinkWish(LinkType type, Ip4 ip, int port, int localPort, int keepAlive, SslWish ssl) {}
