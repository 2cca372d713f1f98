package io.github.wroom4j.mock.firmware;

import io.github.wroom4j.mock.radio.StationEvent;
import io.github.wroom4j.mock.radio.StationRadio;
import java.util.function.Consumer;

/** What the SDK's Wi-Fi prints while it works: debug text that is noise on an AT port (at-protocol §11, last row). */
final class StationNoise {
    private final Consumer<String> print;

    StationNoise(Consumer<String> print) {
        this.print = print;
    }

    void listenTo(StationRadio station) {
        station.listen(this::event);
    }

    private void event(StationEvent event) {
        if (event instanceof StationEvent.Connected joined) {
            print.accept("scandone\nstate: 0 -> 2 (b0)\nstate: 2 -> 3 (0)\nstate: 3 -> 5 (10)\nadd 0\naid 1\ncnt \n");
            print.accept("connected with " + joined.point().ssid() + ", channel "
                    + joined.point().channel() + "\ndhcp client start...\n");
        } else if (event instanceof StationEvent.GotIp got) {
            print.accept("ip:" + got.ip() + ",mask:" + got.mask() + ",gw:" + got.gateway() + "\n");
        } else if (event instanceof StationEvent.Disconnected) {
            print.accept("state: 5 -> 0 (0)\nrm 0\n");
        }
    }
}
