package io.github.wroom4j.tlswire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What came back after a hello, as far as it can be read without keys.
 *
 * @param kind what it is
 * @param hello the ServerHello, if one came
 * @param alert the alert in clear, if one came
 * @param chain the certificates in DER, leaf first; empty in TLS 1.3, where they are encrypted
 * @param certificateMessage bytes of the Certificate message's body, 0 if none came
 * @param largestRecord bytes of the longest record body
 * @param wantsClientCertificate whether a CertificateRequest came in clear
 * @param group the group of the server's key exchange, if sent in clear
 * @param finished whether the server's first flight came to its end: ServerHelloDone, or a ServerHello of TLS 1.3
 * @param bytes how many bytes came altogether
 * @param oddity what came instead of TLS, or what was wrong where
 */
public record ServerAnswer(
        Kind kind,
        Optional<ServerHello> hello,
        Optional<Alert> alert,
        List<byte[]> chain,
        int certificateMessage,
        int largestRecord,
        boolean wantsClientCertificate,
        Optional<NamedGroup> group,
        boolean finished,
        long bytes,
        Optional<Oddity> oddity) {

    /** Sorts of answers. */
    public enum Kind {
        /** A ServerHello came: the server accepts the hello. */
        HELLO,
        /** An alert came before any ServerHello: refused. */
        ALERT,
        /** The bytes received are not TLS. */
        NOT_TLS,
        /** It began as TLS and then broke the rules, or never came to an end. */
        MISBEHAVES,
        /** Too few bytes to decide. */
        CUT_SHORT,
        /** Not one byte. */
        NOTHING
    }

    public ServerAnswer {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a complete recording of what the server sent.
     *
     * @return what it is, whatever it is: nothing that a server may send makes this throw
     */
    public static ServerAnswer read(byte[] stream) {
        var reader = new Reader();
        reader.offer(stream, 0, stream.length);
        return reader.answer();
    }

    /** The oddity in English; empty where there was none. */
    public String detail() {
        return oddity.map(Oddity::toString).orElse("");
    }

    /** Whether the server accepts the hello. */
    public boolean accepted() {
        return kind == Kind.HELLO;
    }

    /** Reads an answer as it comes. Never throws for what a server may send. Not for concurrent use. */
    public static final class Reader {
        /** More than any honest server sends before it waits for the client. */
        private static final int MOST_BYTES = 512 * 1024;

        private static final int MOST_MESSAGE = 256 * 1024;
        private static final int MOST_RECORDS = 4096;

        private final TlsRecord.Splitter splitter = new TlsRecord.Splitter();
        private final StringBuilder firstBytes = new StringBuilder();
        private WireWriter messages = new WireWriter();
        private ServerHello hello;
        private Alert alert;
        private final List<byte[]> chain = new ArrayList<>();
        private int certificateMessage;
        private int largestRecord;
        private int records;
        private boolean wantsClientCertificate;
        private NamedGroup group;
        private boolean finished;
        private long bytes;
        private Oddity wrong;

        /**
         * Takes bytes of the server's stream.
         *
         * @return false once more bytes cannot change the answer
         */
        public boolean offer(byte[] from, int at, int length) {
            if (isSettled()) {
                return false;
            }
            bytes += length;
            for (int i = at; i < at + length && firstBytes.length() < 200; i++) {
                firstBytes.append((char) (from[i] & 0xFF));
            }
            try {
                splitter.offer(from, at, length);
                for (var next = splitter.next(); next.isPresent() && !isSettled(); next = splitter.next()) {
                    take(next.get());
                }
                if (!isSettled() && (bytes > MOST_BYTES || records > MOST_RECORDS)) {
                    throw new TlsFormatException(Oddity.Kind.NO_END, bytes, records);
                }
            } catch (TlsFormatException e) {
                for (var next = splitter.next(); next.isPresent() && !isSettled(); next = splitter.next()) {
                    records++; // complete records before the bad one count, so that "not TLS" means the first byte
                }
                wrong = e.oddity();
            }
            return !isSettled();
        }

        /** Whether more bytes cannot change the answer. */
        public boolean isSettled() {
            return finished || alert != null || wrong != null;
        }

        /** The answer so far. */
        public ServerAnswer answer() {
            return new ServerAnswer(
                    kind(),
                    Optional.ofNullable(hello),
                    Optional.ofNullable(alert),
                    chain,
                    certificateMessage,
                    largestRecord,
                    wantsClientCertificate,
                    Optional.ofNullable(group),
                    finished,
                    bytes,
                    oddity());
        }

        private Kind kind() {
            if (bytes == 0) {
                return Kind.NOTHING;
            }
            if (wrong != null) {
                return records == 0 ? Kind.NOT_TLS : Kind.MISBEHAVES;
            }
            if (hello != null) {
                return Kind.HELLO;
            }
            return alert != null ? Kind.ALERT : Kind.CUT_SHORT;
        }

        private Optional<Oddity> oddity() {
            return Optional.ofNullable(wrong)
                    .map(found -> records == 0 ? PlainProtocols.looksLike(firstBytes.toString()) : found);
        }

        private void take(TlsRecord record) {
            records++;
            largestRecord = Math.max(largestRecord, record.body().length);
            switch (record.type()) {
                case TlsRecord.ALERT -> {
                    if (record.body().length != 2) {
                        throw new TlsFormatException(Oddity.Kind.ALERT_LENGTH, record.body().length);
                    }
                    // a warning such as unrecognized_name does not end the handshake; a fatal one does
                    if (record.body()[0] != 1 || record.body()[1] == 0) {
                        alert = record.alert().orElseThrow();
                    }
                }
                case TlsRecord.HANDSHAKE -> {
                    messages.bytes(record.body());
                    takeMessages();
                }
                default -> {
                    if (hello == null) {
                        throw new TlsFormatException(Oddity.Kind.RECORD_BEFORE_HELLO, record.typeName());
                    }
                }
            }
        }

        private void takeMessages() {
            byte[] all = messages.toBytes();
            int at = 0;
            while (all.length - at >= 4 && !finished) {
                int length = (all[at + 1] & 0xFF) << 16 | (all[at + 2] & 0xFF) << 8 | all[at + 3] & 0xFF;
                if (length > MOST_MESSAGE) {
                    throw new TlsFormatException(Oddity.Kind.MESSAGE_TOO_LONG, length, MOST_MESSAGE);
                }
                if (all.length - at - 4 < length) {
                    break;
                }
                byte[] body = Arrays.copyOfRange(all, at + 4, at + 4 + length);
                takeMessage(all[at] & 0xFF, body);
                at += 4 + length;
            }
            messages = new WireWriter().bytes(Arrays.copyOfRange(all, at, all.length));
        }

        private void takeMessage(int type, byte[] body) {
            if (hello == null && type != ServerHello.TYPE && type != 0) {
                throw new TlsFormatException(Oddity.Kind.MESSAGE_BEFORE_HELLO, type);
            }
            switch (type) {
                case ServerHello.TYPE -> {
                    if (hello != null) {
                        throw new TlsFormatException(Oddity.Kind.SECOND_HELLO);
                    }
                    hello = ServerHello.readBody(body);
                    group = hello.keyShareGroup().orElse(null);
                    // the rest of TLS 1.3 is encrypted
                    finished = hello.version().equals(ProtocolVersion.TLS_1_3);
                }
                case 11 -> takeCertificates(body);
                case 12 -> {
                    if (hello.suite().keyExchange().startsWith("ECDHE") && body.length >= 3 && body[0] == 3) {
                        group = new NamedGroup((body[1] & 0xFF) << 8 | body[2] & 0xFF);
                    }
                }
                case 13 -> wantsClientCertificate = true;
                case 14 -> finished = true;
                case 0, 4, 22 -> {
                    // HelloRequest, NewSessionTicket, CertificateStatus: nothing to note
                }
                default -> throw new TlsFormatException(Oddity.Kind.MISPLACED_MESSAGE, type);
            }
        }

        private void takeCertificates(byte[] body) {
            certificateMessage = body.length;
            var in = new WireReader(body, "Certificate");
            for (var list = in.block24("certificate_list"); list.hasMore(); ) {
                chain.add(list.block24("certificate").rest());
            }
            in.mustEnd();
        }
    }
}
