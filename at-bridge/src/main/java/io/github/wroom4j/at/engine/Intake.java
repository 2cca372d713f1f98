package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.Secrets;
import io.github.wroom4j.at.codec.TokenSink;
import java.lang.System.Logger.Level;

/** What each thing means that the module says: payload for a link, a word for the turn of the talk, news of links or Wi-Fi. */
final class Intake implements TokenSink {
    private static final System.Logger LOG = System.getLogger(Intake.class.getName());
    private static final String[] WORDS = {
        "OK", "ERROR", "FAIL", "SEND OK", "SEND FAIL", "SEND Canceled", "busy p...", "busy s..."
    };

    /** What was filed of the block before a line glued to it holds bytes that no peer sent (F3). */
    private static final String UNCOUNTED = "the module printed more bytes than it counted";

    private final Engine engine;
    private final ModuleFacts facts;
    private final News news;
    private final Turn turn;
    private final LinkTable links;
    private final Suspicion suspicion;
    private final Frames frames;
    private final AtParser parser = new AtParser(this);

    /** The engine has its other parts already. */
    Intake(Engine engine, ModuleFacts facts, News news) {
        this.engine = engine;
        this.facts = facts;
        this.news = news;
        this.turn = engine.turn();
        this.links = engine.links();
        this.suspicion = engine.suspicion();
        this.frames = new Frames(links, turn, suspicion, facts);
    }

    void feed(byte[] bytes, int offset, int length) {
        parser.feed(bytes, offset, length);
    }

    void expectPrompt() {
        parser.expectPrompt(true);
    }

    void somethingIsMissing() {
        parser.somethingIsMissing();
    }

    void forget() {
        parser.reset();
    }

    /** Whether what came last goes on. */
    boolean unfinished() {
        return parser.insideBlock() || parser.insideGluedLine();
    }

    /** What had to go on has not. */
    void silence() {
        if (parser.insideBlock()) {
            parser.abandonBlock(); // H9
        } else if (parser.insideGluedLine()) {
            parser.abandonLine(); // F3
        }
    }

    // ---- counted blocks, told on --------------------------------------------------------------------------------

    @Override
    public void sender(CharSequence address, int port) {
        frames.sender(address, port);
    }

    @Override
    public boolean fetchNamesSender() {
        return facts.namesSenders;
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
        turn.prompt(facts.now);
    }

    @Override
    public void line(CharSequence text) {
        String word = word(text);
        if (word != null) {
            word(word);
            return;
        }
        Exchange asked = turn.asked();
        if (DamagedHeader.looksLike(text)) {
            suspicion.raiseForAllPushed("the header of a frame was damaged on its way from the module");
            return;
        }
        Unsolicited message = Unsolicited.of(text);
        if (message != null) {
            if (message.kind() == Unsolicited.Kind.NOTED
                    && text.charAt(0) == 'R') { // `Recv n bytes` (at-protocol §7.4)
                if (parser.gluedToBlock()) {
                    frames.desync(UNCOUNTED); // a line end always stands before it
                }
                turn.taken();
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
            facts.echoes++;
            if (facts.echoOff) {
                // Echo comes back with a reset (at-protocol §2.3), whose `ready` was lost.
                engine.restarted(Secrets.mask(line));
            }
            return;
        }
        if (!facts.echoOff) {
            Unsolicited inside = Unsolicited.insideEcho(line, asked.command.text());
            if (inside != null) {
                heard(inside, line);
                return;
            }
        }
        turn.information(line);
    }

    /** The command that a line may answer: the pending one, or else one that was given up. */
    private Exchange explaining(Exchange asked) {
        return asked != null ? asked : turn.past().left();
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
        Exchange asked = turn.asked();
        if (parser.gluedToBlock() && GluedLine.isUnexpectedFinal(word, asked, facts.dialect)) {
            frames.desync(UNCOUNTED);
        }
        if (asked != null && (asked.kind != Exchange.Kind.QUESTION || word.startsWith("busy"))) {
            suspicion.convict(); // a module that starts says none of these
        }
        turn.word(word, facts.now); // also to what was given up; else a straggler (at-protocol §16.7)
    }

    private void heard(Unsolicited message, CharSequence text) {
        switch (message.kind()) {
            case READY -> engine.restarted("ready");
            case FORCED_RESTART -> LOG.log(Level.DEBUG, "the module restarts by force");
            case LINK_OPEN -> links.connect(message.link());
            case LINK_FAILED -> links.connectFail(message.link());
            case LINK_CLOSED -> links.closed(message.link(), engine.whyClosed(message.link()));
            case WIFI_CONNECTED -> event(AtEvents.Kind.WIFI_CONNECTED, text);
            case WIFI_GOT_IP -> {
                engine.station(Station.State.CONNECTED);
                news.moved(News.ANSWERED);
                event(AtEvents.Kind.WIFI_GOT_IP, text);
            }
            case WIFI_DISCONNECTED -> {
                engine.wifiLost();
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
        news.post(kind, Secrets.mask(text.toString()));
    }
}
