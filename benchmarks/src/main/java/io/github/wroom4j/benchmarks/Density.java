package io.github.wroom4j.benchmarks;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.sdk.HeapModel;
import io.github.wroom4j.mock.sdk.SdkRelease;
import io.github.wroom4j.mock.sdk.esp_tcp;
import io.github.wroom4j.mock.sdk.espconn;
import io.github.wroom4j.mock.sdk.espconn_h;
import io.github.wroom4j.mock.sdk.station_config;
import io.github.wroom4j.mock.sdk.user_interface;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many modules fit into one JVM: each joins, does one TLS GET and then still answers. Reports the heap after a
 * collection, file descriptors and threads. Argument: how many, 100 unless given.
 */
public final class Density {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** As many handshakes at a time as a server with a thread for each manages easily. */
    private static final int AT_A_TIME = 50;

    private Density() {}

    /** Runs it once and prints one line a figure. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
        Deadline deadline = Deadline.in(PATIENCE);
        var modules = new ArrayList<MockWroom02>();
        try (var server = LegacyTlsServer.builder(DemoAuthority.create().issue(Leaf.localhost()))
                .start()) {
            long heapBefore = heapAfterCollection();
            long threadsBefore = threads();
            long filesBefore = descriptors();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                modules.add(MockWroom02.builder()
                        .name("module-" + i)
                        .profile("at-0.40")
                        .sdk(SdkRelease.P0)
                        .heap(HeapModel.NONOS)
                        .accessPoint("wroom4j", "arduino-java")
                        .build());
            }
            var fetched = new AtomicInteger();
            for (int from = 0; from < count; from += AT_A_TIME) {
                List<MockWroom02> batch = modules.subList(from, Math.min(count, from + AT_A_TIME));
                var done = new CountDownLatch(batch.size());
                batch.forEach(module -> module.run(() -> new Get(server.port(), fetched, done).join()));
                if (!done.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException(done.getCount() + " modules did not finish within " + PATIENCE);
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long answering =
                    modules.stream().filter(module -> answers(module, deadline)).count();
            long loops = modules.stream()
                    .map(module -> module.chip().loop())
                    .distinct()
                    .count();
            long heap = heapAfterCollection();
            System.out.printf("modules          %d%n", count);
            System.out.printf("TLS GETs done    %d in %.1f s%n", fetched.get(), seconds);
            System.out.printf("still answering  %d%n", answering);
            System.out.printf(
                    "heap after GC    %d KB, %d KB a module%n", heap / 1024, (heap - heapBefore) / count / 1024);
            System.out.printf("threads more     %d%n", threads() - threadsBefore);
            System.out.printf("files more       %d%n", descriptors() - filesBefore);
            System.out.printf("selectors        %d%n", loops);
            if (fetched.get() != count || answering != count || loops != 1) {
                throw new IllegalStateException("not every module did its part, or they did not share one selector");
            }
        } finally {
            modules.forEach(MockWroom02::close);
        }
    }

    /** Still joined, and its firmware says OK to AT. */
    private static boolean answers(MockWroom02 module, Deadline deadline) {
        if (module.call(user_interface::wifi_station_get_connect_status) != user_interface.STATION_GOT_IP) {
            return false;
        }
        byte[] command = "AT\r\n".getBytes(StandardCharsets.US_ASCII);
        module.uart().write(command, 0, command.length, deadline);
        var heard = new StringBuilder();
        var buffer = new byte[256];
        while (heard.indexOf("AT\r\r\n\r\nOK\r\n") < 0) {
            int n = module.uart().read(buffer, 0, buffer.length, deadline);
            if (n == 0) {
                return false;
            }
            heard.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return true;
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long descriptors() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (var files = Files.list(open)) {
            return files.count();
        }
    }

    /** One module's part, in its own task: join, connect, ask, and see the end. */
    private record Get(int port, AtomicInteger fetched, CountDownLatch done) {
        void join() {
            user_interface.wifi_set_opmode(user_interface.STATION_MODE);
            user_interface.wifi_set_event_handler_cb(event -> {
                if (event.event == user_interface.EVENT_STAMODE_GOT_IP) {
                    connect();
                }
            });
            var config = new station_config();
            config.ssid = "wroom4j";
            config.password = "arduino-java";
            user_interface.wifi_station_set_config_current(config);
            user_interface.wifi_station_connect();
        }

        private void connect() {
            var conn = new espconn();
            conn.type = espconn_h.ESPCONN_TCP;
            conn.proto.tcp = new esp_tcp();
            conn.proto.tcp.local_port = espconn_h.espconn_port();
            conn.proto.tcp.remote_port = port;
            conn.proto.tcp.remote_ip[0] = 127;
            conn.proto.tcp.remote_ip[3] = 1;
            var answered = new AtomicInteger();
            espconn_h.espconn_regist_connectcb(conn, arg -> {
                byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                espconn_h.espconn_secure_send(conn, request, request.length);
            });
            espconn_h.espconn_regist_recvcb(conn, (arg, data, len) -> answered.addAndGet(len));
            espconn_h.espconn_regist_disconcb(conn, arg -> {
                if (answered.get() > 0) {
                    fetched.incrementAndGet();
                }
                done.countDown();
            });
            espconn_h.espconn_regist_reconcb(conn, (arg, err) -> done.countDown());
            if (espconn_h.espconn_secure_connect(conn) != espconn_h.ESPCONN_OK) {
                done.countDown();
            }
        }
    }
}
