package io.github.wroom4j.dnsserver;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiUDP;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code DNSServer}: answers the questions of stations with one address, so that whatever a phone opens in the module's own
 * network is the sketch's page.
 *
 * <pre>{@code
 * WiFi.softAP("setup");
 * dns.start(53, "*", WiFi.softAPIP());   // and dns.processNextRequest() in loop()
 * }</pre>
 *
 * <p>It takes one of the module's five links, and a firmware that tells who sent a datagram; where there is none,
 * {@link #start} is false and {@link #getLastError} says why. One thread at a time.
 *
 * <p><b>Caveats:</b> a question for IPv6 or anything else but an address is answered with none, where the core says that the
 * name does not exist. Nothing is passed on to another name server.
 */
public class DNSServer implements AutoCloseable {
    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int OPCODE = 0x7800;
    private static final int A = 1;
    private static final int IN = 1;
    private static final int ANY = 255;
    private static final int POINTER_TO_QUESTION = 0xC00C;

    private final WiFiUDP udp;
    private String domain = "";
    private IPAddress address = new IPAddress();
    private int ttl = 60;
    private DNSReplyCode errorReplyCode = DNSReplyCode.NonExistentDomain;

    public DNSServer() {
        this(SketchContext.current().orElse(null));
    }

    /** On a given board. */
    public DNSServer(SketchContext context) {
        udp = new WiFiUDP(context);
    }

    /**
     * Starts answering.
     *
     * @param port 53 for those who ask by themselves
     * @param domainName the name that it knows, with or without {@code www.}; {@code "*"} for every name
     * @param resolvedIP what it answers
     * @return false with the reason in {@link #getLastError} if the module gives no UDP link
     */
    public boolean start(int port, String domainName, IPAddress resolvedIP) {
        domain = domainName == null ? "" : plain(CString.of(domainName));
        address = new IPAddress(resolvedIP);
        return udp.begin(port) == 1;
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("www.") ? lower.substring(4) : lower;
    }

    /** Gives its link back. */
    public void stop() {
        udp.stop();
    }

    @Override
    public void close() {
        stop();
    }

    /** What another name is answered with; {@code NonExistentDomain} by default. */
    public void setErrorReplyCode(DNSReplyCode code) {
        errorReplyCode = code;
    }

    /** How many seconds an answer may be remembered; 60 by default. */
    public void setTTL(int seconds) {
        ttl = seconds;
    }

    public int getTTL() {
        return ttl;
    }

    public String getDomainName() {
        return domain;
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return udp.getLastError();
    }

    /** Answers one question, if one has come. What is no question is dropped, as an answer to an answer would go on for ever. */
    public void processNextRequest() {
        int size = udp.parsePacket();
        byte[] query = new byte[size];
        if (size < 12 || udp.read(query, size) != size || (Question.word(query, 2) & RESPONSE) != 0) {
            return;
        }
        byte[] reply = replyTo(query);
        if (udp.beginPacket(udp.remoteIP(), udp.remotePort()) == 1) {
            udp.write(reply, 0, reply.length);
            udp.endPacket();
        }
    }

    private byte[] replyTo(byte[] query) {
        if ((Question.word(query, 2) & OPCODE) != 0) {
            return reply(query, Optional.empty(), DNSReplyCode.NotImplemented, false);
        }
        Optional<Question> asked = Question.of(query);
        if (asked.isEmpty()) {
            return reply(query, asked, DNSReplyCode.FormError, false);
        }
        Question question = asked.get();
        if (!domain.equals("*") && !plain(question.name()).equals(domain)) {
            return reply(query, asked, errorReplyCode, false);
        }
        // The name exists. NXDOMAIN for its AAAA would tell a resolver that it has no A either (RFC 8020).
        boolean known =
                (question.type() == A || question.type() == ANY) && (question.kind() == IN || question.kind() == ANY);
        return reply(query, asked, DNSReplyCode.NoError, known);
    }

    private byte[] reply(byte[] query, Optional<Question> asked, DNSReplyCode code, boolean answered) {
        int questionEnd = asked.map(Question::end).orElse(12);
        ByteBuffer out = ByteBuffer.allocate(questionEnd + 16);
        int flags = Question.word(query, 2) & (OPCODE | RECURSION_DESIRED);
        out.putShort((short) Question.word(query, 0))
                .putShort((short) (RESPONSE | AUTHORITATIVE | flags | code.ordinal()))
                .putShort((short) (asked.isPresent() ? 1 : 0))
                .putShort((short) (answered ? 1 : 0))
                .putInt(0)
                .put(query, 12, questionEnd - 12);
        if (answered) {
            out.putShort((short) POINTER_TO_QUESTION)
                    .putShort((short) A)
                    .putShort((short) IN)
                    .putInt(ttl)
                    .putShort((short) 4);
            for (int i = 0; i < 4; i++) {
                out.put((byte) address.get(i));
            }
        }
        byte[] reply = new byte[out.position()];
        out.flip().get(reply);
        return reply;
    }
}
