/**
 * What every Arduino sketch has before it includes a header: printing, streams, addresses, the console, pins, timing.
 *
 * <p>Nothing here knows Wi-Fi, HTTP or TLS; the abstract {@link io.github.wroom4j.arduino.Client} and
 * {@link io.github.wroom4j.arduino.UDP} are what libraries are written against. {@link
 * io.github.wroom4j.arduino.SketchContext} is the small holder through which {@code new WiFiClient()} finds its board.
 * Start reading at {@link io.github.wroom4j.arduino.Print} and {@link io.github.wroom4j.arduino.Stream}. Rule ids (PR-6,
 * ST-2 …) name the facts of the ESP8266 core that a method follows.
 */
package io.github.wroom4j.arduino;
