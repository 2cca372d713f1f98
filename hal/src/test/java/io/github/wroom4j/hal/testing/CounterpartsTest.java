package io.github.wroom4j.hal.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Counterparts.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launchers themselves: each program starts, answers on loopback and ends. */
@Timeout(120)
class CounterpartsTest {
    @TempDir
    Path folder;

    @Test
    void openssl_answers_over_TLS() throws Exception {
        certificate();
        try (Server server = Counterparts.openssl(folder, "-cert", "cert.pem", "-key", "key.pem", "-www")) {
            assertTrue(get(server.port()).startsWith("HTTP/1.0 200 ok"));
        }
    }

    @Test
    void gnutls_answers_over_TLS_from_its_own_network() throws Exception {
        certificate();
        try (Server server =
                Counterparts.gnutls(folder, "--http", "--x509certfile", "cert.pem", "--x509keyfile", "key.pem")) {
            String answer = get(server.port());
            assertTrue(answer.startsWith("HTTP/1.0 200 OK"), answer);
        }
    }

    @Test
    void nginx_answers_over_TLS() throws Exception {
        certificate();
        try (Server server = Counterparts.nginx(
                folder,
                "ssl",
                "ssl_certificate cert.pem; ssl_certificate_key key.pem; location / { return 200 'from nginx'; }")) {
            assertTrue(get(server.port()).endsWith("from nginx"));
        }
    }

    @Test
    void mosquitto_accepts_a_client() throws Exception {
        try (Server server = Counterparts.mosquitto(folder, "allow_anonymous true");
                Socket client = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port())) {
            // CONNECT, MQTT 3.1.1, clean session, 60 s, client id "a"; CONNACK is 20 02 00 00.
            client.getOutputStream().write(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'a'});
            assertEquals(0x20, client.getInputStream().read());
        }
    }

    @Test
    void a_program_that_does_not_come_up_fails_the_test_with_its_words() {
        Require.program("openssl");
        var failure = assertThrows(
                AssertionError.class,
                () -> Counterparts.openssl(folder, "-cert", "no-such.pem").close());
        assertTrue(failure.getMessage().contains("no-such.pem"), failure.getMessage());
    }

    @Test
    void a_program_is_ended_with_its_fixture() {
        ExternalProgram program = ExternalProgram.start(folder, "sh", "-c", "echo up; cat");
        program.awaitLog("up");
        program.close();
        assertFalse(program.process().isAlive());
    }

    private void certificate() {
        ExternalProgram.run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-days",
                "2",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem");
        assertTrue(Files.exists(folder.resolve("cert.pem")));
    }

    private static String get(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AcceptAll()}, null);
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return read(socket);
        }
    }

    private static String read(SSLSocket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The certificate is not what is tested here. */
    private static final class AcceptAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
