package io.github.wroom4j.mock;

import io.github.wroom4j.mock.firmware.AtFirmware;
import io.github.wroom4j.mock.firmware.commands.KlabGetTest;
import io.github.wroom4j.mock.firmware.commands.UpdateCommand;
import java.util.function.Consumer;

/** What the application around libat does once {@code ready} has been printed; KLab's joins that network. */
final class ApplicationCommands {
    private ApplicationCommands() {}

    static Consumer<AtFirmware> of(Profile profile, String ssid, String password) {
        return firmware -> {
            for (Profile.Custom each : profile.custom()) {
                switch (each) {
                    case CIUPDATE -> UpdateCommand.register(firmware.core());
                    case GETTEST -> {
                        KlabGetTest.register(firmware.core(), ssid, password);
                        firmware.debugOnUart0();
                    }
                }
            }
        };
    }
}
