package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.Exchange.Kind;
import io.github.wroom4j.at.engine.Exchange.Outcome;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Whose turn it is to speak, as a value: no lock, no thread, no clock, no port. Exchanges, the module's words and the time go
 * in; bytes to write come out of {@link #output}, results stand in the {@link Exchange}, and {@link #wakeAt} says when time
 * has to be set again.
 *
 * <p>A module that falls silent is asked what it is doing. The question is {@code AT+CIPMUX?}, whose information line no
 * other command can produce; finals that come before it belong to the past (at-protocol §16.7). Its answer can be mistaken
 * for that of an earlier question, though: a firmware that hears nothing for a while (at-protocol §14) answers all that were
 * written meanwhile in a row. So a question behind unanswered ones is followed by another, {@code AT+CWMODE?}, which every
 * firmware knows (at-protocol §18): where its answer is, the old ones are past.
 */
public final class Turn {
    /** Unanswered in a row, they make a module silent. */
    public static final int PROBES = 3;

    private static final AtCommand LINKS = AtCommand.query("CIPMUX");
    private static final AtCommand MODE = AtCommand.query("CWMODE");
    private static final byte[] ESCAPE = {'+', '+', '+'};
    private static final long ESCAPE_SILENCE = Duration.ofMillis(20).toNanos();
    private static final long TAIL_SILENCE = Duration.ofMillis(2).toNanos();
    private static final long FIRST_PAUSE = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(200).toNanos();
    /** Of a state whose bytes are not all written yet: its time has not begun. */
    private static final long UNWRITTEN = Long.MIN_VALUE;

    /** Where the line stands: one of these, never two. */
    public sealed interface State {
        /** The line is idle. */
        record Idle() implements State {}

        /** An exchange is under way, and nothing is being found out about it. */
        sealed interface Talk extends State {
            Exchange of();
        }

        /**
         * Its command is out.
         *
         * @param busy how often the module has said that it is
         */
        record Asked(Exchange of, int busy, long until) implements Talk {}

        /**
         * The module was busy and has discarded the command (at-protocol §3.4). The answer of an earlier try may overtake
         * its repetition (at-protocol §16.1 I7): so it listens first.
         */
        record Listening(Exchange of, int busy, long until) implements Talk {}

        /** {@code OK} of a send or a block has come: the prompt must follow. */
        record Accepted(Exchange of, long until) implements Talk {}

        /**
         * What belongs behind the prompt is being written, or has been.
         *
         * @param taken {@code Recv n bytes} came: the module has all of it
         */
        record Given(Exchange of, boolean taken, int busy, long until) implements Talk {}

        /** The prompt was for a link that has ended: the entry is being cancelled. */
        record Withdrawn(Exchange of, long until) implements Talk {}

        /**
         * Settling waits for what becomes of a send that was given up: whatever is written before its prompt has come may be
         * payload (at-protocol §16.4).
         */
        record Awaiting(Exchange of, long until) implements Talk {}

        /**
         * Between two questions of settling.
         *
         * @param silent how many were not answered in a row
         */
        record Pausing(Exchange of, int silent, long until) implements Talk {}

        /**
         * {@code +++} is on its way.
         *
         * @param about for whose sake
         * @param prompted a prompt has come meanwhile
         */
        record Cancelling(Talk about, boolean prompted, long until) implements State {}

        /**
         * The module is asked what it is doing. What it says before it answers that is said of {@code about}.
         *
         * @param silent how many questions before this one were not answered in a row
         * @param owed the answers of earlier ones may still come
         * @param junk an ERROR came that is not known to be the question's own
         */
        record Probing(Talk about, Exchange question, int silent, boolean owed, boolean junk, long until)
                implements State {}

        /**
         * It has answered, perhaps an earlier question: the second one has been asked.
         *
         * @param unmuxed what it answered
         * @param earlier how many answers to earlier ones of that kind come before
         * @param once one has come
         */
        record Passing(
                Talk about,
                Exchange question,
                int silent,
                boolean unmuxed,
                int earlier,
                boolean once,
                boolean junk,
                long until)
                implements State {}
    }

    /** What it finds out about the module, reported at once. */
    public interface Findings {
        /** A prompt may come from now on. */
        void promptMayCome();

        /** What should have come by now has not: perhaps the frame before it was short of bytes and took it for its own. */
        void replyIsOverdue();

        /** It answers as one that has not restarted. */
        void alive();

        /** It has restarted, as this line shows. */
        void restarted(String line);

        /** It does not answer, or never says anything but busy. */
        void dead(AtException why);

        /** The entry of a send whose link has ended can only be filled: whoever has the id now may get the filling. */
        void filling(Exchange send);

        /** The exchange is over, or given up. */
        void over(Exchange of);

        /** A send that was given up has got its final line, or will never get it: whether its payload has gone out. */
        void late(Exchange send, boolean delivered);

        /** Something has changed. */
        void moved();
    }

    private final Terms terms;
    private final Supplier<DialectTable> dialect;
    private final Findings findings;
    private final Outbox outbox = new Outbox();
    private State state = new State.Idle();
    private Past past = Past.CLEAR;

    public Turn(Terms terms, Supplier<DialectTable> dialect, Findings findings) {
        this.terms = terms;
        this.dialect = dialect;
        this.findings = findings;
    }

    // ---- what it is ------------------------------------------------------------------------------------------------

    public State state() {
        return state;
    }

    public Past past() {
        return past;
    }

    /** Whether what went before has to be settled before anything is asked. */
    public boolean doubtful() {
        return past.doubt();
    }

    /** Whether an exchange is under way. */
    public boolean speaks() {
        return talk() != null;
    }

    /** The exchange under way; null if there is none. */
    public Exchange current() {
        State.Talk talk = talk();
        return talk == null ? null : talk.of();
    }

    /** Whose command was written last, or is about to be: a question while one is asked. Null between them. */
    public Exchange asked() {
        if (state instanceof State.Probing p) {
            return p.question;
        } else if (state instanceof State.Passing p) {
            return p.question;
        }
        State.Talk talk = talk();
        return talk == null || settles(talk) ? null : talk.of();
    }

    private static boolean settles(State.Talk talk) {
        return talk instanceof State.Pausing || talk instanceof State.Awaiting;
    }

    /** Where the exchange under way stands; null if there is none. */
    private State.Talk talk() {
        if (state instanceof State.Talk t) {
            return t;
        } else if (state instanceof State.Cancelling c) {
            return c.about;
        } else if (state instanceof State.Probing p) {
            return p.about;
        } else if (state instanceof State.Passing p) {
            return p.about;
        }
        return null;
    }

    /** The send whose payload for an id has gone to the port without the module's {@code Recv}; null if there is none. */
    public Exchange payloadOnItsWayTo(int id) {
        Exchange send = talk() instanceof State.Given g && !g.taken ? g.of : past.taken() ? null : past.send();
        return send != null && send.given && send.sender != null && send.sender.id() == id ? send : null;
    }

    /** When {@link #time} has something to do, while an exchange is under way. */
    public long wakeAt() {
        long at = current().deadline.atNanos();
        long until = until();
        return until == UNWRITTEN || outbox.waits() ? outbox.silenceOr(at) : earlier(at, until);
    }

    private long until() {
        if (state instanceof State.Asked s) {
            return s.until;
        } else if (state instanceof State.Listening s) {
            return s.until;
        } else if (state instanceof State.Accepted s) {
            return s.until;
        } else if (state instanceof State.Given s) {
            return s.until;
        } else if (state instanceof State.Withdrawn s) {
            return s.until;
        } else if (state instanceof State.Pausing s) {
            return s.until;
        } else if (state instanceof State.Awaiting s) {
            return s.until;
        } else if (state instanceof State.Cancelling s) {
            return s.until;
        } else if (state instanceof State.Probing s) {
            return s.until;
        } else if (state instanceof State.Passing s) {
            return s.until;
        }
        return UNWRITTEN;
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    // ---- asking ----------------------------------------------------------------------------------------------------

    /** Begins an exchange. */
    public void begin(Exchange of, long now) {
        if (speaks()) {
            throw new IllegalStateException(of + " cannot begin amid " + state);
        }
        switch (of.kind) {
            case SETTLE -> {
                if (isSettled()) {
                    of.end(Outcome.OK, "OK");
                } else if (past.send() != null && !past.entry()) {
                    become(new State.Awaiting(of, now + terms.patience().toNanos()));
                } else {
                    settleOn(new State.Pausing(of, 0, now));
                }
            }
            case FIVE_LINKS -> ask(new State.Pausing(of, 0, now), 0);
            case ESCAPE -> cancel(new State.Pausing(of, 0, now));
            default -> {
                if (of.deadline.atNanos() - now <= 0) { // a caller without time is no trouble of the port
                    of.fail(tooLate(of));
                    return;
                }
                say(of, 0);
            }
        }
    }

    /** Whether nothing is owed, so that an exchange that settles would end as it begins. Nothing is being said. */
    public boolean isSettled() {
        if (past.send() != null && !past.entry() || past.doubt()) {
            return false;
        }
        past = past.notBusy();
        return true;
    }

    private void say(Exchange of, int busy) {
        if (of.prompts()) {
            findings.promptMayCome();
        }
        outbox.command(of);
        become(new State.Asked(of, busy, UNWRITTEN));
    }

    /** No caller waits for it any more; what may still come of it is owed. */
    public void giveUp(Exchange of, long now) {
        if (of.done() || current() != of) {
            return;
        }
        owe(of, now);
        end(of);
    }

    private void owe(Exchange of, long now) {
        State.Talk talk = talk();
        if (settles(talk)) {
            past = past.doubting();
            return;
        }
        if (!of.written) {
            return;
        }
        past = past.doubting().left(of, talk instanceof State.Given g && g.taken);
        boolean prompted = state instanceof State.Cancelling c && c.prompted;
        if (talk instanceof State.Accepted || prompted || of.given && !of.whole) {
            past = past.entry(true);
        }
        if (of.slow && dialect.get().is(Quirk.DEAF_WHILE_CONNECTING)) {
            past = past.deafUntil(now + terms.timeouts().connect().toNanos());
        }
    }

    // ---- what is written -------------------------------------------------------------------------------------------

    /** The bytes to be written now, to be followed by {@link #written}; null if there are none. */
    public Outbox.Piece output(long now) {
        Outbox.Piece piece = outbox.take(now);
        if (piece == null || piece.of() == null) {
            return piece;
        }
        Exchange of = piece.of();
        if (of.kind == Kind.QUESTION) {
            if (state instanceof State.Probing) {
                past = past.owing(true, past.modes());
            } else {
                past = past.owing(past.probes(), past.modes() + 1);
            }
        } else if (!of.onlyWhile.getAsBoolean()) { // the last moment to know it
            outbox.written(now);
            of.fail(new Superseded(of.command));
            end(of);
            return null;
        }
        of.written = true;
        return piece;
    }

    /** What {@link #output} gave has been written. */
    public void written(long now) {
        outbox.written(now);
        beginTime(now);
    }

    /** Lets the time of a state begin whose bytes have all been written. */
    private void beginTime(long now) {
        if (until() != UNWRITTEN || !outbox.isEmpty(now)) {
            return;
        }
        long probe = now + terms.probe().toNanos();
        if (state instanceof State.Asked s) {
            become(new State.Asked(s.of, s.busy, now + patience(s.of)));
        } else if (state instanceof State.Given s) {
            s.of.whole = true;
            become(new State.Given(s.of, s.taken, s.busy, now + patience(s.of)));
        } else if (state instanceof State.Withdrawn s) {
            become(new State.Withdrawn(s.of, now + patience(s.of)));
        } else if (state instanceof State.Probing s) {
            become(new State.Probing(s.about, s.question, s.silent, s.owed, s.junk, probe));
        } else if (state instanceof State.Passing s) {
            become(new State.Passing(s.about, s.question, s.silent, s.unmuxed, s.earlier, s.once, s.junk, probe));
        } else if (state instanceof State.Cancelling s) {
            cancelled(s, probe);
        }
    }

    private void cancelled(State.Cancelling s, long probe) {
        past = past.entry(s.prompted);
        if (s.about instanceof State.Accepted a && a.of.kind == Kind.SEND) {
            past = past.doubting();
            a.of.end(Outcome.NO_PROMPT, "");
            end(a.of);
        } else if (!(s.about instanceof State.Pausing p)) {
            become(new State.Cancelling(s.about, s.prompted, probe));
        } else if (p.of.kind == Kind.ESCAPE) {
            p.of.end(Outcome.OK, "");
            end(p.of);
        } else {
            ask(p, p.silent);
        }
    }

    private long patience(Exchange of) {
        boolean given = of.given && !of.withdrawn;
        Duration time = given ? terms.patience().multipliedBy(3) : of.options.patience(terms);
        return time.toNanos();
    }

    /** {@code +++} as a batch of its own: at any other time than in data entry it is junk before the next command. */
    private void cancel(State.Talk about) {
        outbox.silence(ESCAPE_SILENCE);
        outbox.bytes(ESCAPE, 0, ESCAPE.length, ESCAPE_SILENCE);
        become(new State.Cancelling(about, false, UNWRITTEN));
    }

    private void ask(State.Talk about, int silent) {
        var question = new Exchange(LINKS, Kind.QUESTION, about.of().deadline);
        outbox.command(question);
        become(new State.Probing(about, question, silent, past.probes(), false, UNWRITTEN));
    }

    // ---- what the module says --------------------------------------------------------------------------------------

    /** The prompt of a send. */
    public void prompt(long now) {
        State.Talk talk = talk();
        boolean waits = talk != null
                && talk.of().prompts()
                && (talk instanceof State.Asked || talk instanceof State.Listening || talk instanceof State.Accepted);
        if (!waits) {
            promptOfThePast(talk);
            return;
        }
        Exchange of = talk.of();
        if (state instanceof State.Cancelling c) {
            become(new State.Cancelling(c.about, true, c.until));
        } else if (state instanceof State.Probing || past.probes() || of.cancelled) {
            promptIsLate(of);
        } else if (of.kind == Kind.SEND && !of.sender.takesPayload()) {
            withdraw(of);
        } else {
            give(of, now);
        }
    }

    /** Of a send that was given up: the module waits for payload now. */
    private void promptOfThePast(State.Talk talk) {
        if (!past.doubt() || talk != null && !settles(talk)) {
            return;
        }
        past = past.entry(true);
        if (state instanceof State.Awaiting a) {
            cancel(new State.Pausing(a.of, 0, a.until));
        } else if (state instanceof State.Probing && past.send() != null) {
            past.send().given = true; // the question is its payload now
            lateEnd(false);
        }
    }

    /** What a word means for a send that was given up; false if it means nothing for it. */
    private boolean late(String word, long now) {
        Exchange send = past.send();
        if (send == null) {
            return false;
        }
        State.Talk talk = talk();
        boolean first = talk == null || state instanceof State.Awaiting;
        switch (word) {
            case "SEND OK" -> lateEnd(true);
            case "SEND FAIL", "SEND Canceled" -> lateEnd(false);
            case "OK" -> {
                if (!first) {
                    return false;
                }
                if (state instanceof State.Awaiting a && !send.given) {
                    become(new State.Awaiting(a.of, now + terms.probe().toNanos()));
                } else if (!send.given) {
                    past = past.entry(true);
                }
                return true;
            }
            case "ERROR", "FAIL" -> {
                if (!first) {
                    return false;
                }
                lateEnd(false);
            }
            default -> {
                if (!first || send.given) {
                    return false;
                }
                lateEnd(false); // busy: the command was discarded
            }
        }
        if (state instanceof State.Awaiting a) {
            settleOn(new State.Pausing(a.of, 0, now));
        }
        return true;
    }

    private void lateEnd(boolean delivered) {
        Exchange send = past.send();
        past = past.left(null, false);
        findings.late(send, delivered);
    }

    /** Behind its prompt everything is payload, and something was written that was meant for none. */
    private void promptIsLate(Exchange of) {
        past = past.doubting().entry(true);
        of.end(Outcome.LATE_PROMPT, ">");
        end(of);
    }

    /**
     * A UART batch of exactly {@code +++} would cancel the send (at-protocol §3.6), and a tail of that kind may become a batch
     * of its own: a pause inside the run keeps it from being three bytes long (at-protocol §16.6).
     */
    private void give(Exchange of, long now) {
        of.given = true;
        int end = of.offset + of.length;
        byte[] bytes = of.payload;
        boolean tail = of.length >= 3 && bytes[end - 1] == '+' && bytes[end - 2] == '+' && bytes[end - 3] == '+';
        int split = tail && of.kind == Kind.SEND ? end - 2 : end;
        outbox.bytes(bytes, of.offset, split - of.offset, split < end ? TAIL_SILENCE : 0);
        if (split < end) {
            outbox.bytes(bytes, split, end - split, 0);
        }
        become(new State.Given(of, false, 0, UNWRITTEN));
        beginTime(now);
    }

    /**
     * The link has ended between command and payload, and its id may be another's by now: the entry is cancelled, so that
     * nobody gets what was meant for this one. Where it cannot be cancelled it is filled with zeros, since nothing but bytes
     * ends it (at-protocol §3.6), and whoever has the id then is closed rather than served with them.
     */
    private void withdraw(Exchange of) {
        of.withdrawn = true;
        if (dialect.get().is(Quirk.NO_ESCAPE)) {
            of.given = true;
            outbox.bytes(new byte[of.length], 0, of.length, 0);
            become(new State.Given(of, false, 0, UNWRITTEN));
            findings.filling(of);
        } else {
            of.cancelled = true;
            outbox.silence(ESCAPE_SILENCE);
            outbox.bytes(ESCAPE, 0, ESCAPE.length, ESCAPE_SILENCE);
            become(new State.Withdrawn(of, UNWRITTEN));
        }
    }

    /** {@code Recv n bytes}. */
    public void taken() {
        State.Talk talk = talk();
        if (talk instanceof State.Given g && !g.taken) {
            stands(new State.Given(g.of, true, g.busy, g.until));
        } else if (past.send() != null && past.send().given) {
            past = past.left(past.left(), true);
        }
    }

    /** A line that is neither a word of the protocol nor an unsolicited message. */
    public void information(String line) {
        if (state instanceof State.Probing p && !line.startsWith("+" + p.question.command.name() + ":")) {
            if (!settles(p.about)) {
                p.about.of().information(line);
            }
        } else if (asked() != null) {
            asked().information(line);
        }
    }

    /** OK, ERROR, FAIL, SEND OK, SEND FAIL, SEND Canceled, busy p..., busy s... */
    public void word(String word, long now) {
        if (late(word, now)) {
            return;
        }
        boolean busy = word.startsWith("busy");
        if (state instanceof State.Probing p) {
            if (busy) {
                // Busy input is discarded, never queued (at-protocol §3.4). It may be what was asked before the
                // question that
                // met it: then the question is still to be answered.
                past = past.owing(p.owed || mayBeOfAnother(p), past.modes());
                conclude(p.about, 0, Answer.BUSY, now);
            } else if (!(p.about instanceof State.Pausing) && p.question.lines.isEmpty()) {
                wordOf(p.about, word, now);
            } else if (word.equals("OK") && !p.question.lines.isEmpty()) {
                answered(p, now);
            } else if (word.equals("ERROR") || word.equals("FAIL")) {
                if (p.question.lines.isEmpty()) {
                    become(new State.Probing(p.about, p.question, p.silent, p.owed, true, p.until));
                } else {
                    answered(p, now);
                }
            }
        } else if (state instanceof State.Passing p) {
            passing(p, word, busy, now);
        } else if (talk() != null) {
            wordOf(talk(), word, now);
        }
    }

    /** Whether a command before the question may still have no answer of any kind. */
    private boolean mayBeOfAnother(State.Probing p) {
        return !settles(p.about) || past.left() != null;
    }

    private void wordOf(State.Talk talk, String word, long now) {
        if (settles(talk)) {
            return; // of the past
        }
        Exchange of = talk.of();
        boolean send = of.kind == Kind.SEND;
        switch (word) {
            case "OK" -> {
                if (of.prompts() && !(talk instanceof State.Given g && !send)) {
                    if (talk instanceof State.Asked || talk instanceof State.Listening) {
                        Duration time = send ? terms.probe() : of.options.patience(terms);
                        stands(new State.Accepted(of, now + time.toNanos()));
                    }
                } else {
                    end(of, Outcome.OK, word);
                }
            }
            case "ERROR", "FAIL" -> end(of, Outcome.ERROR, word);
            case "SEND OK" -> sendEnd(of, Outcome.OK, word);
            case "SEND FAIL" -> sendEnd(of, Outcome.SEND_FAIL, word);
            case "SEND Canceled" -> sendEnd(of, Outcome.SEND_CANCELED, word);
            default -> busy(talk, now);
        }
    }

    private void sendEnd(Exchange of, Outcome how, String word) {
        if (of.kind == Kind.SEND) { // else it belongs to no send: a straggler
            end(of, how, word);
        }
    }

    private void busy(State.Talk talk, long now) {
        if (talk instanceof State.Asked a) {
            outbox.clear();
            long pause = Math.min(FIRST_PAUSE << Math.min(a.busy, 10), LONGEST_PAUSE);
            stands(new State.Listening(a.of, a.busy + 1, now + pause));
        } else if (talk instanceof State.Given g && g.until != UNWRITTEN) {
            stands(new State.Given(g.of, g.taken, g.busy + 1, now + patience(g.of)));
        }
    }

    // ---- what questions find out -----------------------------------------------------------------------------------

    /** What the module turned out to be doing. */
    private enum Answer {
        IDLE,
        BUSY,
        SILENT,
        /** It has forgotten CIPMUX=1: it was reset and its ready was lost. */
        UNMUXED
    }

    private void answered(State.Probing p, long now) {
        past = past.owing(p.owed, past.modes());
        boolean unmuxed = p.question.lines.contains("+CIPMUX:0");
        if (!unmuxed) {
            findings.alive();
        }
        if (!p.owed) {
            conclude(p.about, p.silent, unmuxed ? Answer.UNMUXED : Answer.IDLE, now);
            return;
        }
        var mark = new Exchange(MODE, Kind.QUESTION, p.about.of().deadline);
        outbox.command(mark);
        become(new State.Passing(p.about, mark, p.silent, unmuxed, past.modes(), false, false, UNWRITTEN));
    }

    private void passing(State.Passing p, String word, boolean busy, long now) {
        if (busy) {
            past = past.owing(past.probes(), p.earlier);
            passed(p, p.junk || p.once ? null : Answer.BUSY, now);
        } else if (word.equals("OK") && !p.question.lines.isEmpty()
                || !word.equals("OK") && !p.question.lines.isEmpty()) {
            if (p.earlier == 0) {
                passed(p, null, now);
            } else { // one that was lost on its way is not waited for any longer than this
                var next = new Exchange(MODE, Kind.QUESTION, p.about.of().deadline);
                long until = now + terms.probe().toNanos();
                become(new State.Passing(p.about, next, p.silent, p.unmuxed, p.earlier - 1, true, false, until));
            }
        } else if (word.equals("ERROR") || word.equals("FAIL")) {
            become(new State.Passing(p.about, p.question, p.silent, p.unmuxed, p.earlier, p.once, true, p.until));
        }
    }

    /** Where the mark's answer is all that came before it has been answered; or else what became of the mark. */
    private void passed(State.Passing p, Answer instead, long now) {
        if (instead == null) {
            past = past.owing(false, 0);
            conclude(p.about, p.silent, p.unmuxed ? Answer.UNMUXED : Answer.IDLE, now);
        } else {
            conclude(p.about, p.silent, instead, now);
        }
    }

    private void conclude(State.Talk about, int silent, Answer answer, long now) {
        if (about instanceof State.Pausing p) {
            if (p.of.kind == Kind.SETTLE) {
                settling(p, silent, answer, now);
            } else {
                counting(p, answer, now);
            }
            return;
        }
        Exchange of = about.of();
        switch (answer) {
            case BUSY -> {
                of.cancelled = false; // it has read that, and only now may come to what it would have cancelled
                resume(about, now);
            }
            case IDLE -> {
                of.fail(new ReplyLost(of.command));
                end(of);
            }
            case UNMUXED -> {
                resume(about, now);
                findings.restarted("+CIPMUX:0");
            }
            case SILENT -> {
                if (of.slow || of.given && !of.withdrawn) {
                    resume(about, now); // ESP_ATMod hears nothing while it connects (at-protocol §14)
                } else if (silent + 1 < PROBES) {
                    ask(about, silent + 1);
                } else {
                    var why = new AtException(
                            AtException.Kind.TIMEOUT,
                            "the module is silent: no answer to " + of.command + " nor to a probe",
                            "");
                    of.fail(why);
                    end(of);
                    findings.dead(why);
                }
            }
        }
    }

    private void resume(State.Talk about, long now) {
        if (about instanceof State.Asked s) {
            become(new State.Asked(s.of, s.busy, now + patience(s.of)));
        } else if (about instanceof State.Listening s) {
            become(new State.Asked(s.of, s.busy, now + patience(s.of)));
        } else if (about instanceof State.Given s) {
            become(new State.Given(s.of, s.taken, s.busy, now + patience(s.of)));
        } else if (about instanceof State.Withdrawn s) {
            become(new State.Withdrawn(s.of, now + patience(s.of)));
        } else if (about instanceof State.Accepted s) {
            become(new State.Accepted(s.of, now + terms.probe().toNanos()));
        }
    }

    private void settleOn(State.Pausing p) {
        if (past.entry() || past.send() != null && !past.taken()) {
            cancel(p);
        } else {
            ask(p, p.silent);
        }
    }

    private void settling(State.Pausing p, int silent, Answer answer, long now) {
        switch (answer) {
            case IDLE -> {
                settled();
                end(p.of, Outcome.OK, "OK");
            }
            case UNMUXED -> {
                become(new State.Pausing(p.of, 0, now));
                findings.restarted("+CIPMUX:0");
                end(p.of, Outcome.OK, "OK"); // unless the restart has failed it: there is no doubt any more
            }
            case BUSY -> {
                if (!past.busy()) {
                    past = past.busyUntil(now + terms.stuck().toNanos());
                } else if (now - past.stuckAt() >= 0) {
                    // A firmware that hangs says busy for ever (peers §1.5): only a restart ends that.
                    past = past.notBusy();
                    fails(
                            p.of,
                            new AtException(
                                    AtException.Kind.BUSY,
                                    "the module has said nothing but busy for "
                                            + terms.stuck().toSeconds() + " s",
                                    "busy p..."));
                    return;
                }
                become(new State.Pausing(p.of, 0, now + LONGEST_PAUSE));
            }
            case SILENT -> {
                boolean deaf = past.deafAt(now);
                var next = new State.Pausing(p.of, deaf ? silent : silent + 1, now);
                if (next.silent == PROBES) {
                    fails(
                            p.of,
                            new AtException(
                                    AtException.Kind.TIMEOUT, "the module is silent: no answer to a probe", ""));
                } else if (next.silent == PROBES - 1 && !deaf) {
                    cancel(next); // perhaps it is still waiting for payload of someone before us
                } else {
                    settleOn(next);
                }
            }
        }
    }

    private void fails(Exchange of, AtException why) {
        of.fail(why);
        end(of);
        findings.dead(why);
    }

    /** Of {@link Kind#FIVE_LINKS}: the answer stands in its lines. */
    private void counting(State.Pausing p, Answer answer, long now) {
        switch (answer) {
            case IDLE -> end(p.of, Outcome.OK, "OK");
            case UNMUXED -> {
                p.of.lines.add("+CIPMUX:0");
                end(p.of, Outcome.OK, "OK");
            }
            default -> become(new State.Pausing(p.of, 0, now + FIRST_PAUSE));
        }
    }

    // ---- what time does --------------------------------------------------------------------------------------------

    /** Passes the time on; nothing happens before {@link #wakeAt}. */
    public void time(long now) {
        Exchange of = current();
        if (of == null) {
            return;
        }
        if (now - of.deadline.atNanos() >= 0) {
            deadlineHasCome(of, now);
            return;
        }
        beginTime(now); // a silence may have ended
        long until = until();
        if (until == UNWRITTEN || now - until < 0) {
            return;
        }
        if (state instanceof State.Listening s) {
            say(s.of, s.busy);
        } else if (state instanceof State.Pausing s) {
            if (s.of.kind == Kind.SETTLE) {
                settleOn(s);
            } else {
                ask(s, s.silent);
            }
        } else if (state instanceof State.Awaiting s) {
            settleOn(new State.Pausing(s.of, 0, now)); // it says nothing of it: perhaps it waits for payload
        } else if (state instanceof State.Accepted s && s.of.kind == Kind.SEND) {
            // The prompt follows OK at once (at-protocol §7.4); one that is lost leaves the module waiting for payload.
            findings.replyIsOverdue();
            cancel(s);
        } else if (state instanceof State.Talk s) {
            if (mayCancel(s)) {
                s.of().cancelled = true;
                cancel(s);
            } else {
                ask(s, 0);
            }
        } else if (state instanceof State.Cancelling s) {
            if (s.prompted) {
                promptIsLate(s.about.of());
            } else {
                ask(s.about, 0);
            }
        } else if (state instanceof State.Probing s) {
            conclude(s.about, s.silent, s.junk ? Answer.BUSY : Answer.SILENT, now);
        } else if (state instanceof State.Passing s) {
            // A module that says ERROR does not know the question, but all that came before has been answered.
            passed(s, s.junk || s.once ? null : Answer.SILENT, now);
        }
    }

    /**
     * A module that has not said {@code Recv} to a send may wait for payload: what was written of it was lost on its way
     * (at-protocol §16.4), or the prompt was. A probe would be taken for it. Cancelled, nothing of it goes out, and it can be
     * sent again.
     */
    private boolean mayCancel(State.Talk talk) {
        Exchange of = talk.of();
        boolean taken = talk instanceof State.Given g && g.taken;
        return of.kind == Kind.SEND && !taken && !of.cancelled && !dialect.get().is(Quirk.NO_ESCAPE);
    }

    private void deadlineHasCome(Exchange of, long now) {
        switch (of.kind) {
            case ESCAPE -> of.end(Outcome.OK, "");
            case SETTLE ->
                of.fail(new AtException(
                        AtException.Kind.BUSY,
                        "an earlier command still occupied the module at the deadline",
                        "busy p..."));
            case FIVE_LINKS ->
                of.fail(new AtException(
                        AtException.Kind.TIMEOUT, "the module did not answer a probe by the deadline", ""));
            default -> {
                boolean written = of.written;
                int busy = busySeen();
                owe(of, now);
                of.fail(
                        !written
                                ? tooLate(of)
                                : busy > 0
                                        ? new AtException(
                                                AtException.Kind.BUSY,
                                                "the firmware stayed busy and did not take " + of.command,
                                                "busy p...")
                                        : new AtException(
                                                AtException.Kind.TIMEOUT,
                                                "no answer to " + of.command + " by the deadline",
                                                ""));
            }
        }
        end(of);
    }

    private static AtException tooLate(Exchange of) {
        return new AtException(AtException.Kind.TIMEOUT, "no time was left to send " + of.command, "");
    }

    private int busySeen() {
        State.Talk talk = talk();
        return talk instanceof State.Asked a
                ? a.busy
                : talk instanceof State.Listening l ? l.busy : talk instanceof State.Given g ? g.busy : 0;
    }

    // ---- what happens to the module --------------------------------------------------------------------------------

    /**
     * The module has restarted.
     *
     * @param asked the restart was asked for: the command that did so goes on
     */
    public void restarted(AtException why, boolean asked) {
        past = past.settled();
        Exchange of = current();
        if (of != null && of.kind == Kind.ESCAPE) {
            end(of, Outcome.OK, "");
            return;
        }
        boolean goesOn = asked
                && (state instanceof State.Talk
                        || state instanceof State.Cancelling
                        || talk() instanceof State.Pausing);
        if (!goesOn) {
            fail(why);
        }
    }

    /** The port is gone, or the driver was closed: the exchange in progress ends with the reason. */
    public void fail(AtException why) {
        Exchange of = current();
        if (of != null) {
            of.fail(why);
            end(of);
        }
    }

    /** Bytes do not fit their counts: the next command has to wait until it is known why. */
    public void doubt() {
        past = past.doubting();
    }

    /** The module has just been made to answer. */
    public void settled() {
        if (past.send() != null) {
            lateEnd(false); // it is idle, and has not said what became of it
        }
        past = past.settled();
    }

    // ---- moving ----------------------------------------------------------------------------------------------------

    private void end(Exchange of, Outcome how, String word) {
        of.end(how, word);
        end(of);
    }

    private void end(Exchange of) {
        if (current() == of) {
            outbox.clear();
            if (past.owesAnswers()) {
                past = past.doubting(); // to questions that were asked about it
            }
            become(new State.Idle());
        }
        findings.over(of);
        findings.moved();
    }

    /** Where the exchange stands has changed, whatever is being found out about it. */
    private void stands(State.Talk talk) {
        if (state instanceof State.Cancelling c) {
            become(new State.Cancelling(talk, c.prompted, c.until));
        } else if (state instanceof State.Probing p) {
            become(new State.Probing(talk, p.question, p.silent, p.owed, p.junk, p.until));
        } else if (state instanceof State.Passing p) {
            become(new State.Passing(talk, p.question, p.silent, p.unmuxed, p.earlier, p.once, p.junk, p.until));
        } else {
            become(talk);
        }
    }

    private void become(State next) {
        state = next;
        findings.moved();
    }

    @Override
    public String toString() {
        return state + ", " + past;
    }
}
