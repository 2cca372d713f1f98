package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.ReplyFields;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverLink;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.LinkSlots;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.StatusCommand;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.at.engine.ReplyLost;
import io.github.wroom4j.hal.Deadline;
import java.util.List;
import java.util.OptionalInt;

/** Opening, listing and closing links. */
public final class LinkCommands implements DriverLink.Control {
    /** The id that means each of them (at-protocol §7.6). */
    private static final int ALL = 5;

    private final DriverState state;
    private final CommandLane lane;
    private final LinkSlots slots;
    private final SslCommands ssl;

    public LinkCommands(DriverState state, CommandLane lane, SslCommands ssl) {
        this.state = state;
        this.lane = lane;
        this.slots = new LinkSlots(state);
        this.ssl = ssl;
    }

    /**
     * Waits for a free id without the lane, which whoever closes a link needs.
     *
     * @return false at the deadline
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#awaitFreeLink}
     */
    public boolean awaitFree(Deadline deadline) {
        return slots.awaitIdle(deadline);
    }

    /**
     * Opens a link; see {@link io.github.wroom4j.at.AtModule#open}.
     *
     * @throws AtException as {@link io.github.wroom4j.at.AtModule#open(LinkRequest, Deadline)}
     */
    public Link open(LinkRequest request, Deadline deadline) {
        refuseWhatItCannot(request);
        lane.acquire(deadline);
        try {
            for (int attempt = 1; ; attempt++) {
                if (!slots.anyIdle()) {
                    tidy(deadline);
                }
                DriverLink link = slots.take(request, deadline);
                AtException collision = tryOpen(link, request, deadline);
                if (collision == null) {
                    return link;
                }
                if (attempt == 3) {
                    throw collision;
                }
            }
        } finally {
            lane.release();
        }
    }

    /** Frees ids that only wait for the keeper: it cannot come while this thread has the lane. */
    private void tidy(Deadline deadline) {
        slots.orphans().forEach(orphan -> closeOrphan(orphan, deadline));
        slots.lingering(true).forEach(link -> closeNow(link, deadline));
        for (DriverLink link : slots.undrained()) {
            link.drainNow(deadline);
        }
        if (!slots.anyIdle() && slots.anyForeign()) {
            reconcile(deadline);
        }
    }

    /**
     * Closes a connection that has no owner on this side. The caller holds the lane.
     *
     * @throws AtException if the module does not answer; the connection is then still to be closed
     */
    public void closeOrphan(LinkSlots.Orphan orphan, Deadline deadline) {
        slots.closeOrphan(lane, orphan, cipclose(orphan.id()), deadline);
    }

    /**
     * Closes accepted links whose peers have had time to close them. For the keeper.
     *
     * @throws AtException if the module does not answer; the links are then still to be closed
     */
    public void closeLingering(Deadline deadline) {
        slots.lingering(false).forEach(link -> closeNow(link, deadline));
    }

    private void refuseWhatItCannot(LinkRequest request) {
        DialectTable dialect = state.dialect();
        if (request.type() == LinkRequest.Type.UDP && !dialect.capabilities().has(Feature.UDP)) {
            throw new AtException(Kind.UNSUPPORTED, dialect.name() + " has no UDP links", "");
        }
        if (request.type() == LinkRequest.Type.SSL) {
            ssl.refuseWhatItCannot(request.ssl());
        }
    }

    /** Null when open; an exception when nothing was sent, so that another try may succeed: a taken id, a drawn port. */
    private AtException tryOpen(DriverLink link, LinkRequest request, Deadline deadline) {
        boolean asked = false;
        try {
            if (request.type() == LinkRequest.Type.SSL) {
                ssl.prepare(link.id(), request.ssl(), deadline);
            }
            if (request.type() == LinkRequest.Type.UDP) {
                nameSenders(request, deadline);
            }
            AtCommand command = cipstart(link.id(), request);
            Reply reply;
            try {
                asked = true;
                CommandOptions options = CommandOptions.slow()
                        .finalDueWhen(
                                () -> slots.connectSeen(link), state.terms().patience());
                reply = slots.opening(lane, link, command, options, deadline);
            } catch (ReplyLost lost) {
                if (slots.listening() && isVisitors(link, deadline)) {
                    slots.occupied(link); // the CONNECT was his (L5)
                    return new AtException(
                            Kind.CONNECT_FAILED, "a connection to the server took link id " + link.id(), "", lost);
                }
                // L9: CONNECT without OK stands if the module says so; whose it was is not sure where a visitor may
                // have
                // come and gone.
                boolean mine = slots.connectSeen(link) && !(slots.listening() && slots.cameAndWent(link));
                if (!mine && !stands(link, deadline)) {
                    throw failed(link, new AtException(Kind.CONNECT_FAILED, lost.getMessage(), "", lost));
                }
                slots.opened(link);
                return null;
            }
            if (reply.ok()) {
                if (slots.endedUnconnected(link) && !stands(link, deadline)) {
                    // axTLS images say CLOSED and then OK where the server answers the hello with an alert or a reset
                    // (at-recorded D4).
                    slots.free(link);
                    throw new AtException(
                            Kind.CONNECT_FAILED,
                            request.type() + " to " + request.host() + ":" + request.port()
                                    + " failed: the firmware said CLOSED, and OK without CONNECT",
                            "CLOSED");
                }
                slots.opened(link);
                return null;
            }
            return refusal(link, request, reply);
        } catch (AtException e) {
            if (asked && (e.kind() == Kind.TIMEOUT || e.kind() == Kind.BUSY || e.kind() == Kind.INTERRUPTED)) {
                slots.abandon(link); // the module goes on trying (WC-1); the keeper closes what comes of it
            } else {
                slots.free(link);
            }
            throw e;
        } catch (RuntimeException e) {
            slots.free(link);
            throw e;
        }
    }

    /** CIPDINFO=1, for all links and until a restart: streams do not mind the longer headers. */
    private void nameSenders(LinkRequest request, Deadline deadline) {
        if (state.namesSenders()) {
            return;
        }
        Reply reply = senders(deadline);
        if (!reply.ok() && request.peer() != LinkRequest.Peer.FIXED) {
            throw reply.error(Kind.UNSUPPORTED, "this firmware does not report who sent a datagram");
        }
    }

    @Override
    public void nameSenders(Deadline deadline) {
        senders(deadline);
    }

    private Reply senders(Deadline deadline) {
        lane.acquire(deadline);
        try {
            // An asking that is given up may have been heard: the next fetch asks again, for its reply is read in one
            // way only.
            state.asksForSenders();
            Reply reply = lane.run(AtCommand.set("CIPDINFO").number(1), deadline);
            state.namesSenders(reply.ok());
            return reply;
        } finally {
            lane.release();
        }
    }

    private AtException failed(DriverLink link, AtException why) {
        slots.failed(link);
        return why;
    }

    private AtException refusal(DriverLink link, LinkRequest request, Reply reply) {
        String to = request.type() + " to " + request.host() + ":" + request.port();
        if (reply.lines().stream().anyMatch(line -> line.startsWith("ALREADY CONNECT"))) {
            slots.occupied(link);
            return reply.error(Kind.CONNECT_FAILED, to + " found its link id taken");
        }
        if (reply.says("no ip")) {
            slots.free(link);
            throw reply.error(Kind.NO_WIFI, to + " failed: the station has no address");
        }
        if (reply.says("DNS Fail")) {
            slots.free(link); // no CLOSED follows this one (at-protocol §7.3)
            throw reply.error(Kind.NAME_NOT_FOUND, "the name " + request.host() + " was not found");
        }
        if (slots.refusedAtOnce(link)) {
            // NonOS draws the local port from the time, and espconn_connect refuses one that another link has: about
            // one
            // connection in ten thousand beside four that stand (espconn-sdk §4.1, §4.5). Another try draws another
            // port.
            slots.free(link);
            return reply.error(Kind.CONNECT_FAILED, to + " was refused by the module itself (CONNECT FAIL)");
        }
        slots.failed(link);
        throw reply.error(Kind.CONNECT_FAILED, to + " failed");
    }

    private static AtCommand cipstart(int id, LinkRequest request) {
        AtCommand command = AtCommand.set("CIPSTART")
                .number(id)
                .word(request.type().name())
                .quoted("the host", request.host(), 1, 255)
                .number(request.port());
        if (request.type() == LinkRequest.Type.UDP) {
            OptionalInt local = request.localPort();
            return local.isPresent()
                    ? command.number(local.getAsInt()).number(request.peer().ordinal())
                    : command;
        }
        return request.keepAliveSeconds() > 0 ? command.number(request.keepAliveSeconds()) : command;
    }

    // ---- closing ------------------------------------------------------------------------------------------------

    @Override
    public void close(DriverLink link, Deadline deadline) {
        try {
            if (slots.standing(link)) {
                link.flush(deadline);
            }
        } catch (AtException e) {
            slots.note("closing " + link + " lost unsent bytes: " + e.getMessage());
        }
        if (!slots.closeHere(link)) {
            return;
        }
        if (!slots.leave(link)) {
            closeNow(link, deadline);
        }
    }

    @Override
    public void abort(DriverLink link, Deadline deadline) {
        if (slots.closeHere(link)) {
            closeNow(link, deadline);
        }
    }

    private void closeNow(DriverLink link, Deadline deadline) {
        try {
            lane.acquire(deadline);
            try {
                slots.close(lane, link, cipclose(link.id()), deadline);
                link.drainNow(deadline);
            } finally {
                lane.release();
            }
        } catch (AtException e) {
            slots.abandon(link); // the keeper will see to it
            slots.note("closing " + link + " is left to the keeper: " + e.getMessage());
        }
    }

    /** UNLINK, its refusal, means that the id is closed already (at-protocol §16.5 L3). */
    private static AtCommand cipclose(int id) {
        return AtCommand.set("CIPCLOSE").number(id);
    }

    // ---- listing ------------------------------------------------------------------------------------------------

    /** A row that is missing is asked for once more: a single byte that the wire lost would end a link that stands. */
    @Override
    public boolean stands(DriverLink link, Deadline deadline) {
        return lists(link, deadline) || lists(link, deadline);
    }

    private boolean lists(DriverLink link, Deadline deadline) {
        boolean row = list(deadline).stream().anyMatch(r -> r.id() == link.id());
        return row && slots.has(link); // where the id has been given to another, the row is that one's
    }

    private boolean isVisitors(DriverLink link, Deadline deadline) {
        return list(deadline).stream().anyMatch(row -> row.id() == link.id() && row.server());
    }

    /** A row of CIPSTATUS. */
    public record Row(int id, String type, String ip, int remotePort, boolean server) {}

    /**
     * The links that the module has.
     *
     * @throws AtException if the module does not answer by the deadline, or refuses
     */
    public List<Row> list(Deadline deadline) {
        StatusCommand asked = state.dialect().statusCommand();
        Reply reply = lane.run(asked.command(), deadline);
        if (!reply.ok()) {
            // CIPSTATE came with 2.2.2 (at-recorded-esp-at E1), CIPSTATUS may go: whichever is refused, the other is
            // asked.
            asked = asked.other();
            reply = lane.run(asked.command(), deadline).orThrow();
        }
        return reply.rows(asked.name()).stream()
                .map(line -> {
                    ReplyFields fields = ReplyFields.of(line);
                    // AT 0.40's TCP row has five values, all others six; the last one is always tetype
                    // (at-protocol §7.1).
                    return new Row(
                            fields.number(0).orElse(-1),
                            fields.text(1),
                            fields.text(2),
                            fields.number(3).orElse(0),
                            fields.number(fields.size() - 1).orElse(0) == 1);
                })
                .toList();
    }

    /**
     * Ends the links that the module does not have, and closes in the module those that have no owner here. For the keeper.
     *
     * @throws AtException as {@link #list}
     */
    public void reconcile(Deadline deadline) {
        int[] before = slots.moves();
        slots.reconcile(
                list(deadline).stream()
                        .map(row -> new LinkSlots.Listed(row.id(), row.server()))
                        .toList(),
                before);
    }

    /**
     * Closes every link of the module; those of this driver are broken. For the keeper.
     *
     * @throws AtException if the module does not answer by the deadline, or refuses
     */
    public void closeAll(Deadline deadline) {
        state.loseLinks(new AtException(
                Kind.LINK_BROKEN, "the module had lost track of its links, so that they were all closed", ""));
        lane.run(AtCommand.set("CIPCLOSE").number(ALL), deadline).orThrow();
    }

    @Override
    public void identify(DriverLink link, Deadline deadline) {
        for (Row row : list(deadline)) {
            if (row.id() == link.id() && row.remotePort() > 0 && !row.ip().isEmpty() && slots.has(link)) {
                link.request(LinkRequest.tcp(row.ip(), row.remotePort()));
            }
        }
    }
}
