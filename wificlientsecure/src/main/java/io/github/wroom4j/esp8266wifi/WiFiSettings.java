package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import java.util.List;

/** What is set once and remembered, and what is left to the module's own commands (WF-16, WF-19, WF-21, WF-23). */
abstract class WiFiSettings extends WiFiSleep {
    private boolean persistent;
    private boolean autoConnect;
    private boolean autoReconnect = true;

    WiFiSettings(SketchContext context) {
        super(context);
    }

    /** One of the {@code WL_} numbers; never asks the module. */
    public abstract int status();

    /**
     * Whether the networks joined from now on go to the module's flash, so that it joins by itself when it is switched on;
     * false by default, as in core 3 (WF-21).
     */
    public void persistent(boolean on) {
        persistent = on;
        done(() -> module().station().persistent(on));
    }

    public boolean getPersistent() {
        return persistent;
    }

    /** Remembered: a sketch joins when it says so (WF-16). */
    public boolean setAutoConnect(boolean on) {
        autoConnect = on;
        return true;
    }

    public boolean getAutoConnect() {
        return autoConnect;
    }

    /** Whether the driver joins again after a loss; true by default (WF-16). */
    public boolean setAutoReconnect(boolean on) {
        autoReconnect = on;
        return done(() -> module().station().autoReconnect(on));
    }

    public boolean getAutoReconnect() {
        return autoReconnect;
    }

    /** Prints mode, status, network and password length, never the password (WF-23). */
    public void printDiag(Print out) {
        out.println("Mode: " + List.of("NULL", "STA", "AP", "STA+AP").get(getMode()));
        out.println("Status: " + status());
        out.println("SSID (" + SSID().length() + "): " + SSID());
        out.println("Passphrase (" + psk().length() + "): ***");
    }

    /** Remembered nowhere and used nowhere: the firmware decides what it joins (WF-19). */
    public void enableInsecureWEP(boolean on) {
        failed(new ClientError(Stage.SETTINGS, "AT has no switch for WEP"));
    }

    /** False: joining by a button is left to the module's own commands, {@code wroom4j at AT+WPS=1} (WF-19). */
    public boolean beginWPSConfig() {
        return notHere("WPS");
    }

    /** False: see {@link #beginWPSConfig()}; {@code AT+CWSTARTSMART} (WF-19). */
    public boolean beginSmartConfig() {
        return notHere("SmartConfig");
    }

    /** False: none was begun (WF-19). */
    public boolean smartConfigDone() {
        return false;
    }

    /** False: none was begun (WF-19). */
    public boolean stopSmartConfig() {
        return notHere("SmartConfig");
    }

    private boolean notHere(String what) {
        failed(new ClientError(Stage.SETTINGS, what + " is not offered here; send the module's own AT command for it"));
        return false;
    }
}
