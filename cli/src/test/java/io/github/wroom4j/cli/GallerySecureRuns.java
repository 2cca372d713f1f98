package io.github.wroom4j.cli;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The counterparts of the sketches that serve TLS, or judge servers by a store: the JDK's own client, servers of ours. */
final class GallerySecureRuns {
    private GallerySecureRuns() {}

    /** A sketch that serves HTTPS with the certificate that it is given, and a browser that shows one too. */
    static String server(SketchCatalog.Entry sketch, Path folder) throws Exception {
        var authority = DemoAuthority.create();
        Identity own = authority.issue(Leaf.localhost());
        var options = Map.of(
                "cert",
                        Files.writeString(folder.resolve("cert.pem"), own.chainPem())
                                .toString(),
                "key",
                        Files.writeString(folder.resolve("key.pem"), own.keyPem())
                                .toString(),
                "ca",
                        Files.writeString(folder.resolve("ca.pem"), authority.caPem())
                                .toString());
        return GalleryRuns.visited(
                sketch,
                folder,
                options,
                "",
                (board, console) ->
                        "> GET / (over TLS)\n" + page(board.serverPort(443).orElseThrow(), authority));
    }

    private static String page(int port, DemoAuthority authority) throws Exception {
        var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", authority.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(authority.issue(Leaf.forClient("visitor")).keyManagers(), trust.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** The store holds the authority of the server that is asked. */
    static String store(SketchCatalog.Entry sketch, Path folder) throws Exception {
        var authority = DemoAuthority.create();
        Files.write(
                Files.createDirectories(folder.resolve("files")).resolve("certs.ar"),
                archive(authority.certificate().getEncoded()));
        try (var server = DemoServer.builder(authority)
                .handler(request -> HttpExchange.Reply.text(200, "page"))
                .start()) {
            return GalleryRuns.visited(
                    sketch, folder, Map.of("url", server.url()), "Please enter", (board, console) -> "");
        }
    }

    /** As GNU ar writes it. */
    private static byte[] archive(byte[] der) {
        var out = new ByteArrayOutputStream();
        out.writeBytes("!<arch>\n%-16s%-12s%-6s%-6s%-8s%-10d`\n"
                .formatted("ca_0.der/", "0", "0", "0", "644", der.length)
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(der);
        return out.toByteArray();
    }
}
