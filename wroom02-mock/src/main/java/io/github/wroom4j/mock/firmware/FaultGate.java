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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;

/**
 * Puts the faults of a plan into what one life of a firmware prints. A fault recognises a piece by the firmware's own
 * words in it; what payload looks like does not matter.
 */
final class FaultGate implements OutputQueue.Gate {
    private final Chip chip;
    private final Uart0 uart;
    private final Faults plan;
    private final Supplier<OutputQueue> queue;
    private final Runnable losePoints;
    /** Pieces that wait to be overtaken, by the link that they speak of. */
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    /** Why replies are held, null while they are not. */
    private Fault.Held holding;
    /** The fault that has just let its piece go: it does not strike the same piece again. */
    private Fault.Held passing;

    private boolean dead;

    private record Waiting(Fault.Overtaken fault, List<Piece> pieces) {}

    FaultGate(Chip chip, Uart0 uart, Faults plan, Supplier<OutputQueue> queue, Runnable losePoints) {
        this.chip = chip;
        this.uart = uart;
        this.plan = plan;
        this.queue = queue;
        this.losePoints = losePoints;
    }

    @Override
    public boolean pass(Piece piece) {
        if (plan.isEmpty() && waiting.isEmpty() && holding == null) {
            send(piece.bytes());
            return false;
        }
        String text = piece.text();
        if (piece.kind() == Kind.EVENT) {
            passEvent(piece, text);
            return false;
        }
        Fault.Held spared = passing;
        passing = null;
        for (Fault.Held fault : plan.of(Fault.Held.class).toList()) {
            if (fault != spared && fault.piece().matcher(text).find() && plan.strikes(fault)) {
                holding = fault;
                // The piece itself waits too: it is the first to go when the event has passed.
                queue.get().putBack(piece);
                chip.lane().after(fault.atMost(), () -> release(fault));
                return true;
            }
        }
        emit(piece, text);
        return false;
    }

    private void passEvent(Piece piece, String text) {
        if (waits(piece, text)) {
            return;
        }
        emit(piece, text);
        Waiting behind = waiting.get(piece.link());
        if (behind != null && behind.fault.by().matcher(text).find()) {
            letGo(piece.link(), behind);
        }
        if (holding != null && holding.until().matcher(text).find()) {
            release(holding);
        }
    }

    private void release(Fault.Held fault) {
        if (holding == fault) {
            holding = null;
            passing = fault;
            queue.get().release();
        }
    }

    /** Whether this event is one to be overtaken, or comes behind one that is. */
    private boolean waits(Piece piece, String text) {
        Waiting before = waiting.get(piece.link());
        if (before != null) {
            boolean likeIt = before.fault.event().matcher(text).find();
            if (likeIt) {
                before.pieces.add(piece);
            }
            return likeIt;
        }
        for (Fault.Overtaken fault : plan.of(Fault.Overtaken.class).toList()) {
            if (fault.event().matcher(text).find() && plan.strikes(fault)) {
                var begun = new Waiting(fault, new ArrayList<>(List.of(piece)));
                waiting.put(piece.link(), begun);
                chip.lane().after(fault.atMost(), () -> letGo(piece.link(), begun));
                return true;
            }
        }
        return false;
    }

    private void letGo(int link, Waiting late) {
        if (waiting.remove(link, late)) {
            late.pieces.forEach(each -> emit(each, each.text()));
        }
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
            if (place.find() && place.end() + fault.further() <= bytes.length && plan.strikes(fault)) {
                bytes = with(bytes, place.end() + fault.further(), fault.text());
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

    private static byte[] with(byte[] bytes, int at, String inserted) {
        var out = new ByteArrayOutputStream(bytes.length + inserted.length());
        out.write(bytes, 0, at);
        out.writeBytes(inserted.getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private void send(byte[] bytes) {
        if (dead) {
            return;
        }
        if (plan.isEmpty()) {
            uart.send(bytes);
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
