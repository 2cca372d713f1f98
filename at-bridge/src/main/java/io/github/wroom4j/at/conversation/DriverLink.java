package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.LinkRequest.Peer;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection: its id for as long as the module keeps it, its unread bytes, its unsent bytes. */
public sealed class DriverLink implements Link permits DatagramLink {
    static final LinkRequest UNKNOWN_PEER =
            new LinkRequest(LinkRequest.Type.TCP, "0.0.0.0", 1, OptionalInt.empty(), 0, SslOptions.NONE, Peer.FIXED);

    final DriverState state;
    final LinkMachine machine;
    /** It came to the module's server. */
    final boolean incoming;

    final LinkBuffer buffer;
    final boolean fetches;
    final SendPath sending;
    final ReceivePath receiving;
    private volatile LinkRequest request;

    // Guarded by the state's lock.
    boolean closedByUs;
    /** Its CLOSED may belong to an earlier use of the id. */
    boolean doubted;
    /** A CLOSED has come that may be its own: the module is being asked. */
    boolean closedPerhaps;

    AtException whyClosed;

    DriverLink(DriverState state, LinkMachine machine, LinkRequest request) {
        this(state, machine, request, new LinkBuffer(state.terms().receiveLimit(), state.lock.newCondition()));
    }

    /** One that came to the module's server. */
    private DriverLink(DriverState state, LinkMachine machine) {
        this(
                state,
                machine,
                UNKNOWN_PEER,
                new LinkBuffer(state.terms().receiveLimit(), state.lock.newCondition()),
                true);
    }

    DriverLink(DriverState state, LinkMachine machine, LinkRequest request, LinkBuffer buffer) {
        this(state, machine, request, buffer, false);
    }

    private DriverLink(
            DriverState state, LinkMachine machine, LinkRequest request, LinkBuffer buffer, boolean incoming) {
        this.incoming = incoming;
        this.state = state;
        this.machine = machine;
        this.request = request;
        this.fetches = state.dialect().fetches(request.type());
        this.buffer = buffer;
        this.sending = new SendPath(this);
        this.receiving = new ReceivePath(this);
    }

    /** A link for what was asked for. The caller holds the lock. */
    static DriverLink of(DriverState state, LinkMachine machine, LinkRequest request) {
        return request.type() == LinkRequest.Type.UDP
                ? new DatagramLink(state, machine, request)
                : new DriverLink(state, machine, request);
    }

    static DriverLink incoming(DriverState state, LinkMachine machine) {
        return new DriverLink(state, machine);
    }

    /** The id that the module knows it by. */
    public int id() {
        return machine.id;
    }

    @Override
    public LinkRequest request() {
        return request;
    }

    /** Sets the peer of an accepted connection. */
    public void request(LinkRequest told) {
        request = told;
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

    /** When {@link #flushIfDue} has something to do, or {@link Long#MAX_VALUE}. */
    long flushDueAt() {
        return sending.dueAt();
    }

    /** Fetches what the module still holds of this closed link; the keeper calls it. */
    public void drainNow(Deadline deadline) {
        receiving.drain(deadline);
    }

    @Override
    public int available() {
        state.lock.lock();
        try {
            // Passive receive: the notice announced bytes that only a read will fetch.
            boolean held = fetches && !buffer.drained && buffer.holds();
            return buffer.size() + (held && buffer.failure == null && !closedByUs ? 1 : 0);
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        state.lock.lock();
        try {
            return standing();
        } finally {
            state.lock.unlock();
        }
    }

    /** Whether the id is this link's and the connection stands. The caller holds the lock. */
    boolean standing() {
        return !buffer.ended && !closedByUs && machine.isFor(this);
    }

    /** Whether payload of its may go out now that the prompt for it has come. The caller holds the lock. */
    boolean takesPayload() {
        return machine.isFor(this) && !buffer.ended;
    }

    @Override
    public Optional<AtException> whyClosed() {
        state.lock.lock();
        try {
            return Optional.ofNullable(whyClosed);
        } finally {
            state.lock.unlock();
        }
    }

    /** The module says that the connection is over. The caller holds the lock. */
    void endedBecause(AtException why) {
        if (whyClosed == null) {
            whyClosed = why;
        }
        buffer.end(state.clock().nanos());
        sending.wake();
        state.answered.signalAll();
    }

    /** The link is lost, and unread bytes beyond what is here with it. The caller holds the lock. */
    void lost(AtException why) {
        if (!closedByUs && whyClosed == null) {
            whyClosed = why;
        }
        if (!buffer.ended || !buffer.drained) {
            buffer.fail(why);
        }
        sending.wake();
    }

    /** Breaks the link for a reason; the module's end is closed by the keeper. */
    void breakOff(AtException why) {
        state.lock.lock();
        try {
            lost(why);
            machine.on(new LinkMachine.Event.Broken(this));
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public LinkRequest peer(Deadline deadline) {
        if (request == UNKNOWN_PEER && incoming && isOpen()) {
            state.linkControl().identify(this, deadline);
        }
        return request;
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

        /** Asks the module whether it still has the connection. */
        boolean stands(DriverLink link, Deadline deadline);
    }

    /** What may be read again at once: nothing, once this end has closed. */
    void closeHere() {
        closedByUs = true;
        buffer.ended = true;
        buffer.discard();
        state.room.signalAll();
        sending.wake();
    }

    void failIfNotStanding() {
        if (!standing()) {
            throw whyEnded();
        }
    }

    AtException whyEnded() {
        if (closedByUs) {
            return new AtException(Kind.LINK_CLOSED, "this link was closed by this program", "");
        }
        return whyClosed == null
                ? new AtException(Kind.LINK_CLOSED, "the connection is closed", "")
                : DriverState.again(whyClosed);
    }

    @Override
    public String toString() {
        return "link " + machine.id + " to " + request.host() + ":" + request.port();
    }
}
