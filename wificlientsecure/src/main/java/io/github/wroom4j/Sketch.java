package io.github.wroom4j;

import io.github.wroom4j.arduino.Arduino;
import io.github.wroom4j.arduino.ChipConstants;
import io.github.wroom4j.arduino.EEPROMClass;
import io.github.wroom4j.arduino.EspClass;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.TZ;
import io.github.wroom4j.esp8266httpclient.HttpCodes;
import io.github.wroom4j.esp8266httpupdate.ESP8266HTTPUpdate;
import io.github.wroom4j.esp8266httpupdate.UpdateCodes;
import io.github.wroom4j.esp8266mdns.MDNSResponder;
import io.github.wroom4j.esp8266webserver.WebCodes;
import io.github.wroom4j.esp8266wifi.BearSslCodes;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.esp8266wifi.WiFiEvents;
import io.github.wroom4j.esp8266wifi.WiFiTypes;
import io.github.wroom4j.fs.FS;
import io.github.wroom4j.fs.SeekMode;

/**
 * An Arduino sketch in Java: {@link #setup()} runs once, then {@link #loop()} for ever (RT-1).
 *
 * <pre>{@code
 * public class Blink extends Sketch {
 *     public void setup() {
 *         pinMode(LED_BUILTIN, OUTPUT);
 *     }
 *
 *     public void loop() {
 *         digitalWrite(LED_BUILTIN, millis() / 500 % 2 == 0 ? HIGH : LOW);
 *         delay(10);
 *     }
 * }
 * }</pre>
 *
 * <p>Functions and constants of {@code Arduino.h}, {@code ESP8266WiFi.h}, {@code ESP8266HTTPClient.h} and constants of
 * {@code ESP8266WebServer.h}, {@code ESP8266httpUpdate.h}, {@code FS.h} and {@code TZ.h} are inherited.
 * {@link SketchRunner} makes the object: its fields may already be {@code new WiFiClient()}.
 */
public abstract class Sketch extends Arduino
        implements WiFiTypes, WiFiEvents, BearSslCodes, HttpCodes, WebCodes, UpdateCodes, SeekMode, ChipConstants, TZ {
    /** The console. */
    protected final HardwareSerial Serial;

    /** The module's Wi-Fi. */
    protected final ESP8266WiFiClass WiFi;

    /** The module's announcer of names and services. */
    protected final MDNSResponder MDNS;

    /** Bytes that outlive the program. */
    protected final EEPROMClass EEPROM;

    /** Files that outlive the program. */
    protected final FS LittleFS;

    /** The same files: an old sketch's name for them. */
    protected final FS SPIFFS;

    /** The chip: this program with its module. */
    protected final EspClass ESP;

    /** Asks a server for a newer program; has no file to replace until {@link ESP8266HTTPUpdate#target} names one. */
    protected final ESP8266HTTPUpdate ESPhttpUpdate;

    private final SketchOptions options;

    /**
     * For {@link SketchRunner}.
     *
     * @throws IllegalStateException when constructed without it
     */
    protected Sketch() {
        SketchContext context = SketchContext.required();
        Serial = context.serial();
        WiFi = ESP8266WiFiClass.of(context);
        MDNS = MDNSResponder.of(context);
        EEPROM = EEPROMClass.of(context);
        LittleFS = FS.of(context);
        SPIFFS = LittleFS;
        ESP = EspClass.of(context);
        ESPhttpUpdate = ESP8266HTTPUpdate.of(context);
        options = context.part(SketchOptions.class, unset -> SketchOptions.NONE);
    }

    /** Runs once. */
    protected abstract void setup();

    /** Runs again and again after {@link #setup()}. */
    protected abstract void loop();

    /**
     * Ends the sketch: links and port are closed, and the program ends with this code, 0 … 255, or with 1
     * for any other. Does not return.
     */
    protected void exit(int code) {
        throw new SketchExit(code);
    }

    /** An option the sketch was started with ({@code --name value}); empty if it was not given. */
    protected String option(String name) {
        return options.value(name);
    }

    /** An option the sketch was started with, or what it is when it was not given. */
    protected String option(String name, String otherwise) {
        return options.has(name) ? options.value(name) : otherwise;
    }

    /** Whether an option was given; for those without a value. */
    protected boolean hasOption(String name) {
        return options.has(name);
    }

    /** How often the module's SNTP is asked, in milliseconds; at least 15000 (TI-5). A sketch may override it. */
    protected long sntp_update_delay_MS_rfc_not_less_than_15000() {
        return 3_600_000;
    }

    /** Called after {@link #loop()} when {@code Serial} has input (RT-1). */
    protected void serialEvent() {
        // As on the chip, a sketch that wants it overrides it.
    }
}
