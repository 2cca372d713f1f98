package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.hal.Deadline;
import java.util.function.Supplier;

/**
 * What the parts of {@code WiFi} share: the module, and failures turned into return values with one last error. Safe for use
 * by several threads.
 */
final class ModuleCalls {
    private final SketchContext context;
    private volatile ClientError lastError = ClientError.NONE;

    ModuleCalls(SketchContext context) {
        this.context = context;
    }

    SketchContext context() {
        return context;
    }

    AtModule module() {
        return context.module();
    }

    Deadline commandDeadline() {
        return Deadline.in(context.clock(), module().timeouts().command());
    }

    /** Does it; false with the reason in {@link #lastError()} if the module refused. */
    boolean done(Runnable command) {
        return asked(
                () -> {
                    command.run();
                    return true;
                },
                false);
    }

    /** Asks it; the other value with the reason in {@link #lastError()} if the module refused. */
    <T> T asked(Supplier<T> question, T otherwise) {
        try {
            T answer = question.get();
            lastError = ClientError.NONE;
            return answer;
        } catch (AtException failure) {
            lastError = new ClientError(Stage.MODULE, failure.getMessage(), failure);
            return otherwise;
        } catch (IllegalArgumentException impossible) {
            // A text that no AT command can hold was refused before a byte was sent.
            lastError = new ClientError(Stage.SETTINGS, impossible.getMessage(), impossible);
            return otherwise;
        }
    }

    void failed(ClientError error) {
        lastError = error;
    }

    /** Nothing was sent, because what the sketch asks for cannot be: false, with the reason. */
    boolean refused(String message) {
        lastError = new ClientError(Stage.SETTINGS, message);
        return false;
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    ClientError lastError() {
        return lastError;
    }

    /** Runs a thread that ends with its work; what it calls of the sketch's finds the sketch. */
    void background(String name, Runnable work) {
        var thread = new Thread(() -> context.runBound(work), name);
        thread.setDaemon(true);
        thread.start();
    }
}
