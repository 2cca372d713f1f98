package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.conformance.Findings.Skipped;
import io.github.wroom4j.bench.conformance.Findings.Wrong;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Bytes through the driver: there and back, both ways at once, on all links, with flow control, fetched when wanted. */
final class PayloadChecks extends ModuleTalk {
    PayloadChecks(BenchDescription bench, Esp8266 esp, Board board, Findings findings, ConformancePlan plan) {
        super(bench, esp, board, findings, plan);
    }

    String echoed(long salt, int length) throws IOException {
        byte[] sent = AdversarialPayload.of(plan.seed() + salt, length);
        try (Peer peer = peer();
                Link link = module.open(to(peer))) {
            Socket socket = peer.accept();
            link.write(sent, 0, sent.length, in(20));
            link.flush(in(20));
            byte[] there = Peer.read(socket, length);
            if (!Arrays.equals(sent, there)) {
                throw new Wrong("the peer received " + difference(sent, there));
            }
            Peer.write(socket, there);
            byte[] back = read(link, length, in(20));
            if (!Arrays.equals(sent, back)) {
                throw new Wrong("what came back is " + difference(sent, back));
            }
            return length + " bytes there and back";
        }
    }

    String udp() throws IOException {
        if (!module.capabilities().has(Feature.UDP)) {
            throw new Skipped("this firmware has no UDP links");
        }
        try (var socket = new DatagramSocket(new InetSocketAddress(bench.serverAddress(), 0))) {
            socket.setSoTimeout((int) (5_000 * bench.timeoutMultiplier()));
            var request = LinkRequest.udp(bench.serverAddress(), socket.getLocalPort(), 4210);
            try (Link link = module.open(request, in(10))) {
                for (int round = 0; round < 3; round++) {
                    byte[] sent = AdversarialPayload.of(plan.seed() + 100 + round, 300 + 400 * round);
                    link.write(sent, 0, sent.length, in(10));
                    link.flush(in(10));
                    var packet = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(packet);
                    byte[] there = Arrays.copyOf(packet.getData(), packet.getLength());
                    if (!Arrays.equals(sent, there)) {
                        throw new Wrong("a datagram became " + difference(sent, there));
                    }
                    socket.send(new DatagramPacket(there, there.length, packet.getSocketAddress()));
                    byte[] back = read(link, sent.length, in(5));
                    if (!Arrays.equals(sent, back)) {
                        throw new Wrong("the answer became " + difference(sent, back));
                    }
                }
            }
            return "datagrams of 300, 700 and 1100 bytes there and back";
        }
    }

    /** Both directions at once: the peer sends from a thread of its own while this one sends, and each end compares. */
    String adversarial() throws IOException, InterruptedException {
        return adversarial("goodput-both-ways");
    }

    private String adversarial(String measured) throws IOException, InterruptedException {
        int length = plan.payloadBytes();
        byte[] down = AdversarialPayload.of(plan.seed() + 2, length);
        byte[] up = AdversarialPayload.of(plan.seed() + 3, length);
        var failure = new AtomicReference<Exception>();
        try (Peer peer = peer();
                Link link = module.open(to(peer))) {
            Socket socket = peer.accept();
            var received = new AtomicReference<byte[]>(new byte[0]);
            Thread writer = thread(failure, () -> Peer.write(socket, up));
            Thread reader = thread(failure, () -> received.set(Peer.read(socket, length)));
            // At 115200 baud a megabyte takes a minute and a half each way.
            Deadline deadline = in(60 + length / 4_000);
            var got = new AtomicReference<byte[]>(new byte[0]);
            long began = System.nanoTime();
            Thread puller = thread(failure, () -> got.set(read(link, length, deadline)));
            for (int at = 0; at < length; at += 2048) {
                link.write(down, at, Math.min(2048, length - at), deadline);
            }
            link.flush(deadline);
            for (Thread each : List.of(puller, writer, reader)) {
                each.join(Math.max(1, deadline.remainingNanos() / 1_000_000));
            }
            long nanos = System.nanoTime() - began;
            if (failure.get() != null) {
                throw new Wrong("it broke: " + failure.get().getMessage());
            }
            if (!Arrays.equals(down, received.get())) {
                throw new Wrong("the peer received " + difference(down, received.get()));
            }
            if (!Arrays.equals(up, got.get())) {
                throw new Wrong("the module brought " + difference(up, got.get()));
            }
            long rate = (long) (2.0 * length / (nanos / 1e9));
            findings.measured(measured, rate, "B/s", "");
            return length + " bytes each way, unharmed, " + rate + " B/s";
        }
    }

    private interface Work {
        void go() throws IOException;
    }

    private static Thread thread(AtomicReference<Exception> failure, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.go();
                    } catch (IOException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                },
                "wroom4j-conformance");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    String manyLinks() throws IOException {
        int most = module.capabilities().links();
        var links = new ArrayList<Link>();
        try (Peer peer = peer()) {
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < most; i++) {
                links.add(module.open(to(peer)));
                sockets.add(peer.accept());
            }
            for (int i = 0; i < most; i++) {
                byte[] sent = AdversarialPayload.of(plan.seed() + 10 + i, 700);
                links.get(i).write(sent, 0, sent.length, in(10));
                links.get(i).flush(in(10));
                Peer.write(sockets.get(i), sent);
            }
            for (int i = 0; i < most; i++) {
                byte[] sent = AdversarialPayload.of(plan.seed() + 10 + i, 700);
                if (!Arrays.equals(sent, Peer.read(sockets.get(i), 700))
                        || !Arrays.equals(sent, read(links.get(i), 700, in(10)))) {
                    throw new Wrong("link " + (i + 1) + " of " + most + " mixed up its bytes");
                }
            }
            try (Link oneMore = module.open(to(peer), in(5))) {
                throw new Wrong("a link beyond the " + most + " was opened: " + oneMore.request());
            } catch (AtException e) {
                if (e.kind() != AtException.Kind.NO_FREE_LINK && e.kind() != AtException.Kind.TIMEOUT) {
                    throw e;
                }
            }
            return most + " links at once, each with its own bytes; one more is refused";
        } finally {
            links.forEach(Link::close);
        }
    }

    /** With both wires in use nothing is lost, however fast either end is; {@link FlowProbe} tries the wires by hand. */
    String flowControl() throws IOException, InterruptedException {
        if (!bench.fixtures().contains("rts-cts")) {
            throw new Skipped("needs the fixture rts-cts");
        }
        if (!module.capabilities().has(Feature.UART_SPEED)) {
            throw new Skipped("this firmware cannot change its line format for now");
        }
        int baud = board.uart().config().baud();
        module.raw("AT+UART_CUR=" + baud + ",8,1,0,3", in(5));
        board.uart().configure(board.uart().config().withFlow(UartConfig.Flow.RTS_CTS));
        try {
            return "with RTS/CTS: " + adversarial("goodput-with-rts-cts");
        } finally {
            module.raw("AT+UART_CUR=" + baud + ",8,1,0,0", in(5));
            board.uart().configure(board.uart().config().withFlow(UartConfig.Flow.NONE));
        }
    }

    /** No one reads for a while: with passive receive the bytes wait in the module and the peer feels it. */
    String passive() throws IOException, InterruptedException {
        if (!module.capabilities().has(Feature.PASSIVE_RECEIVE)) {
            throw new Skipped("this firmware has no passive receive");
        }
        byte[] sent = AdversarialPayload.of(plan.seed() + 4, 48 * 1024);
        var failure = new AtomicReference<Exception>();
        try (Peer peer = peer();
                Link link = module.open(to(peer))) {
            Socket socket = peer.accept();
            Thread writer = thread(failure, () -> Peer.write(socket, sent));
            byte[] first = read(link, 1, in(10));
            byte[] rest = read(link, sent.length - 1, in(60));
            writer.join(5_000);
            byte[] all = Arrays.copyOf(first, sent.length);
            System.arraycopy(rest, 0, all, Math.min(1, first.length), Math.min(rest.length, sent.length - 1));
            if (failure.get() != null || !Arrays.equals(sent, all)) {
                throw new Wrong("fetched " + difference(sent, all));
            }
            return sent.length + " bytes fetched when the host wanted them";
        }
    }
}
