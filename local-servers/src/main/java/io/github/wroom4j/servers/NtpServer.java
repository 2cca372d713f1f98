package io.github.wroom4j.servers;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A time server (RFC 5905, server mode) on an ephemeral UDP port: answers each client's question with a clock's time. It
 * calls itself stratum 1 with the reference {@code LOCL}, an uncalibrated local clock. Thread-safe; {@link #close()} leaves
 * no thread and no socket.
 */
public final class NtpServer implements AutoCloseable {
    private static final int PACKET = 48;
    private static final int CLIENT_MODE = 3;
    private static final int SERVER_MODE = 4;
    private static final int STRATUM = 1;
    /** 2^-20 s, a microsecond. */
    private static final int PRECISION = -20;

    private static final int TRANSMITTED_AT = 40;
    /** From 1900, where NTP counts from, to 1970. */
    private static final long SEVENTY_YEARS = 2_208_988_800L;

    private final Clock clock;
    private final DatagramPort port;

    private NtpServer(InetAddress address, Clock clock) {
        this.clock = clock;
        port = new DatagramPort("wroom4j-demo-ntp", address, this::answer);
    }

    /**
     * Starts one on an address of this machine.
     *
     * @throws java.io.UncheckedIOException if no port can be opened there
     */
    public static NtpServer start(InetAddress address, Clock clock) {
        return new NtpServer(address, clock);
    }

    /** The UDP port. */
    public int port() {
        return port.port();
    }

    /** Only a client's request is answered: two servers must not keep each other busy. */
    private Optional<byte[]> answer(byte[] question) {
        if (question.length < PACKET || (question[0] & 7) != CLIENT_MODE) {
            return Optional.empty();
        }
        long now = timestamp(clock.instant());
        ByteBuffer asked = ByteBuffer.wrap(question);
        ByteBuffer answer = ByteBuffer.allocate(PACKET);
        answer.put((byte) (question[0] & 0x38 | SERVER_MODE)); // no leap second, the client's version
        answer.put((byte) STRATUM).put(question[2]).put((byte) PRECISION);
        answer.putInt(0).putInt(0); // root delay and dispersion
        answer.put("LOCL".getBytes(StandardCharsets.US_ASCII));
        answer.putLong(now); // the clock was last set
        answer.putLong(asked.getLong(TRANSMITTED_AT)); // what the client knows its question by
        answer.putLong(now).putLong(now); // received and sent
        return Optional.of(answer.array());
    }

    /** Seconds since 1900 in the upper half (era 0 until 2036, then era 1), the fraction in the lower. */
    private static long timestamp(Instant time) {
        long fraction = ((long) time.getNano() << 32) / 1_000_000_000L;
        return time.getEpochSecond() + SEVENTY_YEARS << 32 | fraction;
    }

    @Override
    public void close() {
        port.close();
    }
}
