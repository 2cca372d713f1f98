package io.github.wroom4j.tlswire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A capture file (pcapng) made from the bytes of links, so that Wireshark can read what went through a module.
 *
 * <p>The bytes and their times are real; the IPv4 and TCP around them are made up, because a host behind AT commands
 * never sees them: no retransmission, no window, no checksum of TCP in such a file means anything. The file says so in
 * its comment.
 *
 * <p>With {@link #addKeyLog} the file also holds the keys of its connections, and opens without further ado: only on
 * request, and never for a file that leaves the house. Thread-safe.
 */
public final class PcapNg {
    private static final int LINKTYPE_RAW = 101;
    private static final int SEGMENT = 1400;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int PSH = 8;
    private static final int ACK = 16;

    private final List<byte[]> packets = new ArrayList<>();
    private final List<byte[]> secrets = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * A connection within the file.
     *
     * <p>Opens with the three packets of TCP's handshake; {@link #fromClient} and {@link #fromServer} add what was sent.
     */
    public final class Connection {
        private final byte[] client;
        private final byte[] server;
        private final int clientPort;
        private final int serverPort;
        private int clientNext = 1000;
        private int serverNext = 5000;

        private Connection(Instant at, Inet4Address client, int clientPort, Inet4Address server, int serverPort) {
            this.client = client.getAddress();
            this.server = server.getAddress();
            this.clientPort = clientPort;
            this.serverPort = serverPort;
            packet(at, true, SYN, new byte[0]);
            clientNext++;
            packet(at, false, SYN | ACK, new byte[0]);
            serverNext++;
            packet(at, true, ACK, new byte[0]);
        }

        /** Bytes that the client sent. */
        public void fromClient(Instant at, byte[] bytes, int from, int length) {
            data(at, true, bytes, from, length);
        }

        /** Bytes that the server sent. */
        public void fromServer(Instant at, byte[] bytes, int from, int length) {
            data(at, false, bytes, from, length);
        }

        /** One side closed in peace. */
        public void close(Instant at, boolean byClient) {
            lock.lock();
            try {
                packet(at, byClient, FIN | ACK, new byte[0]);
                if (byClient) {
                    clientNext++;
                } else {
                    serverNext++;
                }
                packet(at, !byClient, ACK, new byte[0]);
            } finally {
                lock.unlock();
            }
        }

        private void data(Instant at, boolean byClient, byte[] bytes, int from, int length) {
            lock.lock();
            try {
                for (int done = 0; done < length; done += SEGMENT) {
                    int n = Math.min(SEGMENT, length - done);
                    packet(at, byClient, PSH | ACK, Arrays.copyOfRange(bytes, from + done, from + done + n));
                    if (byClient) {
                        clientNext += n;
                    } else {
                        serverNext += n;
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        private void packet(Instant at, boolean byClient, int flags, byte[] payload) {
            lock.lock();
            try {
                int length = 40 + payload.length;
                var b = ByteBuffer.allocate(length); // network order is ByteBuffer's default
                b.put((byte) 0x45).put((byte) 0).putShort((short) length);
                b.putShort((short) packets.size()).putShort((short) 0x4000); // don't fragment
                b.put((byte) 64).put((byte) 6).putShort((short) 0);
                b.put(byClient ? client : server).put(byClient ? server : client);
                b.putShort(10, checksum(b.array(), 20));
                b.putShort((short) (byClient ? clientPort : serverPort));
                b.putShort((short) (byClient ? serverPort : clientPort));
                b.putInt(byClient ? clientNext : serverNext);
                b.putInt((flags & ACK) == 0 ? 0 : byClient ? serverNext : clientNext);
                b.put((byte) 0x50).put((byte) flags).putShort((short) 0xFFFF);
                b.putInt(0).put(payload);
                packets.add(enhancedPacket(at, b.array()));
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Opens a connection.
     *
     * @param at when it was open
     * @param client address to show for the client; 4 bytes are all that this file knows
     */
    public Connection connect(Instant at, Inet4Address client, int clientPort, Inet4Address server, int serverPort) {
        return new Connection(at, client, clientPort, server, serverPort);
    }

    /** An address from four numbers, for what has none that the host could know. */
    public static Inet4Address address(int a, int b, int c, int d) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (IOException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }

    /** Adds a line of a key log ({@code CLIENT_RANDOM …} and the like): whoever has the file can then read it all. */
    public void addKeyLog(String line) {
        byte[] text = (line.strip() + "\n").getBytes(StandardCharsets.US_ASCII);
        var body = little(8 + padded(text.length));
        body.putInt(0x544C534B).putInt(text.length).put(text); // "TLSK"
        lock.lock();
        try {
            secrets.add(block(0x0000000A, body.array()));
        } finally {
            lock.unlock();
        }
    }

    /** The file. */
    public byte[] toBytes() {
        lock.lock();
        try {
            var out = new ByteArrayOutputStream();
            out.writeBytes(sectionHeader());
            out.writeBytes(interfaceDescription());
            secrets.forEach(out::writeBytes); // before the packets, or a reader of one pass cannot use them
            packets.forEach(out::writeBytes);
            return out.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes the file.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Files.write(file, toBytes());
    }

    private static byte[] sectionHeader() {
        byte[] comment = option(
                1,
                "bytes and times as seen through a Wi-Fi module; IP and TCP headers are made up"
                        .getBytes(StandardCharsets.UTF_8));
        byte[] application = option(4, "wroom4j".getBytes(StandardCharsets.UTF_8));
        var body = little(16 + comment.length + application.length + 4);
        body.putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1);
        body.put(comment).put(application).putInt(0);
        return block(0x0A0D0D0A, body.array());
    }

    private static byte[] interfaceDescription() {
        byte[] nanoseconds = option(9, new byte[] {9});
        var body = little(8 + nanoseconds.length + 4);
        body.putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(0);
        body.put(nanoseconds).putInt(0);
        return block(1, body.array());
    }

    private static byte[] enhancedPacket(Instant at, byte[] packet) {
        long nanos = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        var body = little(20 + padded(packet.length));
        body.putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        body.putInt(packet.length).putInt(packet.length).put(packet);
        return block(6, body.array());
    }

    private static byte[] option(int code, byte[] value) {
        var option = little(4 + padded(value.length));
        option.putShort((short) code).putShort((short) value.length).put(value);
        return option.array();
    }

    private static byte[] block(int type, byte[] body) {
        var block = little(12 + body.length);
        block.putInt(type).putInt(block.capacity()).put(body).putInt(block.capacity());
        return block.array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static short checksum(byte[] header, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += (header[i] & 0xFF) << 8 | header[i + 1] & 0xFF;
        }
        sum = (sum >>> 16) + (sum & 0xFFFF);
        return (short) ~(sum + (sum >>> 16));
    }
}
