package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpListenPcb;
import io.github.wroom4j.mock.lwip.TcpTuning;
import io.github.wroom4j.mock.lwip.UdpPcb;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.tls.TlsStack;
import java.util.function.Consumer;
import java.util.function.Function;

/** Links on lwIP's sockets, as ESP-AT and ESP_ATMod have them: no limit of espconn's reaches here. */
public final class SocketStack implements LinkStack {
    private final IpStack ip;
    private final SocketGround ground;

    /**
     * @param tls the firmware's TLS library
     * @param tuning the sizes of this firmware's TCP
     * @param asksForFragments whether SSL links ask for records that fit a small buffer (BearSSL)
     */
    public SocketStack(IpStack ip, TlsStack tls, TcpTuning tuning, boolean asksForFragments) {
        this.ip = ip;
        this.ground = new SocketGround(ip, tls, tuning, asksForFragments ? 4096 : 0);
    }

    @Override
    public void resolve(String host, Consumer<Ip4> found) {
        int code = ip.dns().query(host, answer -> found.accept(answer.orElse(null)));
        if (code != Lwip.ERR_INPROGRESS) {
            ip.lane().post(() -> found.accept(null));
        }
    }

    @Override
    public LinkSocket socket(LinkWish wish, LinkEvents events) {
        return switch (wish.type()) {
            case TCP -> new TcpSocket(ground, wish, events);
            case SSL -> new TlsSocket(ground, wish, events);
            case UDP -> new UdpSocket(wish, events);
        };
    }

    @Override
    public Listening listen(int port, int limit, Function<LinkSocket, LinkEvents> accept) {
        TcpListenPcb listener = ip.listener(port, false, pcb -> {
            var socket = new TcpSocket(ground, pcb, port);
            LinkEvents events = accept.apply(socket);
            return events == null ? null : socket.adopt(events);
        });
        return listener.listen() == Lwip.ERR_OK ? listener::close : null;
    }

    @Override
    public void probeFragmentLength(Ip4 to, int port, String host, int length, Consumer<Boolean> agreed) {
        new FragmentProbe(ground, to, port, host, length, agreed).start();
    }

    /** A datagram socket. */
    private final class UdpSocket implements LinkSocket {
        private final LinkWish wish;
        private final LinkEvents events;
        private final int localPort;
        private UdpPcb pcb;

        UdpSocket(LinkWish wish, LinkEvents events) {
            this.wish = wish;
            this.events = events;
            this.localPort = wish.localPort() == 0 ? ground.ephemeralPort() : wish.localPort();
        }

        @Override
        public int connect() {
            // A port that was not asked for is a client's, where nothing arrives unasked.
            pcb = ip.udp(wish.localPort(), (from, bytes) -> events.received(bytes, from.ip(), from.port()));
            int code = pcb.bind();
            if (code == Lwip.ERR_OK) {
                ip.lane().post(events::connected);
            }
            return code;
        }

        @Override
        public int send(byte[] bytes) {
            return sendTo(bytes, wish.ip(), wish.port());
        }

        @Override
        public int sendTo(byte[] bytes, Ip4 to, int port) {
            int code = pcb.send(to, port, bytes, 0, bytes.length);
            if (code == 0) {
                ip.lane().post(events::sent);
            }
            return code;
        }

        @Override
        public void hold(boolean on) {
            // Datagrams are not held: what is not read is lost.
        }

        @Override
        public void close() {
            pcb.close();
            ip.lane().post(events::closed);
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
            return localPort;
        }
    }
}
