package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.TcpTuning;
import io.github.wroom4j.mock.tls.TlsStack;

/** What the sockets of one stack share: the IP stack and TLS library beneath, and the ephemeral ports. */
final class SocketGround {
    private final IpStack ip;
    private final TlsStack tls;
    private final TcpTuning tuning;
    private final int fragmentLength;
    /** Ephemeral ports start where IANA says (at-protocol §7.3). */
    private int nextPort = 49_152;

    SocketGround(IpStack ip, TlsStack tls, TcpTuning tuning, int fragmentLength) {
        this.ip = ip;
        this.tls = tls;
        this.tuning = tuning;
        this.fragmentLength = fragmentLength;
    }

    IpStack ip() {
        return ip;
    }

    TlsStack tls() {
        return tls;
    }

    /** The sizes of this firmware's TCP. */
    TcpTuning tuning() {
        return tuning;
    }

    /** The record length that SSL links ask the server for, in bytes; 0 for none. */
    int largestFragment() {
        return fragmentLength;
    }

    int ephemeralPort() {
        nextPort = nextPort == 65_535 ? 49_152 : nextPort + 1;
        return nextPort;
    }
}
