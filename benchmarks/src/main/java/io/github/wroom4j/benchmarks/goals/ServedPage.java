package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** G14: what a page costs that a sketch serves. */
final class ServedPage implements Goal {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String PAGE = "x".repeat(200);

    @Override
    public String id() {
        return "G14";
    }

    @Override
    public String title() {
        return "a page that a sketch serves, against its wire time; the commands it costs";
    }

    @Override
    public String definition() {
        return "From a visitor's connect to the end of the answer of 200 bytes, `Connection: close`, `ESP8266WebServer` on a 1.7.4"
                + " ÷ the time that all UART bytes of it take, one way after the other. Commands: AT commands a page. Unpaced: pages a"
                + " second of processor time, of visitors, mock and sketch together.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        int count = effort.pick(60, 10);
        double[] ratios = new double[count];
        double commands;
        Warming warm;
        double[] milliseconds = new double[count];
        try (var served = new Served(115_200)) {
            warm = Warming.until(effort.pick(20, 2), served::visit);
            for (int i = 0; i < count; i++) {
                long bytes = served.board.bytes();
                long begun = System.nanoTime();
                served.visit();
                double seconds = (System.nanoTime() - begun) / 1e9;
                ratios[i] = seconds / CountingBoard.wireSeconds(served.board.bytes() - bytes, 115_200);
                milliseconds[i] = 1e3 * seconds;
            }
            long before = served.board.commands();
            for (int i = 0; i < 20; i++) {
                served.visit();
            }
            commands = (served.board.commands() - before) / 20.0;
        }
        Pace pages;
        try (var served = new Served(0)) {
            pages = Pace.of(effort.pick(10, 2), effort.pick(2_000, 200), served::visit);
        }
        Arrays.sort(ratios);
        Arrays.sort(milliseconds);
        return List.of(
                warm.noted(Row.atMost(1.15, "G14", "115200 baud", ratios[count / 2], "")
                        .note(Row.figure(milliseconds[count / 2]) + " ms; fastest " + Row.figure(ratios[0])
                                + ", slowest " + Row.figure(ratios[count - 1]) + ", after " + warm.rounds()
                                + " others")),
                Row.atMost(4, "G14", "commands a page", commands, ""),
                pages.atLeast(500, "G14", "unpaced"));
    }

    /** A sketch's server in a thread, and the door to it. */
    private static final class Served implements AutoCloseable {
        final CountingBoard board;
        private final MockWroom02 mock;
        private final Esp8266 esp;
        private final Thread loop;
        private volatile boolean ended;

        Served(int baud) {
            Clock clock = baud == 0 ? Clock.system() : new PunctualClock();
            MockBuilder builder = MockWroom02.builder().profile(Setup.PASSIVE).clock(clock);
            mock = (baud == 0 ? builder : builder.pace(baud)).build();
            board = new CountingBoard(mock);
            esp = Esp8266.of(AtDriver.open(board, DriverOptions.DEFAULT), board, HardwareSerial.console());
            esp.module().join(MockBuilder.SSID, MockBuilder.PASSWORD);
            var server = new ESP8266WebServer(esp, 80);
            server.on("/", () -> server.send(200, "text/plain", PAGE));
            server.begin();
            loop = new Thread(
                    () -> {
                        while (!ended) {
                            server.handleClient();
                        }
                        server.close();
                    },
                    "sketch");
            loop.start();
        }

        void visit() throws IOException {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(),
                    mock.serverPort(80).orElseThrow(() -> new IllegalStateException("nothing is served")))) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(REQUEST);
                byte[] answer = socket.getInputStream().readAllBytes();
                if (!new String(answer, StandardCharsets.US_ASCII).endsWith(PAGE)) {
                    throw new IllegalStateException("the answer had " + answer.length + " bytes");
                }
            }
        }

        @Override
        public void close() {
            ended = true;
            try {
                loop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            esp.close();
        }
    }
}
