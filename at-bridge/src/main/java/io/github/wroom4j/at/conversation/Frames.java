package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import java.lang.System.Logger.Level;

/** Counted blocks on their way into the buffer of the link they belong to. The reader's, under the driver's lock. */
final class Frames {
    private static final System.Logger LOG = System.getLogger(Frames.class.getName());

    private final DriverState state;
    private DriverLink target;
    private final StringBuilder sender = new StringBuilder();
    private int senderPort;

    Frames(DriverState state) {
        this.state = state;
    }

    /** Who sent the frame that begins next. */
    void sender(CharSequence address, int port) {
        sender.setLength(0);
        sender.append(address);
        senderPort = port;
    }

    void begin(int link, int length) {
        state.suspicion.convict();
        target = link < 0 ? receiver(length) : state.links.owner(link);
        if (link < 0 && target == null) {
            // With five links every +IPD names one (at-protocol §9.1), and only an answer to CIPRECVDATA does not.
            state.suspicion.raiseForAllPushed("a frame came without the link that it belongs to");
        }
        if (target == null) {
            LOG.log(Level.DEBUG, "{0} bytes for link {1}, which nobody has open, were dropped", length, link);
        } else {
            target.buffer.begin(length, sender, senderPort);
        }
        sender.setLength(0);
    }

    /** CIPRECVDATA does not say whose bytes it brings (at-protocol §9.4); the command that asked does. */
    private DriverLink receiver(int length) {
        Exchange asked = state.turn.current();
        boolean known = asked != null && asked.receiver != null;
        DriverLink wanted = known ? asked.receiver : state.turn.past().receiver();
        if (wanted == null) {
            return null;
        }
        // A CONNECT before these bytes has given the id, and what the module holds for it, to another connection.
        DriverLink now = wanted.machine.owner();
        if (known && now == wanted) {
            asked.received += length;
        }
        if (now != null) {
            now.buffer.fetched(length, state.dialect().is(Quirk.DATA_AFTER_CLOSED));
        }
        return now;
    }

    void payload(byte[] bytes, int offset, int length) {
        if (target != null && !target.buffer.put(bytes, offset, length)) {
            target.breakOff(new AtException(
                    AtException.Kind.LINK_BROKEN,
                    "the link's receive buffer of " + state.terms.receiveLimit()
                            + " bytes overflowed: read faster, or use hardware flow control or passive receive",
                    ""));
        }
    }

    /** Passive receive: the module holds bytes of a link. */
    void notice(int link, int available) {
        state.suspicion.convict();
        if (link >= 0 && link < state.links.ids.length) {
            state.links.ids[link].on(new LinkMachine.Event.Held(Math.max(1, available)));
        }
    }

    /** The bytes of the frame last begun do not fit its count. */
    void desync(String what) {
        state.suspicion.raise(target, what);
        if (target != null) {
            target.buffer.abandon();
            target = null;
        }
    }
}
