package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** G2: what a command costs beyond its bytes. */
final class CommandOverhead implements Goal {
    private static final int BAUD = 115_200;

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
                + " field's usual way, a loop that sleeps 1 ms between polls.";
    }

    @Override
    public List<Row> measure(Effort effort) throws InterruptedException {
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
        return rows;
    }

    private static double beyondWire(double[] micros) {
        long bytes = "AT\r\n".length() + "\r\nOK\r\n".length();
        return percentile(micros, 50) - 1e6 * CountingBoard.wireSeconds(bytes, BAUD);
    }

    private interface Exchange {
        Object run() throws InterruptedException;
    }

    private static double[] times(int count, Exchange exchange) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            exchange.run();
        }
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
