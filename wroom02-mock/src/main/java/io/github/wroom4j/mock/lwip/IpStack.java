package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;
import java.util.ArrayList;
import java.util.List;

/** lwIP of one life of a chip: its connections, listeners and resolver. For tasks of the chip's lane. */
public final class IpStack {
    private final Chip chip;
    private final Lane lane;
    private final Reach reach;
    private final NetworkConditions conditions;
    private final StationRadio station;
    private final SoftApRadio softAp;
    private final DnsClient dns;
    private final List<TcpPcb> pcbs = new ArrayList<>();

    /** The stack of the chip's present life. */
    public IpStack(Chip chip, StationRadio station, SoftApRadio softAp, Reach reach, NetworkConditions conditions) {
        this.chip = chip;
        this.lane = chip.lane();
        this.station = station;
        this.softAp = softAp;
        this.reach = reach;
        this.conditions = conditions;
        this.dns = new DnsClient(this);
        station.listen(event -> mediumChanged());
        station.listenForAir(this::mediumChanged);
    }

    /** A new TCP connection, closed. */
    public TcpPcb tcp(TcpEvents events) {
        return new TcpPcb(this, events);
    }

    /**
     * A port that does not listen yet; {@code accept} gets each connection.
     *
     * @param secure whether the module's own TLS answers there
     */
    public TcpListenPcb listener(int port, boolean secure, TcpListenPcb.Accept accept) {
        return new TcpListenPcb(this, port, secure ? Served.Transport.TLS : Served.Transport.TCP, accept);
    }

    /** A UDP port that is not bound yet; 0 for one that only sends and gets answers. */
    public UdpPcb udp(int port, UdpPcb.Received received) {
        return new UdpPcb(this, port, received);
    }

    /** The resolver. */
    public DnsClient dns() {
        return dns;
    }

    /** The station below. */
    public StationRadio station() {
        return station;
    }

    /** The soft access point below. */
    public SoftApRadio softAp() {
        return softAp;
    }

    /** What may be reached. */
    public Reach reach() {
        return reach;
    }

    /** How the network behaves. */
    public NetworkConditions conditions() {
        return conditions;
    }

    /** The chip. */
    public Chip chip() {
        return chip;
    }

    /** The lane of this life. */
    public Lane lane() {
        return lane;
    }

    /** Whether packets can leave and arrive at all. */
    public boolean isUp() {
        return station.isUp() || softAp.enabled();
    }

    private void mediumChanged() {
        List.copyOf(pcbs).forEach(TcpPcb::mediumChanged);
    }

    void opened(TcpPcb pcb) {
        pcbs.add(pcb);
    }

    void closed(TcpPcb pcb) {
        pcbs.remove(pcb);
    }
}
