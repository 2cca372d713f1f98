package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.hal.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One exchange with the module: what is asked for, by when, and what came of it. How far it has got is {@link Turn}'s to
 * know.
 */
public final class Exchange {
    /** A listing of a few dozen access points; a firmware that talks on is cut off. */
    private static final int MOST_LINES = 1024;

    private static final byte[] NOTHING = {};
    private static final CommandOptions LOCAL = CommandOptions.local();

    /** What it is made of. ERROR and FAIL end every one of them (at-protocol §4.2). */
    public enum Kind {
        /** A command that {@code OK} ends. */
        PLAIN,
        /** Command, {@code OK}, prompt, payload; {@code SEND OK} or {@code SEND FAIL} end it (at-protocol §7.4). */
        SEND,
        /** Command, {@code OK}, prompt, block; a second {@code OK} ends it ({@code AT+CIPSSLCERT}, at-protocol §8.5). */
        BLOCK,
        /**
         * {@code OK} ends it, but only behind its own information line: finals of earlier commands pass by (at-protocol
         * §16.7).
         */
        QUESTION,
        /** Questions until nothing of the past can be taken for an answer any more. */
        SETTLE,
        /** Queries until the module says whether it has five links. */
        FIVE_LINKS,
        /** {@code +++} between pauses, in a batch of its own (at-protocol §3.6). */
        ESCAPE
    }

    /** How it ended, unless it {@linkplain #failure failed}. */
    public enum Outcome {
        OK,
        ERROR,
        SEND_FAIL,
        SEND_CANCELED,
        /** A send was accepted and its prompt never came; data entry has been cancelled. */
        NO_PROMPT,
        /** The prompt came behind a question or an escape, which the module may have taken for payload. */
        LATE_PROMPT
    }

    public final AtCommand command;
    public final Kind kind;
    public final Deadline deadline;

    // ---- what is asked ---------------------------------------------------------------------------------------------

    /** It waits for the air: silence means nothing. */
    boolean slow;
    /** Unsolicited lines are wanted too: a command typed by a user. */
    boolean takesUnsolicited;
    /** How it is waited for. */
    CommandOptions options = LOCAL;
    /** It is written, and written again, only while this is true. */
    BooleanSupplier onlyWhile = () -> true;
    /** Where bytes go that come without a link id: the reply to CIPRECVDATA (at-protocol §9.4). */
    Generation receiver;
    /** The link that its CIPSTART opens; null for other commands. */
    Generation opens;
    /** Whose payload it sends; null for other commands. */
    Generation sender;

    byte[] payload = NOTHING;
    int offset;
    int length;

    // ---- what came of it -------------------------------------------------------------------------------------------

    public final List<String> lines = new ArrayList<>(0);
    /** Bytes that came for {@link #receiver}. */
    int received;
    /** The command has been handed to the port. */
    boolean written;
    /** Data entry was cancelled for it: once is enough. */
    boolean cancelled;
    /** Its payload has been handed out: from here on it is unknown how much of it goes out. */
    boolean given;
    /** All of it has been written. */
    boolean whole;
    /** It was given up, and has gone out all the same. */
    boolean deliveredLate;
    /** The prompt came when its link no longer had its id: nothing of its payload was written. */
    boolean withdrawn;
    /** Who took the link's id while the module had not said {@code Recv} to it; he waits for what becomes of it. */
    Generation newcomer;

    private Outcome outcome;
    private String finalLine = "";
    private AtException failure;

    public Exchange(AtCommand command, Kind kind, Deadline deadline) {
        this.command = command;
        this.kind = kind;
        this.deadline = deadline;
    }

    /** One that is not a command of its own. */
    public static Exchange of(Kind kind, Deadline deadline) {
        return new Exchange(AtCommand.attention(), kind, deadline);
    }

    /** With bytes that go behind its prompt. */
    public Exchange carrying(byte[] bytes, int from, int count) {
        payload = bytes;
        offset = from;
        length = count;
        return this;
    }

    /**
     * Waited for like that.
     *
     * @param opened the link that its CIPSTART opens; null for other commands
     */
    public Exchange waitedFor(CommandOptions how, Generation opened) {
        options = how;
        slow = how.slow;
        takesUnsolicited = how.takesUnsolicited;
        onlyWhile = how.onlyWhile;
        opens = opened;
        return this;
    }

    /** Written, and written again, only while that is true. */
    public Exchange onlyWhile(BooleanSupplier condition) {
        onlyWhile = condition;
        return this;
    }

    /** With payload of that link. */
    public Exchange sentOn(Generation link) {
        sender = link;
        return this;
    }

    /** With bytes for that link in its reply, which does not name it. */
    public Exchange receivedOn(Generation link) {
        receiver = link;
        return this;
    }

    /** Bytes that came for the link that it asked for. */
    public int received() {
        return received;
    }

    /** Whether its payload has been handed out: from then on it is unknown how much of it goes out. */
    public boolean given() {
        return given;
    }

    /** Whether all of its payload has been written. */
    public boolean whole() {
        return whole;
    }

    /** Whether the prompt came when its link no longer had its id: nothing of its payload was written. */
    public boolean withdrawn() {
        return withdrawn;
    }

    /** Whether it was given up, and has gone out all the same. */
    public boolean deliveredLate() {
        return deliveredLate;
    }

    public boolean prompts() {
        return kind == Kind.SEND || kind == Kind.BLOCK;
    }

    /** Whether it is there to find out about the past; what is asked for comes after. */
    public boolean settles() {
        return kind == Kind.SETTLE || kind == Kind.FIVE_LINKS || kind == Kind.ESCAPE;
    }

    public boolean done() {
        return outcome != null || failure != null;
    }

    /** How it ended; null if it has not, or has failed. */
    public Outcome outcome() {
        return outcome;
    }

    /** The line that ended it. */
    public String finalLine() {
        return finalLine;
    }

    /** Why it will not be answered; null if it was, or may be. */
    public AtException failure() {
        return failure;
    }

    public void fail(AtException why) {
        if (!done()) {
            failure = why;
        }
    }

    public void end(Outcome how, String line) {
        if (!done()) {
            outcome = how;
            finalLine = line;
        }
    }

    public void information(String line) {
        boolean wanted = kind != Kind.QUESTION || line.startsWith("+" + command.name() + ":");
        if (wanted && lines.size() < MOST_LINES) {
            lines.add(line);
        }
    }

    @Override
    public String toString() {
        return kind + " " + command;
    }
}
