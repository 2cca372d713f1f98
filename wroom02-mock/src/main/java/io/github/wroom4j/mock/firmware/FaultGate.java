package io.github.wroom4j.mock.firmware;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.chip.ResetInfo;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.chip.Uart0;
import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.firmware.line.OutputQueue;
import io.github.wroom4j.mock.firmware.line.OutputQueue.Kind;
import io.github.wroom4j.mock.firmware.line.OutputQueue.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the faults of a plan into what one life of a firmware prints. */
final class FaultGate implements OutputQueue.Gate {
    private final Chip chip;
    private final Uart0 uart;
    private final Faults plan;
    private final Supplier<OutputQueue> queue;
    private final Runnable losePoints;
    private final List<Piece> overtaken = new ArrayList<>();
    private Pattern holdsUntil;
    private Pattern overtaker;
    private Fault.Held passing;
    private boolean dead;

    FaultGate(Chip chip, Uart0 uart, Faults plan, Supplier<OutputQueue> queue, Runnable losePoints) {
        this.chip = chip;
        this.uart = uart;
        this.plan = plan;
        this.queue = queue;
        this.losePoints = losePoints;
    }

    @Override
    public boolean pass(Piece piece) {
        String text = piece.text();
        for (Fault.Held fault : plan.of(Fault.Held.class).toList()) {
            boolean waits = piece.kind() != Kind.EVENT
                    && fault != passing
                    && fault.piece().matcher(text).find();
            if (waits && holdsUntil == null && plan.strikes(fault)) {
                holdsUntil = fault.until();
                passing = fault;
                // The piece itself waits too: it is the first to go when the event has passed.
                queue.get().putBack(piece);
                return true;
            }
        }
        passing = null;
        boolean overtakes = overtaker != null && overtaker.matcher(text).find();
        for (Fault.Overtaken fault : plan.of(Fault.Overtaken.class).toList()) {
            if (piece.kind() == Kind.EVENT
                    && !overtakes
                    && fault.event().matcher(text).find()
                    && plan.strikes(fault)) {
                overtaken.add(piece);
                overtaker = fault.by();
                return false;
            }
        }
        emit(piece, text);
        if (overtakes) {
            overtaker = null;
            List<Piece> late = List.copyOf(overtaken);
            overtaken.clear();
            late.forEach(each -> emit(each, each.text()));
        }
        if (holdsUntil != null
                && piece.kind() == Kind.EVENT
                && holdsUntil.matcher(text).find()) {
            Fault.Held released = passingOf(holdsUntil);
            holdsUntil = null;
            passing = released;
            queue.get().release();
        }
        return false;
    }

    private Fault.Held passingOf(Pattern until) {
        return plan.of(Fault.Held.class)
                .filter(fault -> fault.until() == until)
                .findFirst()
                .orElse(null);
    }

    private void emit(Piece piece, String text) {
        for (Fault.Lost fault : plan.of(Fault.Lost.class).toList()) {
            if (fault.piece().matcher(text).find() && plan.strikes(fault)) {
                return;
            }
        }
        byte[] bytes = piece.bytes();
        for (Fault.Inserted fault : plan.of(Fault.Inserted.class).toList()) {
            Matcher place = fault.after().matcher(text);
            if (place.find() && plan.strikes(fault)) {
                bytes = (text.substring(0, place.end()) + fault.text() + text.substring(place.end()))
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        for (Fault.Late fault : plan.of(Fault.Late.class).toList()) {
            if (fault.piece().matcher(text).find() && plan.strikes(fault)) {
                byte[] late = bytes;
                chip.lane().after(fault.by(), () -> send(late));
                return;
            }
        }
        send(bytes);
    }

    private void send(byte[] bytes) {
        if (dead) {
            return;
        }
        for (Fault.AccessPointsGone fault :
                plan.of(Fault.AccessPointsGone.class).toList()) {
            if (plan.strikesWithin(fault, bytes.length) >= 0) {
                losePoints.run();
            }
        }
        for (Fault.Reset fault : plan.of(Fault.Reset.class).toList()) {
            int at = plan.strikesWithin(fault, bytes.length);
            if (at >= 0) {
                uart.send(Arrays.copyOf(bytes, at));
                // From this byte on the CPU runs no more of this program.
                dead = true;
                chip.reset(ResetInfo.of(fault.cause() == Fault.Cause.WATCHDOG ? ResetReason.WDT : ResetReason.DEFAULT));
                return;
            }
        }
        uart.send(bytes);
    }
}
