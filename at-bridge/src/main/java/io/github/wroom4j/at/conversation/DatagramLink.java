package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.Datagram;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.UdpLink;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** A UDP link: its frames are datagrams, and each knows who sent it. */
public final class DatagramLink extends DriverLink implements UdpLink {

    DatagramLink(DriverState state, LinkMachine machine, LinkRequest request) {
        super(
                state,
                machine,
                request,
                new DatagramBuffer(state.terms().receiveLimit(), state.lock.newCondition(), request));
    }

    @Override
    public Optional<Datagram> receive(Deadline deadline) {
        return Optional.ofNullable(receiving.next((DatagramBuffer) buffer, deadline));
    }

    @Override
    public void send(String host, int port, byte[] bytes, int offset, int length, Deadline deadline) {
        sending.datagram(host, port, bytes, offset, length, deadline);
    }

    @Override
    public long dropped() {
        return state.locked(() -> ((DatagramBuffer) buffer).dropped);
    }
}
