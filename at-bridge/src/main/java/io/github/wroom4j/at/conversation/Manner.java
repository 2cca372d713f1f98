package io.github.wroom4j.at.conversation;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** How a command is waited for. */
public final class Manner {
    private Duration soon;
    private BooleanSupplier nearlyDone = () -> false;
    Consumer<PendingCommand> setup = p -> {};
    boolean slow;
    BooleanSupplier onlyWhile = () -> true;

    /** A command that the firmware answers by itself. */
    public static Manner local() {
        return new Manner();
    }

    /** One that waits for the air: silence means nothing. */
    public static Manner slow() {
        var manner = new Manner();
        manner.slow = true;
        return manner;
    }

    /** Once this is true only the final line is missing, so that its loss is soon noticed. */
    public Manner nearlyDoneWhen(BooleanSupplier sign, Duration within) {
        nearlyDone = sign;
        soon = within;
        return this;
    }

    /** Unsolicited lines are wanted among the reply's. */
    public Manner hearingAll() {
        return with(p -> p.hearsAll = true);
    }

    /**
     * The command is written, and written again, only while this is true, asked under the driver's lock as the last thing
     * before it is written; {@link Superseded} if it is not.
     */
    Manner onlyWhile(BooleanSupplier valid) {
        onlyWhile = valid;
        return this;
    }

    Manner with(Consumer<PendingCommand> prepare) {
        setup = prepare;
        return this;
    }

    /** How long silence is nothing to ask about. */
    Duration patience(Terms terms) {
        if (nearlyDone.getAsBoolean()) {
            return soon;
        }
        return slow ? terms.patience().multipliedBy(3) : terms.patience();
    }
}
