package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.LinkRequest.Peer;
import io.github.wroom4j.at.SslOptions;
import java.util.OptionalInt;

/**
 * One use of a link id, from its CONNECT or CIPSTART to the last of its bytes: whose it is, what has come for it, why it
 * ended. Nothing that was decided for one generation is ever carried out on another.
 */
public final class Generation {
    /** Of a visitor about whom nobody has asked yet. */
    public static final LinkRequest UNKNOWN_PEER =
            new LinkRequest(LinkRequest.Type.TCP, "0.0.0.0", 1, OptionalInt.empty(), 0, SslOptions.NONE, Peer.FIXED);

    /** The id that it uses. */
    public final LinkMachine machine;
    /** It came to the module's server. */
    public final boolean incoming;
    /** Its bytes are fetched; else the module pushes them. */
    public final boolean fetches;
    /** What has come for it. */
    public final LinkBytes bytes;

    /** This end has closed it. */
    boolean closedByUs;
    /** Its CLOSED may belong to an earlier use of the id. */
    boolean doubted;
    /** A CLOSED has come that may be its own: the module is being asked. */
    boolean closedPerhaps;
    /** Why it ended; null while it has not, or this end has closed it. */
    AtException whyClosed;

    /** When what is kept back of it has waited long enough for more; {@link Long#MAX_VALUE} if nothing waits. */
    long flushAt = Long.MAX_VALUE;

    private final ModuleFacts facts;
    private final News news;
    private volatile LinkRequest request;
    private Object attachment;
    private long quietSince;
    private long quietFor;

    Generation(LinkMachine machine, ModuleFacts facts, News news, LinkRequest request, boolean incoming) {
        this.machine = machine;
        this.facts = facts;
        this.news = news;
        this.request = request;
        this.incoming = incoming;
        this.fetches = facts.dialect.fetches(request.type());
        this.bytes = request.type() == LinkRequest.Type.UDP
                ? new DatagramBytes(facts.terms.receiveLimit(), machine.id, news, request)
                : new LinkBytes(facts.terms.receiveLimit(), machine.id, news);
        stirred();
    }

    /** The id that the module knows it by. */
    public int id() {
        return machine.id;
    }

    /** What was asked for, or who a visitor is. */
    public LinkRequest request() {
        return request;
    }

    /** Sets the peer of an accepted connection. */
    public void request(LinkRequest told) {
        request = told;
    }

    /** What the callers' side keeps with it; null if nothing yet. */
    public Object attachment() {
        return attachment;
    }

    /** Keeps something of the callers' side with it. */
    public void attach(Object what) {
        attachment = what;
    }

    /** Whether this end has closed it. */
    public boolean closedByUs() {
        return closedByUs;
    }

    /** Why it ended; null while it has not, or this end has closed it. */
    public AtException whyClosed() {
        return whyClosed;
    }

    /** Whether its CLOSED may belong to an earlier use of the id. */
    public boolean doubted() {
        return doubted;
    }

    /** It is looked into: from now on there is no doubt until something raises one. */
    public void lookedInto() {
        doubted = false;
    }

    /** The module has it: a CLOSED that may have been its own was not. */
    public void there() {
        closedPerhaps = false;
    }

    /** When what is kept back of it has waited long enough for more; {@link Long#MAX_VALUE} if nothing waits. */
    public long flushAt() {
        return flushAt;
    }

    /** Something is kept back until then, or nothing: {@link Long#MAX_VALUE}. */
    public void flushAt(long nanos) {
        flushAt = nanos;
    }

    /** Whether its frames are datagrams: a lost one leaves no hole. */
    public boolean isDatagrams() {
        return bytes instanceof DatagramBytes;
    }

    /** Whether the id is its own and the connection stands. */
    public boolean standing() {
        return !bytes.ended && !closedByUs && machine.isFor(this);
    }

    /** Whether payload of its may go out now that the prompt for it has come. */
    boolean takesPayload() {
        return machine.isFor(this) && !bytes.ended;
    }

    /** The module says that the connection is over. */
    void endedBecause(AtException why) {
        if (whyClosed == null) {
            whyClosed = why;
        }
        bytes.end(facts.now);
        news.moved(News.ANSWERED);
    }

    /** It is lost, and unread bytes beyond what is here with it. */
    public void lost(AtException why) {
        if (!closedByUs && whyClosed == null) {
            whyClosed = why;
        }
        if (!bytes.ended || !bytes.drained) {
            bytes.fail(why);
        }
        news.link(machine.id);
    }

    /** Breaks it for a reason; the module's end is closed without a caller. */
    public void breakOff(AtException why) {
        lost(why);
        machine.on(new LinkMachine.Event.Broken(this));
    }

    /** This end closes: nothing may be read any more. */
    public void closeHere() {
        closedByUs = true;
        bytes.ended = true;
        bytes.discard();
        news.moved(News.ROOM);
    }

    // ---- lost notices (H11) -----------------------------------------------------------------------------------------

    /** When the module is to be asked what it holds for an accepted link; {@link Long#MAX_VALUE} while a reader sees to it. */
    public long pollAt() {
        boolean quiet = incoming && fetches && !bytes.holds() && bytes.isEmpty() && bytes.readers == 0;
        return quiet ? quietSince + quietFor : Long.MAX_VALUE;
    }

    /** Something came, or may have: a notice that is lost from now on is soon made good. */
    void stirred() {
        quietSince = facts.now;
        quietFor = facts.terms.poll().toNanos() / 5; // the peer waits for an answer, and others perhaps behind it
    }

    /** The module is about to be asked: if it does not answer it is not asked all the time. */
    public void polled() {
        quietSince = facts.now;
        quietFor = Math.min(quietFor * 2, facts.terms.poll().toNanos() * 10);
    }

    @Override
    public String toString() {
        return "link " + machine.id + " to " + request.host() + ":" + request.port();
    }
}
