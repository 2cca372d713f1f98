package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.benchmarks.ParserBench;
import io.github.wroom4j.benchmarks.Receive;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What our work costs ÷ what a plain task of the same kind costs, by turns, in processor time: a busy machine does not change
 * that, and another processor by a third or so. Each bound is less than twice what is usual on the slowest one seen, so that code
 * twice as slow is seen.
 */
public final class Ratios {
    private static final int TURNS = 9;
    private static final int EXCHANGES = 8_000;

    private Ratios() {}

    /** Measures them all, in about a minute. */
    public static List<Row> measure() throws Exception {
        var rows = new ArrayList<Row>();
        parser(rows, 1460, 64, 0.1);
        parser(rows, 1460, 1, 2.8);
        parser(rows, 64, 64, 0.7);
        try (var server = BulkServer.plain();
                var setup = new Setup(Setup.PASSIVE, 0);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            double command = ratio(
                    () -> cost(() -> setup.module.raw("AT", Setup.patience())),
                    () -> cost(() -> MockExchanges.exchange(socket)));
            rows.add(Row.atMost(8, "G2", "an AT command ÷ an exchange between two sockets", command, ""));
        }
        try (var server = BulkServer.plain();
                var host = new RawHost(Setup.ACTIVE);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            MockExchanges.connect(host, server);
            double exchange = ratio(
                    () -> cost(() -> MockExchanges.exchange(host)), () -> cost(() -> MockExchanges.exchange(socket)));
            rows.add(Row.atMost(8, "G7", "an exchange on the mock ÷ one between two sockets", exchange, ""));
        }
        rows.addAll(receiving("pushed", Receive::pushed, 0.85, 0.02));
        // Each 2048 bytes cost two hand-offs between threads, and those cost more on an idle machine: 1.9 to 5.9 was
        // seen.
        rows.addAll(receiving("fetched", Receive::fetched, 8, 0.2));
        return rows;
    }

    private static List<Row> receiving(String way, Supplier<Receive.Cost> receive, double most, double mostGarbage) {
        double seconds = Double.MAX_VALUE;
        double garbage = Double.MAX_VALUE;
        double reference = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Receive.Cost cost = receive.get();
            seconds = Math.min(seconds, cost.millisPerMegabyte() / 1e3 / (1 << 20));
            garbage = Math.min(garbage, cost.garbage());
            reference = Math.min(reference, crcSeconds());
        }
        return List.of(
                Row.atMost(most, "G5", "receiving, " + way + " ÷ a CRC of the bytes", seconds / reference, ""),
                Row.atMost(mostGarbage, "G6", "garbage, " + way, garbage, "B/B"));
    }

    private static void parser(List<Row> rows, int payload, int piece, double bound) throws Exception {
        var bench = new ParserBench();
        bench.payload = payload;
        bench.piece = piece;
        bench.frames();
        double ratio = ratio(
                () -> threadSeconds(() -> {
                            for (int i = 0; i < 20; i++) {
                                bench.parse();
                            }
                        })
                        / 20
                        / ParserBench.PASS,
                Ratios::crcSeconds);
        rows.add(Row.atMost(
                bound, "G8", "parsing frames of " + payload + " in pieces of " + piece + " ÷ a CRC", ratio, ""));
    }

    /** Seconds a byte of a CRC by table: a load and a few operations, each waiting for the last. */
    private static double crcSeconds() {
        return threadSeconds(() -> Crc.sink = Crc.of(BulkServer.NOISE, 64)) / 64 / BulkServer.NOISE.length;
    }

    private static final class Crc {
        static final int[] TABLE = new int[256];
        /** Where results go, so that they are computed. */
        static volatile int sink;

        static {
            for (int i = 0; i < TABLE.length; i++) {
                int c = i;
                for (int bit = 0; bit < 8; bit++) {
                    c = (c & 1) != 0 ? 0xEDB88320 ^ (c >>> 1) : c >>> 1;
                }
                TABLE[i] = c;
            }
        }

        static int of(byte[] bytes, int times) {
            int crc = -1;
            for (int i = 0; i < times; i++) {
                for (byte b : bytes) {
                    crc = TABLE[(crc ^ b) & 0xFF] ^ (crc >>> 8);
                }
            }
            return crc;
        }
    }

    /** The least of ours ÷ the least of the other over several turns, after as many to warm up: load only adds. */
    private static double ratio(DoubleSupplier ours, DoubleSupplier reference) {
        double one = Double.MAX_VALUE;
        double other = Double.MAX_VALUE;
        for (int i = -TURNS; i < TURNS; i++) {
            double a = ours.getAsDouble();
            double b = reference.getAsDouble();
            if (i >= 0) {
                one = Math.min(one, a);
                other = Math.min(other, b);
            }
        }
        return one / other;
    }

    private static double threadSeconds(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - begun) / 1e9;
    }

    /** Processor time of all threads for many exchanges: its clock ticks in hundredths of a second. */
    private static double cost(Pace.Exchange exchange) {
        double begun = Pace.processorSeconds();
        for (int i = 0; i < EXCHANGES; i++) {
            try {
                exchange.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return Pace.processorSeconds() - begun;
    }
}
