package io.github.wroom4j.watch;

import io.github.wroom4j.doctor.page.HandshakeDrawing;
import io.github.wroom4j.doctor.page.SequenceDrawing;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tlswire.ServerHello;
import io.github.wroom4j.tlswire.TlsFormatException;
import io.github.wroom4j.tlswire.TlsRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What passes one link, as far as it is TLS in clear: which version and suite were agreed, and the records by name. */
final class SecureTalk {
    /** An honest handshake is over by then; what follows is encrypted. */
    private static final int MOST_STEPS = 48;

    private static final int MOST_BYTES = 96 * 1024;

    private final Peer peer;
    private final Instant opened;
    private final List<LinkRecording.Step> steps = new ArrayList<>();
    private final Direction sent = new Direction();
    private final Direction received = new Direction();
    private int bytes;
    private String agreed = "";
    private boolean changed;

    /** One direction's records, and the handshake messages in them. */
    private static final class Direction {
        final TlsRecord.Splitter records = new TlsRecord.Splitter();
        byte[] hello = {};
        boolean helloSeen;
        boolean broken;
    }

    SecureTalk(Peer peer, Instant opened) {
        this.peer = peer;
        this.opened = opened;
    }

    /** Whether a first block looks like the beginning of TLS: a handshake record of version 3.x. */
    static boolean begins(byte[] block) {
        return block.length >= 3 && block[0] == TlsRecord.HANDSHAKE && block[1] == 3;
    }

    /** Takes a block; the records that it completed, a line each. */
    List<String> add(Instant at, boolean out, byte[] block) {
        if (steps.size() < MOST_STEPS && bytes + block.length <= MOST_BYTES) {
            steps.add(new LinkRecording.Step(at, out, block));
            bytes += block.length;
            changed = true;
        }
        Direction direction = out ? sent : received;
        var lines = new ArrayList<String>();
        if (direction.broken) {
            return lines;
        }
        try {
            direction.records.offer(block);
        } catch (TlsFormatException e) {
            direction.broken = true;
            lines.add(e.getMessage());
        }
        for (var next = direction.records.next(); next.isPresent(); next = direction.records.next()) {
            TlsRecord record = next.get();
            lines.add(record
                    + record.alert().map(alert -> ": " + alert.label()).orElse("")
                    + hello(direction, record).map(text -> ": " + text).orElse(""));
        }
        return lines;
    }

    /** A hello may be spread over several records; it is read when it is whole. */
    private Optional<String> hello(Direction direction, TlsRecord record) {
        if (direction.helloSeen || record.type() != TlsRecord.HANDSHAKE) {
            return Optional.empty();
        }
        int before = direction.hello.length;
        direction.hello = Arrays.copyOf(direction.hello, before + record.body().length);
        System.arraycopy(record.body(), 0, direction.hello, before, record.body().length);
        byte[] message = direction.hello;
        if (message.length < 4) {
            return Optional.empty();
        }
        int length = (message[1] & 0xFF) << 16 | (message[2] & 0xFF) << 8 | message[3] & 0xFF;
        if (message.length < 4 + length && message.length <= TlsRecord.MOST_BODY) {
            return Optional.empty();
        }
        direction.helloSeen = true;
        direction.hello = new byte[0];
        if (message[0] == 1) {
            return Optional.of("ClientHello");
        }
        if (message[0] != ServerHello.TYPE || message.length < 4 + length) {
            return Optional.empty();
        }
        try {
            var hello = ServerHello.readBody(Arrays.copyOfRange(message, 4, 4 + length));
            if (hello.isRetryRequest()) {
                direction.helloSeen = false;
                return Optional.of("HelloRetryRequest");
            }
            agreed = hello.version() + " " + hello.suite();
            return Optional.of("ServerHello, " + agreed);
        } catch (TlsFormatException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Version and suite as the server chose them; empty as long as it has not. */
    String agreed() {
        return agreed;
    }

    /** Whether something was added since the last drawing. */
    boolean changed() {
        return changed;
    }

    /** As the doctor draws it. */
    String drawing(boolean visitor, Locale language) {
        changed = false;
        var recording = LinkRecording.heard(peer, opened, steps);
        SequenceDrawing drawing = visitor
                ? HandshakeDrawing.of(recording, "JVM", "client", language)
                : HandshakeDrawing.of(recording, "JVM", "server", language);
        return drawing.svg();
    }

    Peer peer() {
        return peer;
    }
}
