package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;

/** Counts how often it was started, in bytes that outlive the program. */
public class EepromCounter extends Sketch {
    @Override
    public void setup() {
        Serial.begin(115200);
        EEPROM.begin(16);
        int starts = EEPROM.get(0, -1) + 1;
        EEPROM.put(0, starts);
        if (!EEPROM.commit()) {
            Serial.println("failed   " + EEPROM.getLastError());
            exit(1);
        }
        Serial.println("started " + (starts + 1) + " times");
        exit(0);
    }

    @Override
    public void loop() {
        // Everything is done in setup().
    }
}
