package io.github.wroom4j.watch;

import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.Secrets;
import io.github.wroom4j.at.codec.TokenSink;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import io.github.wroom4j.words.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads both directions of the wire as AT: commands, lines, counted blocks, with secrets hidden, and what follows from them
 * about links and air. It only listens; a gap in what it hears is bridged at the host's next command. One thread.
 */
final class Conversation {
    /** What the page shows of a block; a whole send of the largest kind, and a frame of one segment. */
    private static final int SHOWN = 2048;

    private static final int LONGEST_LINE = 4096;

    private static final Pattern SEND =
            Pattern.compile("AT\\+CIPSEND(?:BUF|EX|L)?=(?:(\\d),)?(\\d{1,5})(?:,\"?([^\",]*)\"?,(\\d{1,5}))?");
    private static final Pattern FETCH = Pattern.compile("AT\\+CIPRECVDATA=(?:(\\d),)?\\d+");
    /** A command whose first field is a link id. */
    private static final Pattern OF_LINK = Pattern.compile(
            "AT\\+CIP(?:START|CLOSE|SEND|SENDBUF|SENDEX|RECVDATA)=(\\d)[,\\s].*|" + "AT\\+CIPCLOSE=(\\d)");

    private static final Pattern LINE_OF_LINK =
            Pattern.compile("(\\d),(?:CONNECT|CLOSED|CONNECT FAIL|SEND OK|SEND FAIL).*");

    private final Consumer<Map<String, Object>> out;
    private final Links links;
    private final Air air = new Air();
    private final AtParser parser = new AtParser(new ModuleSide());
    private final HostSide host = new HostSide();
    private long now;
    private boolean deaf;
    /** The link that the last command was about, null for none. */
    private Integer subject;

    private int fetching = -1;

    /**
     * @param began the wall time of the log's beginning
     * @param out takes the events of the page
     */
    Conversation(Instant began, Consumer<Map<String, Object>> out) {
        this.out = out;
        this.links = new Links(began);
    }

    /** Bytes went one way. */
    void piece(long micros, Direction direction, byte[] bytes) {
        now = micros;
        if (direction == Direction.TO_MODULE) {
            host.take(bytes);
        } else if (!deaf) {
            parser.feed(bytes, 0, bytes.length);
        }
    }

    /** Bytes passed that were not kept: what follows makes no sense before the host's next command. */
    void missed(long bytes) {
        parser.reset();
        host.forget();
        links.gap(now);
        deaf = true;
        out.accept(Json.object("k", "missed", "what", "wire", "n", bytes));
    }

    /** What is known of air and links. */
    Map<String, Object> state() {
        return Json.object(
                "k",
                "air",
                "station",
                air.told(),
                "links",
                links.used().stream().map(Links.Slot::told).toList());
    }

    /** Draws the handshakes that have gone on since the last time. */
    void draw() {
        for (Links.Slot slot : links.used()) {
            SecureTalk talk = slot.secure;
            if (talk != null && talk.changed()) {
                out.accept(Json.object(
                        "k",
                        "drawing",
                        "use",
                        slot.use,
                        "l",
                        slot.id,
                        "peer",
                        slot.host.isEmpty() ? "" : talk.peer().toString(),
                        "en",
                        talk.drawing(slot.visitor, Locale.ENGLISH),
                        "ja",
                        talk.drawing(slot.visitor, Locale.JAPANESE)));
            }
        }
    }

    private void line(String direction, Integer link, String text) {
        out.accept(Json.object("k", "at", "t", now / 1000.0, "d", direction, "l", link, "x", text));
    }

    private void block(int id, boolean sent, byte[] bytes) {
        Links.Slot slot = links.of(now, id);
        List<String> records = links.count(slot, now, sent, bytes);
        byte[] safe = slot.secure != null ? bytes : (sent ? slot.sentSecrets : slot.receivedSecrets).hide(bytes);
        byte[] shown = safe.length > SHOWN ? Arrays.copyOf(safe, SHOWN) : safe;
        out.accept(Json.object(
                "k",
                "block",
                "t",
                now / 1000.0,
                "d",
                sent ? ">" : "<",
                "l",
                id,
                "n",
                bytes.length,
                "b",
                Base64.getEncoder().encodeToString(shown),
                "tls",
                records));
    }

    /** Names are UTF-8 where their owner wrote that; anything else is a letter for each byte. */
    private static String readable(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return octets;
        }
    }

    /** What the host sends: command lines, and the payload that follows a prompt. */
    private final class HostSide {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private ByteArrayOutputStream payload;
        private int link;
        private int announced;
        private int left;

        void forget() {
            line.reset();
            announced = 0;
            left = 0;
        }

        /** The module asks for the payload that was announced. */
        void prompted() {
            left = announced;
            announced = 0;
            payload = new ByteArrayOutputStream();
        }

        void take(byte[] bytes) {
            int at = 0;
            while (at < bytes.length) {
                if (left > 0) {
                    int run = Math.min(left, bytes.length - at);
                    payload.write(bytes, at, run);
                    at += run;
                    left -= run;
                    if (left == 0) {
                        block(link, true, payload.toByteArray());
                    }
                } else {
                    byte b = bytes[at++];
                    if (b == '\n') {
                        command();
                    } else if (line.size() < LONGEST_LINE) {
                        line.write(b);
                    }
                }
            }
        }

        private void command() {
            String text = line.toString(StandardCharsets.ISO_8859_1);
            line.reset();
            if (text.endsWith("\r")) {
                text = text.substring(0, text.length() - 1);
            }
            if (text.isEmpty()) {
                return;
            }
            if (text.startsWith("AT")) {
                deaf = false;
            }
            Matcher send = SEND.matcher(text);
            announced = 0;
            if (send.matches()) {
                link = send.group(1) == null ? 0 : Integer.parseInt(send.group(1));
                announced = Integer.parseInt(send.group(2));
            }
            parser.expectPrompt(announced > 0);
            Matcher fetch = FETCH.matcher(text);
            fetching = fetch.matches() ? fetch.group(1) == null ? 0 : Integer.parseInt(fetch.group(1)) : -1;
            Matcher of = OF_LINK.matcher(text);
            subject = of.matches() ? Integer.valueOf(of.group(1) != null ? of.group(1) : of.group(2)) : null;
            links.command(text);
            air.command(readable(text));
            Conversation.this.line(">", subject, readable(Secrets.mask(text)));
        }
    }

    /** What the module says. */
    private final class ModuleSide implements TokenSink {
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private int link;
        private int left;
        private String sender = "";
        private int senderPort;

        @Override
        public void line(CharSequence text) {
            String octets = text.toString();
            links.line(now, octets);
            air.line(now, readable(octets));
            Matcher of = LINE_OF_LINK.matcher(octets);
            Integer about = of.matches() ? Integer.valueOf(of.group(1)) : subject;
            Conversation.this.line("<", about, readable(Secrets.mask(octets)));
        }

        @Override
        public void prompt() {
            Conversation.this.line("<", subject, ">");
            host.prompted();
        }

        @Override
        public void sender(CharSequence address, int port) {
            sender = address.toString();
            senderPort = port;
        }

        @Override
        public void payloadBegins(int id, int length) {
            link = id >= 0 ? id : Math.max(fetching, 0);
            left = length;
            block.reset();
            if (!sender.isEmpty()) {
                links.peer(links.of(now, link), sender, senderPort);
                sender = "";
            }
        }

        @Override
        public void payload(byte[] bytes, int offset, int length) {
            block.write(bytes, offset, length);
            left -= length;
            if (left == 0) {
                block(link, false, block.toByteArray());
                block.reset();
            }
        }

        @Override
        public void notice(int id, int available) {
            Conversation.this.line("<", Math.max(id, 0), "+IPD," + (id < 0 ? "" : id + ",") + available);
        }

        @Override
        public void desync(String where) {
            if (block.size() > 0) {
                block(link, false, block.toByteArray());
                block.reset();
            }
            out.accept(Json.object("k", "note", "t", now / 1000.0, "l", link, "x", where));
        }
    }
}
