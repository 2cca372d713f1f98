package io.github.wroom4j.at.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How a command is written and how long its reply is waited for. */
public final class CommandOptions {
    private Duration soon;
    private BooleanSupplier nearlyDone = () -> false;
    /** Unsolicited lines belong to the reply. */
    boolean takesUnsolicited;

    boolean slow;
    BooleanSupplier onlyWhile = () -> true;

    /** For a command that the firmware answers by itself, at once. */
    public static CommandOptions local() {
        return new CommandOptions();
    }

    /** For a command whose reply waits for the network: silence is no sign of a lost reply. */
    public static CommandOptions slow() {
        var options = new CommandOptions();
        options.slow = true;
        return options;
    }

    /** Once this is true only the final line is missing, so that its loss is soon noticed. */
    public CommandOptions finalDueWhen(BooleanSupplier sign, Duration within) {
        nearlyDone = sign;
        soon = within;
        return this;
    }

    /** The reply includes unsolicited lines that arrive meanwhile. */
    public CommandOptions withUnsolicited() {
        takesUnsolicited = true;
        return this;
    }

    /**
     * The command is written, and written again, only while this is true, asked as the last thing before it
     * is written; {@link Superseded} if it is not.
     */
    public CommandOptions onlyWhile(BooleanSupplier valid) {
        onlyWhile = valid;
        return this;
    }

    /** How long the module may be silent before it is asked about the command. */
    public Duration patience(Terms terms) {
        if (nearlyDone.getAsBoolean()) {
            return soon;
        }
        return slow ? terms.patience().multipliedBy(3) : terms.patience();
    }
}
