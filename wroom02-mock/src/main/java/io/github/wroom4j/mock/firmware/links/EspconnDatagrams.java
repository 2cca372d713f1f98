package io.github.wroom4j.mock.firmware.links;

import static io.github.wroom4j.mock.sdk.espconn_h.*;

import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.sdk.esp_udp;
import io.github.wroom4j.mock.sdk.espconn;
import java.util.Arrays;

/** A UDP link on an espconn. */
final class EspconnDatagrams implements LinkSocket {
    private final EspconnStack stack;
    private final espconn conn = new espconn();
    private final LinkWish wish;
    private final LinkEvents events;

    EspconnDatagrams(EspconnStack stack, LinkWish wish, LinkEvents events) {
        this.stack = stack;
        this.wish = wish;
        this.events = events;
        conn.type = ESPCONN_UDP;
        conn.proto.udp = new esp_udp();
        conn.proto.udp.local_port = wish.localPort() == 0 ? espconn_port() : wish.localPort();
        aim(wish.ip(), wish.port());
        espconn_regist_recvcb(
                conn,
                (arg, data, length) -> events.received(
                        Arrays.copyOf(data, length), Ip4.of(conn.proto.udp.remote_ip), conn.proto.udp.remote_port));
        espconn_regist_sentcb(conn, arg -> events.sent());
    }

    private void aim(Ip4 ip, int port) {
        System.arraycopy(ip.octets(), 0, conn.proto.udp.remote_ip, 0, 4);
        conn.proto.udp.remote_port = port;
    }

    @Override
    public int connect() {
        int code = espconn_create(conn);
        if (code == ESPCONN_OK) {
            stack.lane().post(events::connected);
        }
        return code;
    }

    @Override
    public int send(byte[] bytes) {
        return sendTo(bytes, wish.ip(), wish.port());
    }

    @Override
    public int sendTo(byte[] bytes, Ip4 ip, int port) {
        // recvcb leaves the last sender in the struct: aim anew each time (espconn-sdk §4.5).
        aim(ip, port);
        return espconn_sent(conn, bytes, bytes.length);
    }

    @Override
    public void hold(boolean on) {
        // Datagrams are not held: what is not read is lost.
    }

    @Override
    public void close() {
        espconn_delete(conn);
        stack.lane().post(events::closed);
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public Ip4 remoteIp() {
        return wish.ip();
    }

    @Override
    public int remotePort() {
        return wish.port();
    }

    @Override
    public int localPort() {
        return conn.proto.udp.local_port;
    }
}
