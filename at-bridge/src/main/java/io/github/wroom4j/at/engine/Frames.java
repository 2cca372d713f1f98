package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import java.lang.System.Logger.Level;

/** Counted blocks on their way into the buffer of the link they belong to. */
public final class Frames {
    private static final System.Logger LOG = System.getLogger(Frames.class.getName());

    private final LinkTable links;
    private final Turn turn;
    private final Suspicion suspicion;
    private final ModuleFacts facts;
    private Generation target;
    private final StringBuilder sender = new StringBuilder();
    private int senderPort;

    Frames(LinkTable links, Turn turn, Suspicion suspicion, ModuleFacts facts) {
        this.links = links;
        this.turn = turn;
        this.suspicion = suspicion;
        this.facts = facts;
    }

    /** Who sent the frame that begins next. */
    public void sender(CharSequence address, int port) {
        sender.setLength(0);
        sender.append(address);
        senderPort = port;
    }

    public void begin(int link, int length) {
        suspicion.convict();
        target = link < 0 ? receiver(length) : links.owner(link);
        if (link < 0 && target == null) {
            // With five links every +IPD names one (at-protocol §9.1), and only an answer to CIPRECVDATA does not.
            suspicion.raiseForAllPushed("a frame came without the link that it belongs to");
        }
        if (target == null) {
            LOG.log(Level.DEBUG, "{0} bytes for link {1}, which nobody has open, were dropped", length, link);
        } else {
            target.bytes.begin(length, sender, senderPort);
        }
        sender.setLength(0);
    }

    /** CIPRECVDATA does not say whose bytes it brings (at-protocol §9.4); the command that asked does. */
    private Generation receiver(int length) {
        Exchange asked = turn.current();
        boolean known = asked != null && asked.receiver != null;
        Generation wanted = known ? asked.receiver : turn.past().receiver();
        if (wanted == null) {
            return null;
        }
        // A CONNECT before these bytes has given the id, and what the module holds for it, to another connection.
        Generation now = wanted.machine.owner();
        if (known && now == wanted) {
            asked.received += length;
        }
        if (now != null) {
            now.bytes.fetched(length, facts.dialect.is(Quirk.DATA_AFTER_CLOSED));
        }
        return now;
    }

    public void payload(byte[] bytes, int offset, int length) {
        if (target != null && !target.bytes.put(bytes, offset, length)) {
            target.breakOff(new AtException(
                    AtException.Kind.LINK_BROKEN,
                    "the link's receive buffer of " + facts.terms.receiveLimit()
                            + " bytes overflowed: read faster, or use hardware flow control or passive receive",
                    ""));
        }
    }

    /** Passive receive: the module holds bytes of a link. */
    public void notice(int link, int available) {
        suspicion.convict();
        if (link >= 0 && link < links.ids.length) {
            links.ids[link].on(new LinkMachine.Event.Held(Math.max(1, available)));
        }
    }

    /** The bytes of the frame last begun do not fit its count. */
    public void desync(String what) {
        suspicion.raise(target, what);
        if (target != null) {
            target.bytes.abandon();
            target = null;
        }
    }
}
