package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;
import java.util.List;
import java.util.function.Consumer;

/** CIPSSLMFLN: one handshake to learn whether a server agrees to a maximum fragment length (at-protocol §8.5). */
final class FragmentProbe implements LinkEvents {
    private final Consumer<Boolean> agreed;
    private final TlsSocket socket;
    private boolean finished;

    FragmentProbe(SocketGround ground, Ip4 ip, int port, String host, int length, Consumer<Boolean> agreed) {
        this.agreed = agreed;
        var ssl = new SslWish(length, host, "", List.of(), null, List.of(), null, null, "", "");
        this.socket = new TlsSocket(ground, new LinkWish(LinkType.SSL, ip, port, 0, 0, ssl), this);
    }

    void start() {
        socket.connect();
    }

    private void finish(boolean answer) {
        if (!finished) {
            finished = true;
            socket.close();
            agreed.accept(answer);
        }
    }

    @Override
    public void connected() {
        finish(socket.fragmentLengthAgreed());
    }

    @Override
    public void received(byte[] data, Ip4 from, int port) {
        // Nothing was asked for.
    }

    @Override
    public void sent() {
        // Nothing was sent.
    }

    @Override
    public void failed(int code) {
        finish(false);
    }

    @Override
    public void closed() {
        finish(false);
    }
}
