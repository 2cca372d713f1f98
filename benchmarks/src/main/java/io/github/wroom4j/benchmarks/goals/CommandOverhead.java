package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockWroom02;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** G2: what a command costs beyond its bytes. */
final class CommandOverhead implements Goal {
    private static final int BAUD = 115_200;
    private static final int HEAD = 180;
    private static final int PRINT = HEAD / 10;

    @Override
    public String id() {
        return "G2";
    }

    @Override
    public String title() {
        return "host time of an AT command beyond its wire time";
    }

    @Override
    public String definition() {
        return "Time from the call to its return on a UART that takes no time; the mock's share and two thread hand-offs are"
                + " in it. One command after the other. Beside it, on a paced UART and with the wire time taken off: ours, and the"
                + " field's usual way, a loop that sleeps 1 ms between polls; and a"
                + " request's head printed in ten pieces, collected into one send as we do and sent piece by piece.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        int count = effort.pick(20_000, 2_000);
        try (var setup = new Setup(Setup.PASSIVE, 0)) {
            for (String command : List.of("AT", "AT+CIPSTATUS", "AT+CIFSR")) {
                double[] micros = times(count, () -> setup.module.raw(command, soon()));
                rows.add(Row.atMost(100, "G2", "`" + command + "`, median", percentile(micros, 50), "µs"));
                rows.add(Row.atMost(1000, "G2", "`" + command + "`, 99th percentile", percentile(micros, 99), "µs"));
            }
        }
        try (var setup = new Setup(Setup.PASSIVE, BAUD)) {
            double[] micros = times(count / 20, () -> setup.module.raw("AT", soon()));
            rows.add(Row.beside("G2", "`AT` at " + BAUD + " baud, ours, median", beyondWire(micros), "µs"));
        }
        try (var polling = new NaiveHost(Setup.PASSIVE)) {
            double[] micros = times(count / 20, () -> polling.command("AT"));
            rows.add(Row.beside("G2", "the same by sleep and poll, median", beyondWire(micros), "µs"));
        }
        rows.addAll(prints(effort.pick(60, 6)));
        return rows;
    }

    /** A request's head in ten prints and its answer: collected, and with an AT+CIPSEND for each print. */
    private static List<Row> prints(int count) throws Exception {
        byte[] head = Arrays.copyOf(BulkServer.request('u', HEAD - 5), HEAD);
        double[] ours;
        double[] usual;
        try (var server = BulkServer.plain();
                var setup = new Setup(Setup.ACTIVE, BAUD);
                Link link = setup.tcp(server.port())) {
            ours = times(count, () -> {
                for (int at = 0; at < HEAD; at += PRINT) {
                    link.write(head, at, PRINT, soon());
                }
                link.flush(soon());
                return link.read(new byte[1], 0, 1, soon());
            });
        }
        try (var server = BulkServer.plain();
                var host = new RawHost(
                        MockWroom02.builder().profile(Setup.ACTIVE).pace(BAUD).clock(new PunctualClock()))) {
            host.join();
            host.say("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + server.port(), "OK\r\n");
            int sent = ("\r\nRecv " + PRINT + " bytes\r\n\r\nSEND OK\r\n").length();
            usual = times(count, () -> {
                for (int at = 0; at < HEAD; at += PRINT) {
                    host.say("AT+CIPSEND=" + PRINT, "> ");
                    boolean last = at + PRINT == HEAD;
                    host.send(Arrays.copyOfRange(head, at, at + PRINT), sent + (last ? "\r\n+IPD,1:!".length() : 0));
                }
                return null;
            });
        }
        String what = HEAD + " bytes in ten prints at " + BAUD + " baud, and an answer, ";
        return List.of(
                Row.beside("G2", what + "ours", percentile(ours, 50) / 1e3, "ms"),
                Row.beside("G2", what + "one `AT+CIPSEND` a print", percentile(usual, 50) / 1e3, "ms"));
    }

    private static double beyondWire(double[] micros) {
        long bytes = "AT\r\n".length() + "\r\nOK\r\n".length();
        return percentile(micros, 50) - 1e6 * CountingBoard.wireSeconds(bytes, BAUD);
    }

    private interface Exchange {
        Object run() throws Exception;
    }

    private static double[] times(int count, Exchange exchange) throws Exception {
        Warming.until(10, exchange::run);
        double[] micros = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            exchange.run();
            micros[i] = (System.nanoTime() - begun) / 1e3;
        }
        Arrays.sort(micros);
        return micros;
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(10));
    }
}
