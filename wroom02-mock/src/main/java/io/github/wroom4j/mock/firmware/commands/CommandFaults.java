package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.chip.ResetInfo;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.Faults;
import java.nio.charset.StandardCharsets;

/** The faults of a plan that concern commands and payload. */
public final class CommandFaults {
    private final Faults plan;
    private final Chip chip;

    /** The part of a plan that concerns the commands of a chip. */
    public CommandFaults(Faults plan, Chip chip) {
        this.plan = plan;
        this.chip = chip;
    }

    /** Whether this command is answered busy although nothing is in process (F4). */
    boolean busy() {
        return plan.of(Fault.Busy.class).anyMatch(plan::strikes);
    }

    /** Whether the chip resets at this line (F9). */
    boolean resets(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        boolean struck = plan.of(Fault.ResetOnLine.class)
                .anyMatch(fault -> fault.line().matcher(text).find() && plan.strikes(fault));
        if (struck) {
            chip.reset(ResetInfo.of(ResetReason.WDT));
        }
        return struck;
    }

    /** What is sent of a payload (F13). */
    byte[] payload(byte[] payload) {
        if (payload.length == 0 || plan.of(Fault.WrongFirstByte.class).noneMatch(plan::strikes)) {
            return payload;
        }
        byte[] wrong = payload.clone();
        wrong[0] = plan.otherThan(wrong[0]);
        return wrong;
    }
}
