package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.codec.AtCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/** The command that the module is answering. Guarded by the driver's lock; the reader fills it, one caller waits on it. */
final class PendingCommand {
    /** A listing of a few dozen access points; a firmware that talks on is cut off. */
    private static final int MOST_LINES = 1024;

    /** How it ended. */
    enum Outcome {
        OK,
        ERROR,
        SEND_FAIL,
        SEND_CANCELED
    }

    final AtCommand command;
    final Finals finals;
    final Condition moved;
    final List<String> lines = new ArrayList<>(0);

    /** Where bytes go that come without a link id: the reply to CIPRECVDATA (at-protocol §9.4). */
    DriverLink receiver;

    int received;
    /** Whose payload it sends; null for other commands. */
    DriverLink sender;
    /** That payload is being written: the prompt was this link's. */
    boolean given;
    /** Who took the link's id while the module had not said {@code Recv} to it; he waits for what becomes of it. */
    DriverLink newcomer;
    /** Whether its reply includes unsolicited lines: a command typed by a user. */
    boolean takesUnsolicited;

    boolean prompted;
    boolean accepted;
    /** {@code Recv n bytes} came: the module has all of a send's payload. */
    boolean taken;
    /** A probe about it got no answer: if its prompt comes after all, the probe may have been taken for payload. */
    boolean probed;
    /** Data entry was cancelled for it once. */
    boolean cancelled;
    /** It is written only while this is true. */
    BooleanSupplier onlyWhile = () -> true;
    /** It waits for the air. */
    boolean slow;
    /** An ERROR came that is not known to be a probe's own. */
    boolean junk;

    int busy;
    Outcome outcome;
    String finalLine = "";
    AtException failure;

    PendingCommand(AtCommand command, Finals finals, Condition moved) {
        this.command = command;
        this.finals = finals;
        this.moved = moved;
    }

    boolean done() {
        return outcome != null || failure != null;
    }

    void prompt() {
        prompted = true;
        moved.signalAll();
    }

    void fail(AtException why) {
        if (!done()) {
            failure = why;
            moved.signalAll();
        }
    }

    private void end(Outcome how, String line) {
        if (!done()) {
            outcome = how;
            finalLine = line;
            moved.signalAll();
        }
    }

    /** Takes a fixed word of the protocol; false if this command does not know it as such. */
    boolean word(String word) {
        switch (word) {
            case "OK" -> {
                if (finals == Finals.SEND || finals == Finals.BLOCK && !prompted) {
                    accepted = true;
                    moved.signalAll();
                } else if (finals != Finals.PROBE || !lines.isEmpty()) {
                    end(Outcome.OK, word);
                }
            }
            case "ERROR", "FAIL" -> {
                if (finals == Finals.PROBE && lines.isEmpty()) {
                    junk = true; // of an earlier command, or of junk before the probe
                } else {
                    end(Outcome.ERROR, word);
                }
            }
            case "SEND OK" -> sendEnd(Outcome.OK, word);
            case "SEND FAIL" -> sendEnd(Outcome.SEND_FAIL, word);
            case "SEND Canceled" -> sendEnd(Outcome.SEND_CANCELED, word);
            case "busy p...", "busy s..." -> {
                busy++;
                moved.signalAll();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void sendEnd(Outcome how, String word) {
        // A SEND OK that belongs to no send is a straggler.
        if (finals == Finals.SEND) {
            end(how, word);
        }
    }

    void information(String line) {
        boolean wanted = finals != Finals.PROBE || line.startsWith("+" + command.name() + ":");
        if (wanted && lines.size() < MOST_LINES) {
            lines.add(line);
            moved.signalAll();
        }
    }
}
