package io.github.wroom4j.mock.firmware.links;

import static io.github.wroom4j.mock.sdk.espconn_h.*;

import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.sdk.Attempt;
import io.github.wroom4j.mock.sdk.esp_tcp;
import io.github.wroom4j.mock.sdk.espconn;
import java.util.Arrays;

/** A TCP or SSL link on an espconn. */
final class EspconnSocket implements LinkSocket {
    private final EspconnStack stack;
    private final espconn conn;
    private final LinkWish wish;
    private LinkEvents events;
    private boolean up;

    EspconnSocket(EspconnStack stack, LinkWish wish, LinkEvents events) {
        this.stack = stack;
        this.wish = wish;
        this.events = events;
        this.conn = new espconn();
        conn.type = ESPCONN_TCP;
        conn.proto.tcp = new esp_tcp();
        conn.proto.tcp.local_port = espconn_port();
        conn.proto.tcp.remote_port = wish.port();
        System.arraycopy(wish.ip().octets(), 0, conn.proto.tcp.remote_ip, 0, 4);
        conn.reverse = this;
        espconn_regist_connectcb(conn, arg -> {
            up = true;
            this.events.connected();
        });
        espconn_regist_recvcb(conn, (arg, data, length) -> received(data, length));
        espconn_regist_sentcb(conn, arg -> sent());
        espconn_regist_disconcb(conn, arg -> ended(0));
        espconn_regist_reconcb(conn, (arg, code) -> ended(code));
    }

    /** An accepted link. */
    EspconnSocket(EspconnStack stack, espconn accepted) {
        this.stack = stack;
        this.conn = accepted;
        this.wish = null;
    }

    void adopt(LinkEvents target) {
        events = target;
    }

    boolean isAdopted() {
        return events != null;
    }

    private boolean secure() {
        return wish != null && wish.type() == LinkType.SSL;
    }

    @Override
    public int connect() {
        if (!secure()) {
            int code = espconn_connect(conn);
            stack.sdk().tune(conn, stack.tuning());
            if (code == ESPCONN_OK && wish.keepAlive() > 0) {
                espconn_set_opt(conn, ESPCONN_KEEPALIVE);
                espconn_set_keepalive(conn, ESPCONN_KEEPIDLE, new int[] {wish.keepAlive()});
            }
            return code;
        }
        espconn_secure_set_size(ESPCONN_CLIENT, wish.ssl().bufferSize());
        if (wish.ssl().authorities() == null) {
            espconn_secure_ca_disable(ESPCONN_CLIENT);
        } else {
            espconn_secure_ca_enable(ESPCONN_CLIENT, EspconnStack.CA_SECTOR);
        }
        if (wish.ssl().key() == null) {
            espconn_secure_cert_req_disable(ESPCONN_CLIENT);
        } else {
            espconn_secure_cert_req_enable(ESPCONN_CLIENT, EspconnStack.IDENTITY_SECTOR);
        }
        return espconn_secure_connect(conn);
    }

    // ---- callbacks ----

    void received(byte[] data, int length) {
        if (events != null) {
            // The SDK takes its buffer back when the callback returns.
            events.received(Arrays.copyOf(data, length), remoteIp(), remotePort());
        }
    }

    void sent() {
        if (events != null) {
            events.sent();
        }
    }

    void ended(int code) {
        if (events == null) {
            return;
        }
        boolean shaking = secure() && !up && attempt().helloMicros() >= 0;
        boolean alert = shaking && !attempt().alertsReceived().isEmpty();
        boolean reset = shaking && code == ESPCONN_RST;
        if (alert || reset) {
            events.refused(alert);
        } else if (code == 0) {
            events.closed();
        } else {
            events.failed(code);
        }
    }

    /** The latest attempt of the SDK is this one: there is one SSL link at a time. */
    private Attempt attempt() {
        return stack.sdk().observer().last().orElseThrow();
    }

    // ---- from the link ----

    @Override
    public int send(byte[] bytes) {
        return secure() ? espconn_secure_sent(conn, bytes, bytes.length) : espconn_sent(conn, bytes, bytes.length);
    }

    @Override
    public int sendTo(byte[] bytes, Ip4 ip, int port) {
        return ESPCONN_ARG;
    }

    @Override
    public void hold(boolean on) {
        if (on) {
            espconn_recv_hold(conn);
        } else {
            espconn_recv_unhold(conn);
        }
    }

    @Override
    public void taken(int bytes) {
        stack.sdk().taken(conn, bytes);
    }

    @Override
    public void close() {
        // Posted, for the caller may stand in one of espconn's callbacks (espconn-sdk §6).
        stack.lane().post(() -> {
            if (secure()) {
                espconn_secure_disconnect(conn);
            } else {
                espconn_disconnect(conn);
            }
        });
    }

    @Override
    public void abort() {
        stack.lane().post(() -> {
            if (espconn_abort(conn) != ESPCONN_OK) {
                // SSL links and old releases know no abort.
                close();
            }
        });
    }

    @Override
    public Ip4 remoteIp() {
        return Ip4.of(conn.proto.tcp.remote_ip);
    }

    @Override
    public int remotePort() {
        return conn.proto.tcp.remote_port;
    }

    @Override
    public int localPort() {
        return conn.proto.tcp.local_port;
    }
}
