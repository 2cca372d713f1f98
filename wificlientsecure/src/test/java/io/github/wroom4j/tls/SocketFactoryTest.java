package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries of other people, over the driver, a UART and the mock. */
class SocketFactoryTest {
    private static DemoAuthority authority;
    private static DemoServer server;
    private static Esp8266 esp;

    @BeforeAll
    static void start() {
        authority = DemoAuthority.create();
        server = DemoServer.start(authority);
        esp = Esp8266.open("mock:?ap=Lab/secret12");
        esp.module().join("Lab", "secret12");
    }

    @AfterAll
    static void end() {
        esp.close();
        server.close();
    }

    private static X509TrustManager trusting(DemoAuthority root) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static OkHttpClient okHttp(DemoAuthority trusted) throws Exception {
        return new OkHttpClient.Builder()
                .socketFactory(esp.socketFactory())
                .sslSocketFactory(esp.sslSocketFactory(trusted.caPem()), trusting(trusted))
                .protocols(List.of(Protocol.HTTP_1_1))
                .dns(host -> List.of(java.net.InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})))
                .callTimeout(Duration.ofSeconds(60))
                .connectTimeout(Duration.ofSeconds(30))
                .readTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Test
    void okhttp_fetches_pages_over_the_module_and_keeps_its_connection() throws Exception {
        OkHttpClient client = okHttp(authority);
        try {
            for (int i = 0; i < 2; i++) {
                var request =
                        new Request.Builder().url(server.url() + "bytes/5000").build();
                try (Response response = client.newCall(request).execute()) {
                    assertEquals(200, response.code());
                    assertEquals(5000, response.body().bytes().length);
                    assertEquals("TLS_1_3", response.handshake().tlsVersion().name());
                }
            }
            assertEquals(1, client.connectionPool().connectionCount(), "kept");
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }

    @Test
    void okhttp_is_refused_a_server_of_a_foreign_authority() throws Exception {
        OkHttpClient client = okHttp(DemoAuthority.create("Another Root"));
        try {
            var request = new Request.Builder().url(server.url()).build();
            IOException refused = assertThrows(
                    IOException.class, () -> client.newCall(request).execute());
            assertTrue(refused.getMessage().contains("not a trust anchor"), refused.getMessage());
        } finally {
            client.dispatcher().executorService().shutdown();
        }
    }

    @Test
    void paho_publishes_to_a_real_broker_over_tls_through_the_module(@TempDir Path folder) throws Exception {
        Identity identity = authority.issue(Leaf.localhost());
        Files.writeString(folder.resolve("chain.pem"), identity.chainPem());
        Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        try (var broker = Counterparts.mosquitto(
                folder,
                "certfile " + folder.resolve("chain.pem"),
                "keyfile " + folder.resolve("key.pem"),
                "user root", // a broker started by root would give up the right to read these files
                "allow_anonymous true")) {
            var arrived = new ArrayBlockingQueue<String>(1);
            var client = new MqttClient("ssl://localhost:" + broker.port(), "sensor", new MemoryPersistence());
            var options = new MqttConnectOptions();
            options.setSocketFactory(esp.sslSocketFactory(authority.caPem()));
            options.setConnectionTimeout(30);
            options.setHttpsHostnameVerificationEnabled(true);
            client.connect(options);
            try {
                client.subscribe(
                        "room/bat",
                        (topic, message) -> arrived.add(new String(message.getPayload(), StandardCharsets.UTF_8)));
                client.publish("room/bat", "3.7".getBytes(StandardCharsets.UTF_8), 1, false);

                assertEquals("3.7", arrived.poll(30, TimeUnit.SECONDS));
            } finally {
                close(client);
            }
        }
    }

    private static void close(MqttClient client) throws MqttException {
        client.disconnect();
        client.close();
    }

    @Test
    void a_plain_socket_carries_bytes_both_ways_and_times_out() throws Exception {
        try (var socket = esp.socketFactory().createSocket("localhost", server.plainPort())) {
            socket.setSoTimeout(300);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());

            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] all = socket.getInputStream().readAllBytes();

            assertArrayEquals("HTTP/1.".getBytes(StandardCharsets.US_ASCII), java.util.Arrays.copyOf(all, 7));
        }
    }

    @Test
    void more_than_five_at_once_wait_for_a_free_link_and_no_longer_than_they_may() throws Exception {
        var address = java.net.InetSocketAddress.createUnresolved("localhost", server.plainPort());
        var five = new java.util.ArrayList<Socket>();
        try {
            for (int i = 0; i < 5; i++) {
                five.add(esp.socketFactory().createSocket("localhost", server.plainPort()));
            }
            try (Socket sixth = esp.socketFactory().createSocket()) {
                IOException full = assertThrows(IOException.class, () -> sixth.connect(address, 200));
                assertTrue(full.getMessage().contains("all 5 links of the module are in use"), full.getMessage());
                assertTrue(full.getMessage().contains("none was in the time given"), full.getMessage());
            }
            var waiting = new FutureTask<>(() -> {
                Socket late = esp.socketFactory().createSocket();
                late.connect(address, 30_000);
                return late;
            });
            new Thread(waiting).start();
            five.remove(4).close();
            five.add(waiting.get(30, TimeUnit.SECONDS));
            assertTrue(five.get(4).isConnected());
        } finally {
            for (Socket each : five) {
                each.close();
            }
        }
    }

    @Test
    void okhttp_may_ask_for_more_at_once_than_a_module_has_links() throws Exception {
        OkHttpClient client = okHttp(authority);
        client.dispatcher().setMaxRequestsPerHost(12);
        var codes = new ArrayBlockingQueue<String>(12);
        try {
            for (int i = 0; i < 12; i++) {
                // Its pool would keep five connections for itself.
                var request = new Request.Builder()
                        .url(server.url() + "bytes/" + 100 * i)
                        .header("Connection", "close")
                        .build();
                client.newCall(request).enqueue(new Callback() {
                    @Override
                    public void onResponse(Call call, Response response) throws IOException {
                        try (response) {
                            codes.add(response.code() + " " + response.body().bytes().length);
                        }
                    }

                    @Override
                    public void onFailure(Call call, IOException failure) {
                        codes.add(failure.toString());
                    }
                });
            }
            var told = new java.util.TreeSet<String>();
            for (int i = 0; i < 12; i++) {
                told.add(codes.poll(60, TimeUnit.SECONDS));
            }
            assertEquals(
                    12, told.stream().filter(each -> each.startsWith("200 ")).count(), told.toString());
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }

    @Test
    void names_are_looked_up_by_the_module_where_okhttp_is_told_so() throws Exception {
        var asked = new java.util.ArrayList<String>();
        OkHttpClient client = okHttp(authority)
                .newBuilder()
                .dns(name -> {
                    asked.add(name);
                    var address = new io.github.wroom4j.arduino.IPAddress();
                    if (esp.wifi().hostByName(name, address) == 0) {
                        throw new UnknownHostException(name + ": " + esp.wifi().getLastError());
                    }
                    return List.of(java.net.InetAddress.getByAddress(
                            name, address.toInetAddress().getAddress()));
                })
                .build();
        try {
            var request = new Request.Builder().url(server.url() + "bytes/5").build();
            try (Response response = client.newCall(request).execute()) {
                assertEquals(200, response.code());
            }
            assertEquals(List.of("localhost"), asked);
            var unknown =
                    new Request.Builder().url("http://no-such-host.invalid/").build();
            assertThrows(
                    UnknownHostException.class, () -> client.newCall(unknown).execute());
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }

    @Test
    void an_unknown_name_is_an_unknown_host() {
        assertThrows(UnknownHostException.class, () -> esp.socketFactory().createSocket("no-such-host.invalid", 80));
    }

    @Test
    void a_secure_socket_tells_what_was_negotiated_and_refuses_a_wrong_name() throws Exception {
        var factory = esp.sslSocketFactory(authority.caPem());
        try (var socket = (SSLSocket) factory.createSocket("localhost", server.port())) {
            socket.startHandshake();
            assertTrue(socket.getSession().isValid());
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
            assertEquals(
                    authority.certificate().getSubjectX500Principal(),
                    ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
                            .getIssuerX500Principal());
        }
        try (var plain = esp.socketFactory().createSocket("localhost", server.port());
                var socket = (SSLSocket) factory.createSocket(plain, "elsewhere.example", server.port(), true)) {
            SSLHandshakeException refused = assertThrows(SSLHandshakeException.class, socket::startHandshake);
            assertTrue(refused.getMessage().contains("elsewhere.example"), refused.getMessage());
            assertFalse(socket.getSession().isValid());
        }
    }
}
