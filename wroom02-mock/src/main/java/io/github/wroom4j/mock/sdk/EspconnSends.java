package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The buffers that one plain link is sending (espconn-sdk §4.2): one at a time, taken from the caller's own bytes; with
 * {@code ESPCONN_COPY} up to eight, copied. lwIP gets what its send buffer takes, the rest goes out as ACKs arrive.
 */
final class EspconnSends {
    /** Packets that may be queued with {@code ESPCONN_COPY}. */
    static final int COPIED = 8;

    private static final int DESCRIPTOR = 20;

    private final SdkCore sdk;
    private final EspconnLink link;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private int handedOut;
    private int sequence;

    private static final class Packet {
        final byte[] bytes;
        final int length;
        final int block;
        final boolean copied;
        int handedOver;
        int acknowledged;

        Packet(byte[] bytes, int length, int block, boolean copied) {
            this.bytes = bytes;
            this.length = length;
            this.block = block;
            this.copied = copied;
        }
    }

    EspconnSends(SdkCore sdk, EspconnLink link) {
        this.sdk = sdk;
        this.link = link;
    }

    int send(byte[] data, int length) {
        boolean copy = (link.options & EspconnCodes.ESPCONN_COPY) != 0;
        if (packets.size() >= (copy ? COPIED : 1)) {
            return EspconnCodes.ESPCONN_MAXNUM;
        }
        int block = sdk.chip().heap().malloc(DESCRIPTOR);
        if (block == 0) {
            return EspconnCodes.ESPCONN_MEM;
        }
        if (link.pcb().queueLength() >= COPIED) {
            sdk.chip().heap().free(block);
            return EspconnCodes.ESPCONN_MEM;
        }
        // Without ESPCONN_COPY the caller's own bytes, which must stay as they are until sentcb.
        packets.add(new Packet(copy ? Arrays.copyOf(data, length) : data, length, block, copy));
        sequence++;
        link.conn.state = EspconnCodes.ESPCONN_WRITE;
        pump();
        return EspconnCodes.ESPCONN_OK;
    }

    private void pump() {
        for (Packet packet : packets) {
            int n = Math.min(packet.length - packet.handedOver, link.pcb().sendBuffer());
            if (n > 0 && link.pcb().write(packet.bytes, packet.handedOver, n) == Lwip.ERR_OK) {
                packet.handedOver += n;
                if (packet.handedOver == packet.length && packet.copied) {
                    writeFinished();
                }
            }
            if (packet.handedOver < packet.length) {
                return;
            }
        }
    }

    /** Task signal 4: all of a copied packet lies in the send buffer. */
    private void writeFinished() {
        sdk.post(() -> {
            espconn_connect_callback callback = link.conn.proto.tcp.write_finish_fn;
            if (!link.isEnded() && callback != null) {
                sdk.callback("write_finish_fn", () -> callback.call(link.conn));
            }
        });
    }

    /** That many bytes were acknowledged. */
    void acknowledged(int bytes) {
        int left = bytes;
        while (left > 0 && !packets.isEmpty()) {
            Packet first = packets.peek();
            int n = Math.min(left, first.handedOver - first.acknowledged);
            first.acknowledged += n;
            left -= n;
            if (first.acknowledged < first.length) {
                break;
            }
            packets.poll();
            sdk.chip().heap().free(first.block);
            handedOut++;
            link.wasSent();
            if (link.isClosing()) {
                return; // closed from within sentcb
            }
        }
        pump();
    }

    /** Fills in {@code espconn_packet}. */
    void describe(espconn_packet packet) {
        packet.sent_length = packets.isEmpty() ? 0 : packets.peek().length - packets.peek().acknowledged;
        packet.total_queuelen = COPIED;
        packet.packseqno = handedOut;
        packet.packseq_nxt = sequence;
        packet.packnum = packets.size();
    }

    void free() {
        packets.forEach(packet -> sdk.chip().heap().free(packet.block));
        packets.clear();
    }
}
