package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.hal.Deadline;
import java.util.function.Supplier;

/** What the parts of {@code WiFi} share: the module, the mode, and failures turned into return values. */
abstract class WiFiBase implements WiFiTypes {
    private final SketchContext context;
    private volatile ClientError lastError = ClientError.NONE;
    private volatile int mode = WIFI_STA;

    WiFiBase(SketchContext context) {
        this.context = context;
    }

    final SketchContext context() {
        return context;
    }

    final AtModule module() {
        return context.module();
    }

    final Deadline commandDeadline() {
        return Deadline.in(context.clock(), module().timeouts().command());
    }

    final void failed(ClientError error) {
        lastError = error;
    }

    /** Runs a thread that ends with its work. */
    final void background(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Does it; false with the reason in {@link #getLastError()} if the module refused. */
    final boolean done(Runnable command) {
        return asked(
                () -> {
                    command.run();
                    return true;
                },
                false);
    }

    final <T> T asked(Supplier<T> question, T otherwise) {
        try {
            T answer = question.get();
            lastError = ClientError.NONE;
            return answer;
        } catch (AtException failure) {
            lastError = new ClientError(Stage.MODULE, failure.getMessage(), failure);
            return otherwise;
        }
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }

    /** {@link #WIFI_OFF}, {@link #WIFI_STA}, {@link #WIFI_AP} or both (WF-22). The module's radio follows its use. */
    public boolean mode(int newMode) {
        if (newMode < WIFI_OFF || newMode > WIFI_AP_STA) {
            lastError = new ClientError(Stage.SETTINGS, "a Wi-Fi mode is 0 … 3, not " + newMode);
            return false;
        }
        mode = newMode;
        return true;
    }

    public int getMode() {
        return mode;
    }

    public boolean enableSTA(boolean on) {
        return mode(on ? mode | WIFI_STA : mode & ~WIFI_STA);
    }

    public boolean enableAP(boolean on) {
        return mode(on ? mode | WIFI_AP : mode & ~WIFI_AP);
    }
}
