package io.github.wroom4j.sketches;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.arduino.Ticker;

/** Flips the built-in LED from a timer, every {@code --ms} and after ten times faster, while {@code loop()} has nothing to do. */
public class TickerBasic extends Sketch {
    private final Ticker flipper = new Ticker();
    private volatile int count = 0;
    private int every = 300;

    @Override
    public void setup() {
        Serial.begin(115200);
        every = Integer.parseInt(option("ms", "300"));
        pinMode(LED_BUILTIN, OUTPUT);
        digitalWrite(LED_BUILTIN, LOW);
        flipper.attach_ms(every, this::flip);
    }

    private void flip() {
        digitalWrite(LED_BUILTIN, digitalRead(LED_BUILTIN) == LOW ? HIGH : LOW);
        count++;
        if (count == 10) {
            flipper.attach_ms(every / 3, this::flip);
        } else if (count == 20) {
            flipper.detach();
        }
    }

    @Override
    public void loop() {
        delay(10);
        if (!flipper.active()) {
            Serial.println("flipped " + count + " times");
            exit(0);
        }
    }
}
