package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that goes out of scope gives its link back, as C++'s destructor does; there are five links for everything. */
@Timeout(120)
class OutOfScopeTest {
    private static final int LINKS = 5;

    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        // It keeps its connections alive, as most servers do.
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", exchange -> {
            byte[] body = "kept alive\n".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        port = server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        module.close();
        server.stop(0);
        workers.shutdownNow();
    }

    private WiFiClient connected() {
        var client = new WiFiClient(context);
        assertEquals(
                1,
                client.connect("localhost", port),
                () -> client.getLastError().message());
        return client;
    }

    private void connectAndForget() {
        assertTrue(connected().connected());
    }

    @Test
    @Rule("WC-16")
    void clients_that_nobody_can_reach_any_more_hold_no_link() {
        for (int round = 0; round < 4 * LINKS; round++) {
            connectAndForget();
        }
        var last = connected();
        assertTrue(module.openLinks() <= LINKS);
        assertTrue(last.connected());
        Reference.reachabilityFence(last);
        last.stop();
    }

    /** As a secure server does with what its plain one accepted. */
    private Link handedOver() {
        return connected().handOver().orElseThrow();
    }

    @Test
    void a_link_that_was_handed_over_is_not_closed_with_its_first_client() {
        Link link = handedOver();
        for (int round = 0; round < 2 * LINKS; round++) {
            connectAndForget();
        }
        assertTrue(link.isOpen());
        link.close();
    }

    @Test
    void clients_in_use_keep_their_links_and_the_failure_says_who_they_are() {
        List<WiFiClient> held = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            held.add(connected());
        }
        var sixth = new WiFiClient(context);

        assertEquals(0, sixth.connect("localhost", port));

        assertEquals(Stage.MODULE, sixth.getLastError().stage());
        String who = "localhost:" + port;
        assertTrue(
                sixth.getLastError()
                        .message()
                        .endsWith("(in use: " + String.join(", ", List.of(who, who, who, who, who)) + ")"),
                sixth.getLastError().message());
        var secure = new WiFiClientSecure(context);
        secure.setInsecure();
        assertEquals(0, secure.connect("localhost", port));
        assertTrue(
                secure.getLastError().message().contains("(in use: " + who),
                secure.getLastError().message());
        held.forEach(each -> assertTrue(each.connected()));
        held.forEach(WiFiClient::stop);
        assertEquals(0, module.openLinks());
    }

    @Test
    @Rule("WC-16")
    void of_those_kept_alive_the_oldest_is_closed_first_and_what_is_used_again_is_not() {
        List<WiFiClient> held = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            held.add(connected());
        }
        held.get(3).setSpare(true);
        held.get(1).setSpare(true);
        held.get(2).setSpare(true);
        held.get(3).print("GET"); // used again
        var sixth = connected();
        assertFalse(held.get(1).connected());
        var seventh = connected();
        assertFalse(held.get(2).connected());
        assertTrue(held.get(0).connected()
                && held.get(3).connected()
                && held.get(4).connected());
        assertEquals(0, new WiFiClient(context).connect("localhost", port));
        for (WiFiClient each : List.of(held.get(0), held.get(3), held.get(4), sixth, seventh)) {
            each.stop();
        }
        assertEquals(0, module.openLinks());
    }

    /** The pattern of most sketches: client and request are locals of what {@code loop()} calls. */
    private static final class LocalClientsInLoop extends Sketch {
        private static final AtomicInteger PORT = new AtomicInteger();
        private static final AtomicInteger ROUNDS = new AtomicInteger();
        private int round;

        @Override
        public void setup() {
            WiFi.begin("wroom4j", "arduino-java");
            WiFi.waitForConnectResult();
        }

        @Override
        public void loop() {
            WiFiClient client = new WiFiClient();
            HTTPClient http = new HTTPClient();
            http.begin(client, "http://localhost:" + PORT.get() + "/version.info");
            int code = http.GET();
            if (code != HTTP_CODE_OK || !http.getString().equals("kept alive\n")) {
                Serial.println("round " + round + ": " + code + " " + http.getLastError());
                exit(1);
            }
            http.end();
            if (++round == ROUNDS.get()) {
                exit(0);
            }
        }
    }

    @Test
    void local_clients_in_a_loop_are_served_for_ever() {
        LocalClientsInLoop.PORT.set(port);
        LocalClientsInLoop.ROUNDS.set(Seeds.full() ? 12_000 : 60);
        var console = new Console();
        int code = SketchRunner.of(LocalClientsInLoop::new)
                .board(Esp8266.open("mock:at-1.7", console.serial()))
                .run();
        assertEquals(0, code, console::printed);
    }
}
