package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;

/** lwIP of one life of a chip: its connections, listeners and resolver. For tasks of the chip's lane. */
public final class IpStack {
    private final Netif netif;
    private final DnsClient dns;

    /** The stack of the chip's present life. */
    public IpStack(Chip chip, StationRadio station, SoftApRadio softAp, Reach reach, NetworkConditions conditions) {
        this.netif = new Netif(chip, station, softAp, reach, conditions);
        this.dns = new DnsClient(netif);
    }

    /** A new TCP connection, closed. */
    public TcpPcb tcp(TcpEvents events) {
        return new TcpPcb(netif, events);
    }

    /**
     * A port that does not listen yet; {@code accept} gets each connection.
     *
     * @param secure whether the module's own TLS answers there
     */
    public TcpListenPcb listener(int port, boolean secure, TcpListenPcb.Accept accept) {
        return new TcpListenPcb(netif, port, secure ? Served.Transport.TLS : Served.Transport.TCP, accept);
    }

    /** A UDP port that is not bound yet; 0 for one that only sends and gets answers. */
    public UdpPcb udp(int port, UdpPcb.Received received) {
        return new UdpPcb(netif, port, received);
    }

    /** The resolver. */
    public DnsClient dns() {
        return dns;
    }

    /** The station below. */
    public StationRadio station() {
        return netif.station();
    }

    /** The soft access point below. */
    public SoftApRadio softAp() {
        return netif.softAp();
    }

    /** What may be reached. */
    public Reach reach() {
        return netif.reach();
    }

    /** How the network behaves. */
    public NetworkConditions conditions() {
        return netif.conditions();
    }

    /** The chip. */
    public Chip chip() {
        return netif.chip();
    }

    /** The lane of this life. */
    public Lane lane() {
        return netif.lane();
    }

    /** Whether packets can leave and arrive at all. */
    public boolean isUp() {
        return netif.isUp();
    }
}
