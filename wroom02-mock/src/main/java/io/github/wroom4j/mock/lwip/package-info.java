/**
 * lwIP's parts on the host's sockets: TCP connections and listeners, UDP, the resolver, and the one place that decides
 * where a module may connect to.
 *
 * <p>Limits and timeouts are those of the SDK's build (espconn-sdk §4.6). What Java's sockets do not show —
 * acknowledgements, retransmissions, the send window — is modelled on the chip's clock. Nothing here knows espconn.
 *
 * <p>Start reading at {@link io.github.wroom4j.mock.lwip.TcpPcb}; see {@link io.github.wroom4j.mock.lwip.Reach} for what
 * is let out.
 */
package io.github.wroom4j.mock.lwip;
