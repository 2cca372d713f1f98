package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;

/** Blinks the built-in LED, as every board's first sketch does: {@code --ms} each on and off, 500 by default. */
public class Blink extends Sketch {
    private long every = 500;

    @Override
    public void setup() {
        Serial.begin(115200);
        every = Long.parseLong(option("ms", "500"));
        pinMode(LED_BUILTIN, OUTPUT);
    }

    @Override
    public void loop() {
        // The chip's LED lights when its pin is low.
        digitalWrite(LED_BUILTIN, LOW);
        Serial.println("on");
        delay(every);
        digitalWrite(LED_BUILTIN, HIGH);
        Serial.println("off");
        delay(every);
    }
}
