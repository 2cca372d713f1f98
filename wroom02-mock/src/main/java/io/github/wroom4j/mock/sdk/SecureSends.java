package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpState;
import io.github.wroom4j.mock.tls.TlsSession;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What one SSL connection sends: the library's records into lwIP's send buffer, and the application's data as records
 * of at most 1024 bytes, each encrypted when the one before was acknowledged (espconn-sdk §7.4).
 */
final class SecureSends {
    /** Plaintext per record. */
    private static final int RECORD = 1024;

    private final EspconnLink link;
    private final ArrayDeque<byte[]> output = new ArrayDeque<>();
    private int unacked;
    private byte[] data;
    private int length;
    private int sent;

    SecureSends(EspconnLink link) {
        this.link = link;
    }

    /** Queues a record of the library's. */
    void queue(byte[] record) {
        output.add(record);
    }

    /** Gives lwIP what its send buffer takes. */
    void flush() {
        while (!output.isEmpty() && link.pcb().state() == TcpState.ESTABLISHED) {
            byte[] first = output.peek();
            int n = Math.min(first.length, link.pcb().sendBuffer());
            if (n == 0 || link.pcb().write(first, 0, n) != Lwip.ERR_OK) {
                return;
            }
            unacked += n;
            output.poll();
            if (n < first.length) {
                output.addFirst(Arrays.copyOfRange(first, n, first.length));
            }
        }
    }

    /** Counts acknowledged bytes; true when nothing is on its way any more. */
    boolean acknowledged(int bytes) {
        unacked -= bytes;
        flush();
        return unacked <= 0 && output.isEmpty();
    }

    /** Bytes of the application's that have not left yet. */
    int unsent() {
        return data == null ? 0 : length - sent;
    }

    boolean isSending() {
        return data != null;
    }

    /** Takes a new buffer, whatever became of the last one: the SDK has one pointer and one length. */
    void take(byte[] bytes, int count) {
        data = bytes;
        length = Math.min(count, bytes.length);
        sent = 0;
    }

    /** Encrypts the next record; the library's result. */
    int next(TlsSession session) {
        int n = Math.min(RECORD, length - sent);
        int result = session.send(data, sent, n);
        if (result >= 0) {
            sent += n;
        }
        return result;
    }

    void drop() {
        data = null;
    }
}
