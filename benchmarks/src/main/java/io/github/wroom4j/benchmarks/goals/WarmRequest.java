package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** G3: an HTTPS GET on a connection that stands already. */
final class WarmRequest implements Goal {
    private static final int BODY = 1024;

    @Override
    public String id() {
        return "G3";
    }

    @Override
    public String title() {
        return "warm HTTPS GET of 1 KB against its wire time";
    }

    @Override
    public String definition() {
        return "Median time of `GET` and `getString` on a kept connection, TLS on the JVM, paced UART ÷ the time that all"
                + " bytes of the exchange take on the wire, both ways one after the other. The server's time is in it.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        var page = HttpExchange.Reply.of(200, "application/octet-stream", Arrays.copyOf(BulkServer.NOISE, BODY));
        try (var server = DemoServer.builder(DemoAuthority.create())
                .handler(request -> page)
                .start()) {
            for (int baud : effort.pick(List.of(115_200, 921_600), List.of(115_200))) {
                rows.add(row(server, baud, effort.pick(30, 2), effort.pick(40, 6)));
            }
        }
        return rows;
    }

    private static Row row(DemoServer server, int baud, double warming, int count) throws Exception {
        var setup = new Setup(Setup.PASSIVE, baud);
        try (var esp = Esp8266.of(setup.module, setup.board, HardwareSerial.console());
                var https = new HTTPClient(esp)) {
            var client = new WiFiClientSecure(esp);
            var anchors = new X509List();
            anchors.append(server.caPem());
            client.setTrustAnchors(anchors);
            https.setReuse(true);
            double[] ratios = new double[count];
            var warm = Warming.until(warming, () -> get(https, client, server));
            for (int i = 0; i < count; i++) {
                long bytes = setup.board.bytes();
                long begun = System.nanoTime();
                get(https, client, server);
                double seconds = (System.nanoTime() - begun) / 1e9;
                ratios[i] = seconds / CountingBoard.wireSeconds(setup.board.bytes() - bytes, baud);
            }
            Arrays.sort(ratios);
            return warm.noted(Row.atMost(1.08, "G3", baud + " baud", ratios[count / 2], "")
                    .note("fastest " + Row.figure(ratios[0]) + ", slowest " + Row.figure(ratios[count - 1]) + ", after "
                            + warm.rounds() + " others"));
        }
    }

    private static void get(HTTPClient https, WiFiClientSecure client, DemoServer server) {
        https.begin(client, server.url());
        int code = https.GET();
        int length = code == 200 ? https.getString().length() : 0;
        https.end();
        if (code != 200 || length == 0) {
            throw new IllegalStateException("GET gave " + code + ": " + https.getLastError());
        }
    }
}
