package io.github.wroom4j.mock.firmware.links;

import static io.github.wroom4j.mock.sdk.espconn_h.*;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.TcpTuning;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.sdk.Sdk;
import io.github.wroom4j.mock.sdk.esp_tcp;
import io.github.wroom4j.mock.sdk.espconn;
import io.github.wroom4j.mock.sdk.ip_addr_t;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Links on {@code espconn_*}, as NonOS AT has them: one buffer in flight, sent when acknowledged, five connections, one
 * SSL client, and whatever else espconn does.
 */
public final class EspconnStack implements LinkStack {
    /** Flash sector of the CA store that {@code CIPSSLCCONF} turns on. */
    public static final int CA_SECTOR = 0x7C;
    /** Flash sector of the module's own certificate and key. */
    public static final int IDENTITY_SECTOR = 0x7D;

    private final Sdk sdk;
    private final Lane lane;
    private final TcpTuning tuning;

    /** On that SDK, with what libat sets of each link. */
    public EspconnStack(Sdk sdk, TcpTuning tuning) {
        this.sdk = sdk;
        this.lane = sdk.lane();
        this.tuning = tuning;
    }

    Lane lane() {
        return lane;
    }

    Sdk sdk() {
        return sdk;
    }

    TcpTuning tuning() {
        return tuning;
    }

    @Override
    public void resolve(String host, Consumer<Ip4> found) {
        var address = new ip_addr_t();
        var conn = new espconn();
        int code = espconn_gethostbyname(
                conn, host, address, (name, ip, arg) -> found.accept(ip == null ? null : Ip4.of(ip.octets())));
        if (code == ESPCONN_OK) {
            lane.post(() -> found.accept(Ip4.of(address.octets())));
        } else if (code != ESPCONN_INPROGRESS) {
            lane.post(() -> found.accept(null));
        }
    }

    @Override
    public LinkSocket socket(LinkWish wish, LinkEvents events) {
        return wish.type() == LinkType.UDP
                ? new EspconnDatagrams(this, wish, events)
                : new EspconnSocket(this, wish, events);
    }

    @Override
    public Listening listen(int port, int limit, Function<LinkSocket, LinkEvents> accept) {
        var listener = new espconn();
        listener.type = ESPCONN_TCP;
        listener.proto.tcp = new esp_tcp();
        listener.proto.tcp.local_port = port;
        espconn_regist_connectcb(listener, arg -> accepted((espconn) arg, accept));
        espconn_regist_recvcb(listener, (arg, data, length) -> of(arg).received(data, length));
        espconn_regist_sentcb(listener, arg -> of(arg).sent());
        espconn_regist_disconcb(listener, arg -> of(arg).ended(0));
        espconn_regist_reconcb(listener, (arg, code) -> of(arg).ended(code));
        if (espconn_accept(listener) != ESPCONN_OK) {
            return null;
        }
        // CIPSTO is the core's own business; espconn's ten seconds would be shorter.
        espconn_regist_time(listener, 0, 0);
        return new Listener(listener)::close;
    }

    private void accepted(espconn conn, Function<LinkSocket, LinkEvents> accept) {
        var socket = new EspconnSocket(this, conn);
        conn.reverse = socket;
        sdk.tune(conn, tuning);
        socket.adopt(accept.apply(socket));
        if (!socket.isAdopted()) {
            // Never from within a callback (espconn-sdk §6).
            lane.post(() -> espconn_disconnect(conn));
        }
    }

    private static EspconnSocket of(Object arg) {
        return (EspconnSocket) ((espconn) arg).reverse;
    }

    @Override
    public void probeFragmentLength(Ip4 ip, int port, String host, int length, Consumer<Boolean> agreed) {
        lane.post(() -> agreed.accept(false));
    }

    /** A listening espconn can be deleted only when its links are gone: until then it turns new ones away. */
    private final class Listener {
        private final espconn conn;

        Listener(espconn conn) {
            this.conn = conn;
        }

        void close() {
            espconn_regist_connectcb(conn, arg -> lane.post(() -> espconn_disconnect((espconn) arg)));
            tryToDelete();
        }

        private void tryToDelete() {
            if (espconn_delete(conn) == ESPCONN_INPROGRESS) {
                lane.after(java.time.Duration.ofMillis(100), this::tryToDelete);
            }
        }
    }
}
