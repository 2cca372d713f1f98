package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.LinkBytes;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** A connection: its id for as long as the module keeps it, its unread bytes, its unsent bytes. */
public sealed class DriverLink implements Link permits DatagramLink {
    final DriverState state;
    final Generation use;
    final SendPath sending;
    final ReceivePath receiving;

    /** The callers' side of a generation that has none yet. Its maker owns the engine. */
    DriverLink(DriverState state, Generation use) {
        this.state = state;
        this.use = use;
        this.sending = new SendPath(this);
        this.receiving = new ReceivePath(this);
        use.attach(this);
    }

    /** A link for what was asked for. */
    static DriverLink of(DriverState state, Generation use) {
        return use.isDatagrams() ? new DatagramLink(state, use) : new DriverLink(state, use);
    }

    /** The id that the module knows it by. */
    public int id() {
        return use.id();
    }

    @Override
    public LinkRequest request() {
        return use.request();
    }

    /** Sets the peer of an accepted connection. */
    public void request(LinkRequest told) {
        use.request(told);
    }

    @Override
    public int read(byte[] target, int offset, int length, Deadline deadline) {
        sending.flushBeforeRead(deadline);
        return receiving.read(target, offset, length, deadline);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, Deadline deadline) {
        sending.write(bytes, offset, length, deadline);
    }

    @Override
    public void flush(Deadline deadline) {
        sending.flush(deadline);
    }

    /** Sends what has waited long enough for more; the keeper calls it. */
    void flushIfDue(Deadline deadline) {
        sending.flushIfDue(deadline);
    }

    /** Fetches what the module still holds of this closed link; the keeper calls it. */
    public void drainNow(Deadline deadline) {
        receiving.drain(deadline);
    }

    @Override
    public int available() {
        state.enter(); // sketches ask before every read: it makes no garbage
        try {
            // Passive receive: the notice announced bytes that only a read will fetch.
            LinkBytes bytes = use.bytes;
            boolean held = use.fetches && !bytes.drained() && bytes.holds();
            return bytes.size() + (held && bytes.failure() == null && !use.closedByUs() ? 1 : 0);
        } finally {
            state.leave();
        }
    }

    @Override
    public boolean isOpen() {
        state.enter();
        try {
            return use.standing();
        } finally {
            state.leave();
        }
    }

    @Override
    public Optional<AtException> whyClosed() {
        return state.locked(() -> Optional.ofNullable(use.whyClosed()));
    }

    /** Breaks the link for a reason; the module's end is closed by the keeper. */
    void breakOff(AtException why) {
        state.run(() -> use.breakOff(why));
    }

    @Override
    public LinkRequest peer(Deadline deadline) {
        if (request() == Generation.UNKNOWN_PEER && use.incoming && isOpen()) {
            state.linkControl().identify(this, deadline);
        }
        return request();
    }

    @Override
    public void close() {
        close(Deadline.in(state.clock(), state.terms().timeouts().close()));
    }

    @Override
    public void close(Deadline deadline) {
        state.linkControl().close(this, deadline);
    }

    @Override
    public void abort() {
        state.linkControl()
                .abort(this, Deadline.in(state.clock(), state.terms().timeouts().close()));
    }

    /** What the floor above can do about a link: it knows the commands. */
    public interface Control {
        /** Closes it; never throws for a connection that is gone already. */
        void close(DriverLink link, Deadline deadline);

        /** Closes it without sending what was kept back and without waiting for a visitor to do it. */
        void abort(DriverLink link, Deadline deadline);

        /** Asks the module who the peer of an accepted connection is. */
        void identify(DriverLink link, Deadline deadline);

        /** Has the module name senders, after an asking for it that was given up. */
        void nameSenders(Deadline deadline);

        /** Asks the module whether it still has the connection. */
        boolean stands(DriverLink link, Deadline deadline);
    }

    void failIfNotStanding() {
        if (!use.standing()) {
            throw whyEnded();
        }
    }

    AtException whyEnded() {
        if (use.closedByUs()) {
            return new AtException(Kind.LINK_CLOSED, "this link was closed by this program", "");
        }
        return use.whyClosed() == null
                ? new AtException(Kind.LINK_CLOSED, "the connection is closed", "")
                : DriverState.again(use.whyClosed());
    }

    @Override
    public String toString() {
        return use.toString();
    }
}
