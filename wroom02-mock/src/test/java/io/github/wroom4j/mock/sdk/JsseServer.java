package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.servers.Identity;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The JDK's own TLS as a server, in a JVM of its own: what its policy disables can only be switched on for a whole JVM.
 * Arguments: a PKCS#12 file, then for each port {@code PROTOCOL/SUITE}; an empty half means the JDK's default. Prints
 * {@code PORT n} for each and ends with its standard input.
 */
final class JsseServer {
    /** The length of the page {@code /big}, which leaves in one record. */
    static final int BIG = 6_000;

    private JsseServer() {}

    /**
     * Starts one in its own JVM; the caller closes it.
     *
     * @param cleared whether the JDK's list of disabled algorithms is emptied
     */
    static ExternalProgram start(Path folder, Identity identity, boolean cleared, String... ports) throws IOException {
        Path store = Files.write(folder.resolve("identity.p12"), identity.pkcs12("secret".toCharArray()));
        Path policy = Files.writeString(
                folder.resolve("java.security"),
                cleared ? "jdk.tls.disabledAlgorithms=\njdk.tls.legacyAlgorithms=\n" : "");
        var arguments = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.security.properties=" + policy,
                "-cp",
                System.getProperty("java.class.path"),
                JsseServer.class.getName(),
                store.toString()));
        arguments.addAll(List.of(ports));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return ExternalProgram.start(folder, java.toString(), arguments.toArray(String[]::new));
    }

    /** Its n-th port, counted from 0. */
    static int port(ExternalProgram program, int n) {
        return Integer.parseInt(
                program.awaitLog("(?:PORT \\d+\\s+){" + n + "}PORT (\\d+)").group(1));
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        char[] password = "secret".toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        try (var file = new FileInputStream(arguments[0])) {
            store.load(file, password);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        List<SSLServerSocket> sockets = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            var socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            String[] wish = arguments[i].split("/", -1);
            if (!wish[0].isEmpty()) {
                socket.setEnabledProtocols(new String[] {wish[0]});
            }
            if (!wish[1].isEmpty()) {
                socket.setEnabledCipherSuites(new String[] {wish[1]});
            }
            sockets.add(socket);
            System.out.println("PORT " + socket.getLocalPort());
            var thread = new Thread(() -> serve(socket));
            thread.setDaemon(true);
            thread.start();
        }
        while (System.in.read() >= 0) {
            // until the test closes our standard input
        }
    }

    private static void serve(SSLServerSocket listener) {
        while (true) {
            try (var socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(10_000);
                String request = request(socket.getInputStream());
                String suite = socket.getSession().getProtocol() + " "
                        + socket.getSession().getCipherSuite();
                String page = request.startsWith("GET /big ") ? "x".repeat(BIG) : suite;
                socket.getOutputStream().write(("HTTP/1.0 200 OK\r\n\r\n" + page).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    /** Up to the empty line. */
    private static String request(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
