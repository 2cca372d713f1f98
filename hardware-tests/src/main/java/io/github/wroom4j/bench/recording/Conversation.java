package io.github.wroom4j.bench.recording;

import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.TokenSink;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recording read as exchanges: what the host wrote, and what the module said until the host wrote again. */
final class Conversation {
    private static final Pattern START =
            Pattern.compile("AT\\+CIPSTART=(?:(\\d),)?\"(TCP|UDP|SSL)[^\"]*\",\"([^\"]+)\",(\\d+).*\\r\\n");
    private static final Pattern SEND = Pattern.compile("AT\\+CIPSEND(?:EX)?=(?:(\\d),)?(\\d+)\\r\\n");
    private static final Pattern JOIN =
            Pattern.compile("AT\\+CWJAP(?:_CUR|_DEF)?=\"((?:[^\"\\\\]|\\\\.)*)\",\"([^\"]*)\".*");
    private static final Pattern FETCH = Pattern.compile("AT\\+CIPRECVDATA=(?:(\\d),)?\\d+\\r\\n");

    private static final Pattern STARTS_ANEW = Pattern.compile("AT\\+(RST|RESTORE|GSLP)");
    private static final String RESTART = "a restart, whose boot text is noise";

    /**
     * What the host wrote and what followed; {@code special} says why the exchange cannot be compared, else empty.
     *
     * @param up whether a start of the firmware ended in it, so that what is set goes back to what a start sets
     */
    record Exchange(byte[] host, byte[] module, String special, boolean up) {
        String command() {
            return new String(host, StandardCharsets.ISO_8859_1).strip();
        }
    }

    /** Bytes that a peer sends once it has received so many. */
    record Step(int afterReceived, byte[] bytes) {}

    /** One TCP connection of the recording, as its peer lived it. */
    static final class Talk {
        final String host;
        final int port;
        final List<Step> steps = new ArrayList<>();
        int sent;
        boolean peerCloses;

        Talk(String host, int port) {
            this.host = host;
            this.port = port;
        }
    }

    final List<Exchange> exchanges = new ArrayList<>();
    final List<Talk> talks = new ArrayList<>();
    final Map<String, String> networks = new LinkedHashMap<>();
    final List<String> firmware = new ArrayList<>();

    private final Map<Integer, Talk> open = new LinkedHashMap<>();
    private final AtParser parser = new AtParser(new Reader());
    private int fetching;
    private int entering = -1;
    private int entryLink;
    private boolean closing;
    private boolean toldFirmware;
    /** From what starts the firmware anew to its {@code ready}: all in between is noise, whatever the host typed. */
    private boolean starting;

    static Conversation of(List<WireLog.Entry> recording) {
        var conversation = new Conversation();
        var host = new ByteArrayOutputStream();
        var module = new ByteArrayOutputStream();
        Direction last = Direction.FROM_MODULE;
        for (WireLog.Entry entry : recording) {
            if (entry.direction() == Direction.TO_MODULE && last == Direction.FROM_MODULE) {
                conversation.exchange(host, module);
            }
            (entry.direction() == Direction.TO_MODULE ? host : module).writeBytes(entry.bytes());
            last = entry.direction();
        }
        conversation.exchange(host, module);
        return conversation;
    }

    private void exchange(ByteArrayOutputStream host, ByteArrayOutputStream module) {
        byte[] wrote = host.toByteArray();
        byte[] said = module.toByteArray();
        host.reset();
        module.reset();
        String special = wrote.length == 0 ? "what the module said before the host spoke" : read(wrote);
        if (toldFirmware) {
            firmware.clear();
        }
        parser.feed(said, 0, said.length);
        toldFirmware = false;
        if (wrote.length + said.length == 0) {
            return;
        }
        boolean up = MockDiff.booted(said);
        if (up && exchanges.stream().noneMatch(Conversation::isAnswered)) {
            // The module was still starting when the host spoke first: as if it had waited.
            exchanges.clear();
            exchanges.add(new Exchange(new byte[0], said, "what the module said as it started", true));
        } else if (special.isEmpty() && (up || starting)) {
            exchanges.add(new Exchange(wrote, said, "the module started anew, and boot text is noise", up));
        } else {
            exchanges.add(new Exchange(wrote, said, special, up));
        }
        starting = !up && (starting || special.equals(RESTART) && saysOk(said));
        if (up || starting) {
            open.clear();
        }
    }

    private static boolean isAnswered(Exchange exchange) {
        return exchange.host().length > 0 && saysOk(exchange.module());
    }

    private static boolean saysOk(byte[] said) {
        return new String(said, StandardCharsets.ISO_8859_1).contains("\r\nOK\r\n");
    }

    /** Notes what a command means for the peers; why it cannot be compared, or empty. */
    private String read(byte[] wrote) {
        String text = new String(wrote, StandardCharsets.ISO_8859_1);
        if (entering > 0) {
            Talk talk = open.get(entryLink);
            if (talk != null) {
                talk.sent += Math.min(entering, wrote.length);
            }
            entering -= wrote.length;
            return "";
        }
        closing = text.startsWith("AT+CIPCLOSE");
        toldFirmware = text.equals("AT+GMR\r\n");
        Matcher join = JOIN.matcher(text.strip());
        if (join.matches()) {
            networks.put(join.group(1).replaceAll("\\\\(.)", "$1"), join.group(2));
        }
        Matcher fetch = FETCH.matcher(text);
        fetching = fetch.matches() && fetch.group(1) != null ? Integer.parseInt(fetch.group(1)) : 0;
        Matcher send = SEND.matcher(text);
        if (send.matches()) {
            entryLink = send.group(1) == null ? 0 : Integer.parseInt(send.group(1));
            entering = Integer.parseInt(send.group(2));
            parser.expectPrompt(true);
        }
        Matcher start = START.matcher(text);
        if (start.matches()) {
            int link = start.group(1) == null ? 0 : Integer.parseInt(start.group(1));
            if (!start.group(2).equals("TCP")) {
                open.remove(link);
                return start.group(2) + " links are not played";
            }
            var talk = new Talk(start.group(3), Integer.parseInt(start.group(4)));
            open.put(link, talk);
            talks.add(talk);
        }
        return STARTS_ANEW.matcher(text).lookingAt() ? RESTART : "";
    }

    /** Notes what the peers said. */
    private final class Reader implements TokenSink {
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private int left;
        private int link;

        @Override
        public void line(CharSequence line) {
            String text = line.toString();
            if (toldFirmware && !text.equals("OK")) {
                firmware.add(text);
            }
            Matcher closed = Pattern.compile("(?:(\\d),)?CLOSED").matcher(text);
            if (closed.matches()) {
                Talk talk = open.remove(closed.group(1) == null ? 0 : Integer.parseInt(closed.group(1)));
                if (talk != null && !closing) {
                    talk.peerCloses = true;
                }
            }
        }

        @Override
        public void prompt() {}

        @Override
        public void payloadBegins(int of, int length) {
            link = of < 0 ? fetching : of;
            left = length;
            block.reset();
        }

        @Override
        public void payload(byte[] bytes, int offset, int length) {
            block.write(bytes, offset, length);
            left -= length;
            Talk talk = open.get(link);
            if (left == 0 && talk != null) {
                talk.steps.add(new Step(talk.sent, block.toByteArray()));
            }
        }

        @Override
        public void notice(int of, int available) {}

        @Override
        public void desync(String where) {}
    }
}
