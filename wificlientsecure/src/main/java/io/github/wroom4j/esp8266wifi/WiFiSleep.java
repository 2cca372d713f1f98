package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.SleepMode;

/** Dozing while joined, and leaving the air for a while (WF-23). */
abstract class WiFiSleep extends WiFiAddresses {
    private final WiFiState own = new WiFiState();
    private volatile int sleepMode = WIFI_MODEM_SLEEP;

    WiFiSleep(SketchContext context) {
        super(context);
    }

    /** Joins; see {@link ESP8266WiFiClass}. */
    public abstract int begin(String networkName, String password);

    /** Leaves; see {@link ESP8266WiFiClass}. */
    public abstract boolean disconnect(boolean wifiOff, boolean eraseCredentials);

    /** The network in use or remembered. */
    public abstract String SSID();

    /** The remembered password. */
    public abstract String psk();

    /**
     * How the module dozes while it stays joined: {@link #WIFI_NONE_SLEEP}, {@link #WIFI_LIGHT_SLEEP} or {@link
     * #WIFI_MODEM_SLEEP}, as it boots. False where its firmware has no {@code AT+SLEEP}. In light sleep a byte of the UART may
     * be lost while it wakes.
     */
    public boolean setSleepMode(int mode) {
        return setSleepMode(mode, 0);
    }

    /** The same; the firmware chooses its listen interval itself. */
    public boolean setSleepMode(int mode, int listenInterval) {
        if (mode < WIFI_NONE_SLEEP || mode > WIFI_MODEM_SLEEP || listenInterval < 0 || listenInterval > 10) {
            failed(new ClientError(
                    Stage.SETTINGS,
                    "a sleep mode is 0 … 2 and a listen interval 0 … 10, not " + mode + ", " + listenInterval));
            return false;
        }
        if (!done(() -> module().sleep(SleepMode.values()[mode], commandDeadline()))) {
            return false;
        }
        sleepMode = mode;
        return true;
    }

    /** The mode that the module was given last, or booted with. */
    public int getSleepMode() {
        return sleepMode;
    }

    /** {@link #WIFI_MODEM_SLEEP} or {@link #WIFI_NONE_SLEEP}. */
    public boolean setSleep(boolean on) {
        return setSleepMode(on ? WIFI_MODEM_SLEEP : WIFI_NONE_SLEEP);
    }

    /** Leaves the network and keeps what is needed to come back; see {@link #shutdown(WiFiState)}. */
    public boolean shutdown() {
        return shutdown(own);
    }

    /** Saves mode, network and password in {@code state} and leaves the network; true if the module did so. */
    public boolean shutdown(WiFiState state) {
        state.keep(getMode(), SSID(), psk());
        return disconnect(true, false);
    }

    /** {@link #resumeFromShutdown(WiFiState)} after {@link #shutdown()}. */
    public boolean resumeFromShutdown() {
        return resumeFromShutdown(own);
    }

    /** Starts joining what {@code state} names; false if it names nothing. {@code waitForConnectResult()} has the outcome. */
    public boolean resumeFromShutdown(WiFiState state) {
        if (!state.isSet()) {
            failed(new ClientError(Stage.SETTINGS, "no connection was saved: call shutdown() first"));
            return false;
        }
        mode(state.mode());
        return begin(state.ssid(), state.passphrase()) == WL_DISCONNECTED;
    }

    /** {@link #shutdown()}: with AT the radio sleeps when there is no network to listen to. */
    public boolean forceSleepBegin() {
        return shutdown();
    }

    /** {@link #resumeFromShutdown()}. */
    public boolean forceSleepWake() {
        return resumeFromShutdown();
    }
}
