package io.github.wroom4j.doctor.page;

import io.github.wroom4j.doctor.page.SequenceDrawing.Event;
import io.github.wroom4j.doctor.page.SequenceDrawing.Kind;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.TlsFormatException;
import io.github.wroom4j.tlswire.TlsRecord;
import io.github.wroom4j.words.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a recording of one link as TLS, as far as it is in clear, and draws it. */
public final class HandshakeDrawing {
    /** Enough for every honest handshake; an endless one is cut here. */
    private static final int MOST_EVENTS = 60;

    private final Instant begin;
    private final Locale language;
    private final List<Event> events = new ArrayList<>();
    private final Direction sent = new Direction();
    private final Direction received = new Direction();

    /** What is known of one direction of the stream. */
    private static final class Direction {
        private final TlsRecord.Splitter splitter = new TlsRecord.Splitter(0xFFFF);
        private boolean encrypted;
        private boolean lost;
    }

    private HandshakeDrawing(Instant begin, Locale language) {
        this.begin = begin;
        this.language = language;
    }

    /**
     * Draws a recording.
     *
     * @param us whom this end of the link stands for
     * @param them whom the other end stands for
     */
    public static SequenceDrawing of(LinkRecording recording, String us, String them) {
        return of(recording, us, them, Locale.ENGLISH);
    }

    /** Draws a recording, with words of that language. */
    public static SequenceDrawing of(LinkRecording recording, String us, String them, Locale language) {
        var drawing = new HandshakeDrawing(recording.opened(), language);
        drawing.note(recording.opened(), true, drawing.say("connected"));
        for (var step : recording.steps()) {
            if (drawing.events.size() >= MOST_EVENTS) {
                drawing.note(step.at(), step.sent(), drawing.say("and-so-on"));
                break;
            }
            drawing.step(step);
        }
        recording
                .closed()
                .ifPresent(at -> drawing.note(
                        at,
                        !recording.closedByPeer(),
                        recording.closedByPeer() ? drawing.say("closed", them) : drawing.say("hung-up", us)));
        return new SequenceDrawing(us, them, drawing.events);
    }

    private void step(LinkRecording.Step step) {
        var direction = step.sent() ? sent : received;
        if (direction.lost) {
            return;
        }
        try {
            direction.splitter.offer(step.bytes());
        } catch (TlsFormatException e) {
            direction.lost = true;
        }
        for (var next = direction.splitter.next(); next.isPresent(); next = direction.splitter.next()) {
            record(step, direction, next.get());
        }
        if (direction.lost) {
            add(step.at(), step.sent(), say("not-tls"), size(step.bytes().length), Kind.TROUBLE);
        }
    }

    private void record(LinkRecording.Step step, Direction direction, TlsRecord record) {
        String size = size(record.toBytes().length);
        switch (record.type()) {
            case TlsRecord.ALERT -> {
                boolean clear = record.body().length == 2 && !direction.encrypted;
                var alert = clear ? Alert.of(record.body()[1] & 0xFF) : null;
                boolean peaceful = alert == null || alert.equals(Alert.CLOSE_NOTIFY);
                add(
                        step.at(),
                        step.sent(),
                        alert == null ? say("alert-encrypted") : alert.label(),
                        size,
                        peaceful ? Kind.MESSAGE : Kind.TROUBLE);
            }
            case TlsRecord.HANDSHAKE ->
                add(
                        step.at(),
                        step.sent(),
                        direction.encrypted ? say("finished-encrypted") : messages(record.body()),
                        size,
                        Kind.MESSAGE);
            case TlsRecord.CHANGE_CIPHER_SPEC -> {
                direction.encrypted = true;
                add(step.at(), step.sent(), say("change-cipher"), size, Kind.MESSAGE);
            }
            default -> add(step.at(), step.sent(), say("encrypted"), size, Kind.MESSAGE);
        }
    }

    /** The names of the messages in a record; a message that goes on in the next record is named once. */
    private String messages(byte[] body) {
        var names = new ArrayList<String>();
        int at = 0;
        while (body.length - at >= 4 && names.size() < 5) {
            names.add(messageName(body[at] & 0xFF));
            at += 4 + ((body[at + 1] & 0xFF) << 16 | (body[at + 2] & 0xFF) << 8 | body[at + 3] & 0xFF);
        }
        return names.isEmpty() ? say("handshake") : String.join(", ", names);
    }

    private String messageName(int type) {
        return switch (type) {
            case 0 -> "HelloRequest";
            case 1 -> "ClientHello";
            case 2 -> "ServerHello";
            case 4 -> "NewSessionTicket";
            case 11 -> "Certificate";
            case 12 -> "ServerKeyExchange";
            case 13 -> "CertificateRequest";
            case 14 -> "ServerHelloDone";
            case 15 -> "CertificateVerify";
            case 16 -> "ClientKeyExchange";
            case 20 -> "Finished";
            case 22 -> "CertificateStatus";
            default -> say("message", type);
        };
    }

    private String size(int bytes) {
        return say(bytes == 1 ? "one-byte" : "bytes", bytes);
    }

    private String say(String key, Object... particulars) {
        return Text.of("drawing." + key, particulars).in(language);
    }

    private void note(Instant at, boolean left, String label) {
        add(at, left, label, "", Kind.NOTE);
    }

    private void add(Instant at, boolean toRight, String label, String detail, Kind kind) {
        var after = Duration.between(begin, at);
        events.add(new Event(after.isNegative() ? Duration.ZERO : after, toRight, label, detail, kind));
    }
}
