package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;
import java.util.ArrayList;
import java.util.List;

/** The network interface of one life of a chip: what every connection and port of its {@link IpStack} shares. */
final class Netif {
    /** A connection, which has to know when the medium comes or goes. */
    interface Attached {
        /** The station or the air has changed: packets may get through again, or no longer. */
        void mediumChanged();
    }

    private final Chip chip;
    private final Lane lane;
    private final Reach reach;
    private final NetworkConditions conditions;
    private final StationRadio station;
    private final SoftApRadio softAp;
    private final List<Attached> attached = new ArrayList<>();

    Netif(Chip chip, StationRadio station, SoftApRadio softAp, Reach reach, NetworkConditions conditions) {
        this.chip = chip;
        this.lane = chip.lane();
        this.station = station;
        this.softAp = softAp;
        this.reach = reach;
        this.conditions = conditions;
        station.listen(event -> mediumChanged());
        station.listenForAir(this::mediumChanged);
    }

    StationRadio station() {
        return station;
    }

    SoftApRadio softAp() {
        return softAp;
    }

    Reach reach() {
        return reach;
    }

    NetworkConditions conditions() {
        return conditions;
    }

    Chip chip() {
        return chip;
    }

    Lane lane() {
        return lane;
    }

    /** Whether packets can leave and arrive at all. */
    boolean isUp() {
        return station.isUp() || softAp.enabled();
    }

    private void mediumChanged() {
        List.copyOf(attached).forEach(Attached::mediumChanged);
    }

    void attach(Attached connection) {
        attached.add(connection);
    }

    void detach(Attached connection) {
        attached.remove(connection);
    }
}
