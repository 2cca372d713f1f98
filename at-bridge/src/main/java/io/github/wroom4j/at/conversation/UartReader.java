package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.Secrets;
import io.github.wroom4j.at.codec.TokenSink;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import java.lang.System.Logger.Level;

/**
 * The one thread that reads the port. It files payload, completes the pending command, updates the link table, posts
 * events; it never writes, never waits for a caller, never runs user code.
 */
public final class UartReader implements TokenSink {
    private static final System.Logger LOG = System.getLogger(UartReader.class.getName());
    private static final String[] WORDS = {
        "OK", "ERROR", "FAIL", "SEND OK", "SEND FAIL", "SEND Canceled", "busy p...", "busy s..."
    };

    /** What was filed of the block before a line glued to it holds bytes that no peer sent (F3). */
    private static final String UNCOUNTED = "the module printed more bytes than it counted";

    private final DriverState state;
    private final AtParser parser;
    private final FlowHold hold;
    private final byte[] chunk = new byte[8192];
    private final Frames frames;
    private Deadline gap;

    public UartReader(DriverState state) {
        this.state = state;
        this.parser = new AtParser(this);
        state.parser = parser;
        this.hold = new FlowHold(state);
        this.frames = new Frames(state);
    }

    /** The parser that this reader feeds. */
    public AtParser parser() {
        return parser;
    }

    /** Reads one port until it is closed or gone; the cause comes back. */
    public BoardException readUntilGone(Uart uart) {
        Deadline never = Deadline.never(state.clock());
        int most = chunk.length;
        while (true) {
            try {
                int read = uart.read(chunk, 0, most, unfinished() ? gapDeadline() : never);
                state.lock.lock();
                try {
                    if (read > 0) {
                        received(chunk, read);
                    } else {
                        silence();
                    }
                    most = hold.most(chunk.length, uart.config().flow());
                } finally {
                    state.lock.unlock();
                }
            } catch (BoardException e) {
                return e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the reader failed", e);
                return new BoardException(BoardException.Kind.IO, "reading the port failed: " + e, e);
            }
        }
    }

    /** Whether what came last goes on: within the payload gap more has to come. */
    public boolean unfinished() {
        return parser.insideBlock() || parser.insideGluedLine();
    }

    /** Takes bytes as they came. */
    public void received(byte[] bytes, int length) {
        state.lock.lock();
        try {
            parser.feed(bytes, 0, length);
        } finally {
            state.lock.unlock();
        }
    }

    /** What had to go on has not, for as long as the payload gap. */
    public void silence() {
        state.lock.lock();
        try {
            if (parser.insideBlock()) {
                parser.abandonBlock(); // H9
            } else if (parser.insideGluedLine()) {
                parser.abandonLine(); // F3
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** Between one and two gaps from now, so that steady payload does not make a new deadline for every read. */
    private Deadline gapDeadline() {
        long gapNanos = state.terms().timeouts().payloadGap().toNanos();
        if (gap == null || gap.remainingNanos() < gapNanos) {
            gap = Deadline.at(state.clock(), state.clock().nanos() + 2 * gapNanos);
        }
        return gap;
    }

    // ---- counted blocks, told on --------------------------------------------------------------------------------

    @Override
    public void sender(CharSequence address, int port) {
        frames.sender(address, port);
    }

    @Override
    public boolean fetchNamesSender() {
        return state.namesSenders;
    }

    @Override
    public void payloadBegins(int link, int length) {
        frames.begin(link, length);
    }

    @Override
    public void payload(byte[] bytes, int offset, int length) {
        frames.payload(bytes, offset, length);
    }

    @Override
    public void notice(int link, int available) {
        frames.notice(link, available);
    }

    @Override
    public void desync(String where) {
        frames.desync("bytes were lost on the way from the module: " + where);
    }

    // ---- lines ----------------------------------------------------------------------------------------------------

    @Override
    public void prompt() {
        state.turn.prompt(state.clock().nanos());
    }

    @Override
    public void line(CharSequence text) {
        String word = word(text);
        if (word != null) {
            word(word);
            return;
        }
        Exchange asked = state.turn.asked();
        if (DamagedHeader.looksLike(text)) {
            state.suspicion.raiseForAllPushed("the header of a frame was damaged on its way from the module");
            return;
        }
        Unsolicited message = Unsolicited.of(text);
        if (message != null) {
            if (message.kind() == Unsolicited.Kind.NOTED
                    && text.charAt(0) == 'R') { // `Recv n bytes` (at-protocol §7.4)
                if (parser.gluedToBlock()) {
                    frames.desync(UNCOUNTED); // a line end always stands before it
                }
                state.turn.taken();
            }
            if (asked != null && asked.takesUnsolicited && message.kind() != Unsolicited.Kind.READY) {
                asked.information(text.toString());
            }
            heard(message, text);
            return;
        }
        if (parser.gluedToBlock() && GluedLine.isUnexpectedLine(text, explaining(asked))) {
            frames.desync(UNCOUNTED);
        }
        if (asked == null) {
            return;
        }
        String line = text.toString();
        if (line.equals(asked.command.text())) {
            state.echoes++;
            if (state.echoOff) {
                // Echo comes back with a reset (at-protocol §2.3), whose `ready` was lost.
                state.moduleRestarted(Secrets.mask(line));
            }
            return;
        }
        if (!state.echoOff) {
            Unsolicited inside = Unsolicited.insideEcho(line, asked.command.text());
            if (inside != null) {
                heard(inside, line);
                return;
            }
        }
        state.turn.information(line);
    }

    /** The command that a line may answer: the pending one, or else one that was given up. */
    private Exchange explaining(Exchange asked) {
        return asked != null ? asked : state.turn.past().left();
    }

    /** The protocol's own word that a line is, without making a string of it. */
    private static String word(CharSequence text) {
        for (String word : WORDS) {
            if (word.length() == text.length() && word.contentEquals(text)) {
                return word;
            }
        }
        return null;
    }

    private void word(String word) {
        Exchange asked = state.turn.asked();
        if (parser.gluedToBlock() && GluedLine.isUnexpectedFinal(word, asked, state.dialect())) {
            frames.desync(UNCOUNTED);
        }
        if (asked != null && (asked.kind != Exchange.Kind.QUESTION || word.startsWith("busy"))) {
            state.suspicion.convict(); // a module that starts says none of these
        }
        state.turn.word(word, state.clock().nanos()); // also to what was given up; else a straggler (at-protocol §16.7)
    }

    private void heard(Unsolicited message, CharSequence text) {
        switch (message.kind()) {
            case READY -> state.moduleRestarted("ready");
            case FORCED_RESTART -> LOG.log(Level.DEBUG, "the module restarts by force");
            case LINK_OPEN -> state.links.connect(message.link());
            case LINK_FAILED -> state.links.connectFail(message.link());
            case LINK_CLOSED -> state.links.closed(message.link(), state.whyClosed(message.link()));
            case WIFI_CONNECTED -> event(AtEvents.Kind.WIFI_CONNECTED, text);
            case WIFI_GOT_IP -> {
                state.station = Station.State.CONNECTED;
                state.stationUp = true;
                state.happened.signalAll();
                state.answered.signalAll();
                event(AtEvents.Kind.WIFI_GOT_IP, text);
            }
            case WIFI_DISCONNECTED -> {
                if (state.stationUp) {
                    state.stationUp = false;
                    state.station = Station.State.CONNECTION_LOST;
                    state.stationLostAt = state.clock().nanos();
                    state.happened.signalAll();
                    state.taskDue.signalAll();
                    state.wifiLost();
                }
                event(AtEvents.Kind.WIFI_DISCONNECTED, text);
            }
            case DHCP_TIMEOUT -> event(AtEvents.Kind.DHCP_TIMEOUT, text);
            case SOFT_AP_CONNECTED -> event(AtEvents.Kind.SOFT_AP_CLIENT_CONNECTED, text);
            case SOFT_AP_ADDRESS -> event(AtEvents.Kind.SOFT_AP_CLIENT_ADDRESS, text);
            case SOFT_AP_DISCONNECTED -> event(AtEvents.Kind.SOFT_AP_CLIENT_DISCONNECTED, text);
            case NOTED -> {}
        }
    }

    private void event(AtEvents.Kind kind, CharSequence text) {
        state.events().post(kind, Secrets.mask(text.toString()));
    }
}
