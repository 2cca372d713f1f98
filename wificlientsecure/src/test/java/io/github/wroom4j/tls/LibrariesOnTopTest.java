package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.client5.http.socket.PlainConnectionSocketFactory;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** Libraries that make their own sockets unless they are told otherwise, as docs/jvm.md tells them. */
@Timeout(120)
class LibrariesOnTopTest {
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

    private static CloseableHttpClient apache(SSLSocketFactory secure) {
        var plain = new PlainConnectionSocketFactory() {
            @Override
            public Socket createSocket(HttpContext context) throws IOException {
                return esp.socketFactory().createSocket();
            }
        };
        // TLS is layered over whatever createSocket gives, which is a socket of the host's unless told otherwise.
        var layered = new SSLConnectionSocketFactory(secure, new DefaultHostnameVerifier()) {
            @Override
            public Socket createSocket(HttpContext context) throws IOException {
                return esp.socketFactory().createSocket();
            }
        };
        return HttpClients.custom()
                .setConnectionManager(
                        new PoolingHttpClientConnectionManager(RegistryBuilder.<ConnectionSocketFactory>create()
                                .register("http", plain)
                                .register("https", layered)
                                .build()))
                .disableAutomaticRetries()
                .build();
    }

    @Test
    void apache_s_client_layers_tls_over_a_socket_of_the_module() throws Exception {
        int before = connections();
        try (CloseableHttpClient client = apache(esp.sslSocketFactory(authority.caPem()))) {
            for (String url : List.of(server.url() + "bytes/5000", "http://localhost:" + server.plainPort() + "/")) {
                String body = client.execute(
                        new HttpGet(url),
                        reply -> reply.getCode() + " " + EntityUtils.toByteArray(reply.getEntity()).length);
                assertTrue(body.startsWith("200 "), url + " " + body);
            }
        }

        assertEquals(2, connections() - before, "both went through the module");
    }

    private static int connections() {
        return esp.module().transcript().text().split("AT\\+CIPSTART").length;
    }

    @Test
    void apache_s_client_is_refused_a_server_of_a_foreign_authority() throws Exception {
        String foreign = DemoAuthority.create("Another Root").caPem();
        try (CloseableHttpClient client = apache(esp.sslSocketFactory(foreign))) {
            var refused = assertThrows(
                    SSLException.class, () -> client.execute(new HttpGet(server.url()), reply -> reply.getCode()));
            assertTrue(refused.getMessage().contains("not a trust anchor"), refused.getMessage());
        }
    }

    @Test
    void java_s_own_https_connection_takes_sockets_of_the_module() throws Exception {
        int before = connections();
        var connection = (HttpsURLConnection)
                URI.create(server.url() + "bytes/5000").toURL().openConnection();
        connection.setSSLSocketFactory(esp.sslSocketFactory(authority.caPem()));
        connection.setConnectTimeout(30_000);
        try (var body = connection.getInputStream()) {
            assertEquals(5000, body.readAllBytes().length);
        }
        connection.disconnect();
        assertEquals(1, connections() - before);

        var foreign = (HttpsURLConnection) URI.create(server.url()).toURL().openConnection();
        foreign.setSSLSocketFactory(
                esp.sslSocketFactory(DemoAuthority.create("Another Root").caPem()));
        var refused = assertThrows(SSLException.class, foreign::getInputStream);
        assertTrue(refused.getMessage().contains("not a trust anchor"), refused.getMessage());
    }

    /** Answers Redis's protocol for one client until it goes; what it was asked. */
    private static List<String> redis(ServerSocket listening) throws IOException {
        var asked = new ArrayList<String>();
        try (Socket client = listening.accept();
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            for (String count; (count = in.readLine()) != null; ) {
                var words = new ArrayList<String>();
                for (int i = Integer.parseInt(count.substring(1)); i > 0; i--) {
                    in.readLine();
                    words.add(in.readLine());
                }
                asked.add(String.join(" ", words));
                String reply = words.get(0).equals("GET") ? "$6\r\n21.5°\r\n" : "+OK\r\n";
                client.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
            }
        }
        return asked;
    }

    @Test
    void jedis_takes_a_socket_that_is_connected_already() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answering = new FutureTask<>(() -> redis(listening));
            new Thread(answering).start();
            int port = listening.getLocalPort();
            try (var jedis = new Jedis(() -> socketTo("localhost", port))) {
                assertEquals("OK", jedis.set("room", "21.5°"));
                assertEquals("21.5°", jedis.get("room"));
            }
            List<String> asked = answering.get(30, TimeUnit.SECONDS);
            assertTrue(asked.containsAll(List.of("SET room 21.5°", "GET room")), asked.toString());
        }
    }

    private static Socket socketTo(String host, int port) {
        try {
            return esp.socketFactory().createSocket(host, port);
        } catch (IOException e) {
            throw new redis.clients.jedis.exceptions.JedisConnectionException(e);
        }
    }
}
