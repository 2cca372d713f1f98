package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;

/** Blinks the built-in LED, as every board's first sketch does. */
public class Blink extends Sketch {
    @Override
    public void setup() {
        Serial.begin(115200);
        pinMode(LED_BUILTIN, OUTPUT);
    }

    @Override
    public void loop() {
        // The chip's LED lights when its pin is low.
        digitalWrite(LED_BUILTIN, LOW);
        Serial.println("on");
        delay(500);
        digitalWrite(LED_BUILTIN, HIGH);
        Serial.println("off");
        delay(500);
    }
}
