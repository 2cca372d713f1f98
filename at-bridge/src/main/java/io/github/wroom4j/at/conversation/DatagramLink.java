package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.UdpLink;
import io.github.wroom4j.at.engine.DatagramBytes;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** A UDP link: its frames are datagrams, and each knows who sent it. */
public final class DatagramLink extends DriverLink implements UdpLink {

    DatagramLink(DriverState state, Generation use) {
        super(state, use);
    }

    @Override
    public Optional<Datagram> receive(Deadline deadline) {
        return Optional.ofNullable(receiving.next((DatagramBytes) use.bytes, deadline));
    }

    @Override
    public void send(String host, int port, byte[] bytes, int offset, int length, Deadline deadline) {
        sending.datagram(host, port, bytes, offset, length, deadline);
    }

    @Override
    public long dropped() {
        return state.locked(() -> ((DatagramBytes) use.bytes).dropped());
    }
}
