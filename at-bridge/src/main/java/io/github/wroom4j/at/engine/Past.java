package io.github.wroom4j.at.engine;

/**
 * What the module may still owe of what was given up: answers, a prompt, bytes. Before the next command is written nothing
 * may be owed, or an old answer would be taken for a new one (at-protocol §16.7).
 *
 * @param doubt something may be owed: the next command has to wait until that is settled
 * @param entry it may be waiting for payload
 * @param left the exchange that was given up last, while its answer may still come; null if there is none
 * @param taken {@code Recv n bytes} has come to that
 * @param deaf a firmware that hears nothing while it connects may be connecting
 * @param deafUntil until when at most
 * @param probes a probe was written and not answered: its answer may still come
 * @param modes the same of questions for the mode, counted: only their number tells them apart
 * @param busy it has said nothing but busy
 * @param stuckAt when it counts as stuck for that
 */
public record Past(
        boolean doubt,
        boolean entry,
        Exchange left,
        boolean taken,
        boolean deaf,
        long deafUntil,
        boolean probes,
        int modes,
        boolean busy,
        long stuckAt) {

    /** Nothing is owed. */
    public static final Past CLEAR = new Past(false, false, null, false, false, 0, false, 0, false, 0);

    /** Something may come of what went before. */
    public Past doubting() {
        return doubt ? this : new Past(true, entry, left, taken, deaf, deafUntil, probes, modes, busy, stuckAt);
    }

    public Past entry(boolean open) {
        return entry == open ? this : new Past(doubt, open, left, taken, deaf, deafUntil, probes, modes, busy, stuckAt);
    }

    public Past left(Exchange of, boolean hasAll) {
        return new Past(doubt, entry, of, hasAll, deaf, deafUntil, probes, modes, busy, stuckAt);
    }

    public Past deafUntil(long until) {
        return new Past(doubt, entry, left, taken, true, until, probes, modes, busy, stuckAt);
    }

    public Past owing(boolean ofProbes, int ofModes) {
        return probes == ofProbes && modes == ofModes
                ? this
                : new Past(doubt, entry, left, taken, deaf, deafUntil, ofProbes, ofModes, busy, stuckAt);
    }

    public Past busyUntil(long at) {
        return new Past(doubt, entry, left, taken, deaf, deafUntil, probes, modes, true, at);
    }

    public Past notBusy() {
        return busy ? new Past(doubt, entry, left, taken, deaf, deafUntil, probes, modes, false, 0) : this;
    }

    /** The module has been made to answer, or has restarted; what it reads late it may still answer. */
    public Past settled() {
        return CLEAR.owing(probes, modes);
    }

    /** The link whose bytes a given-up CIPRECVDATA may still bring; null if there is none. */
    public Generation receiver() {
        return left == null ? null : left.receiver;
    }

    /** The send that was given up, while it is not known what becomes of it; null if there is none. */
    public Exchange send() {
        return left != null && left.kind == Exchange.Kind.SEND ? left : null;
    }

    /** Whether silence means nothing yet. */
    public boolean deafAt(long now) {
        return deaf && now - deafUntil < 0;
    }

    /** Whether a question was asked whose answer may still come. */
    public boolean owesAnswers() {
        return probes || modes > 0;
    }
}
