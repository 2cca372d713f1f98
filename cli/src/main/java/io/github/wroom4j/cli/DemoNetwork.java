package io.github.wroom4j.cli;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The demo HTTPS server for one run of a sketch, and the authority's certificate as a file that the sketch can be given. */
final class DemoNetwork implements AutoCloseable {
    private final CompletableFuture<DemoServer> server;
    private final String host;
    private final List<Path> files = new ArrayList<>();

    private DemoNetwork(CompletableFuture<DemoServer> server, String host) {
        this.server = server;
        this.host = host;
    }

    /** No server: the sketch has somewhere else to go. */
    static DemoNetwork none() {
        return new DemoNetwork(null, "");
    }

    /**
     * One on that address of this machine, by a certificate for it.
     *
     * @param key RSA where a module does TLS, since old ones know nothing else; the other kind is made at once
     */
    static DemoNetwork start(String bind, Leaf.KeyKind key, DemoSite site) {
        InetAddress address;
        try {
            address = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new UsageException("--demo=" + bind + " is no address of this machine", e);
        }
        if (address.isAnyLocalAddress()) {
            throw new UsageException("--demo=" + bind + " names every address: give the one that the module will call");
        }
        String host = address.isLoopbackAddress() ? "localhost" : address.getHostAddress();
        // RSA keys take a quarter of a second to make; meanwhile the board opens.
        return new DemoNetwork(CompletableFuture.supplyAsync(() -> serve(address, site.key(key), site)), host);
    }

    private static DemoServer serve(InetAddress address, Leaf.KeyKind key, DemoSite site) {
        var authority = DemoAuthority.create("wroom4j demo root", key);
        var server = DemoServer.builder(authority)
                .bind(address)
                .identity(authority.issue(
                        Leaf.localhost().address(address.getHostAddress()).key(key)));
        return site.set(server).start();
    }

    /** Gives the sketch the server's URL and authority, unless it was given others. */
    void offer(Map<String, String> options, Set<String> known) {
        if (server == null) {
            return;
        }
        DemoServer running = running();
        if (known.contains("url")) {
            String url = options.getOrDefault("url", "demo:");
            if (DemoSite.named(url)) {
                options.put("url", "https://" + peer() + DemoSite.path(url));
            }
        }
        if (known.contains("page")) {
            options.putIfAbsent("page", "http://" + host + ":" + running.plainPort() + "/");
        }
        if (known.contains("ca") && !options.containsKey("ca") && !options.containsKey("insecure")) {
            options.put("ca", file("ca", running.caPem()));
        }
        // A sketch that serves TLS itself shows what the demo authority signed for this machine.
        if (known.contains("cert")
                && known.contains("key")
                && !options.containsKey("cert")
                && !options.containsKey("key")) {
            options.put("cert", file("cert", running.identity().chainPem()));
            options.put("key", file("key", running.identity().keyPem()));
        }
    }

    /** Where its HTTPS server is. */
    Peer peer() {
        return new Peer(host, running().port());
    }

    /** Whom its server's certificate comes from. */
    X509Certificate authority() {
        return running().caCertificate();
    }

    private DemoServer running() {
        try {
            return server.join();
        } catch (CompletionException e) {
            throw new JobFailed(
                    "the demo server does not start: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private String file(String what, String pem) {
        try {
            Path file = Files.createTempFile("wroom4j-demo-" + what, ".pem");
            files.add(file);
            // Ctrl-C ends the program before close() is reached.
            file.toFile().deleteOnExit();
            return Files.writeString(file, pem).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo server's " + what + " cannot be written", e);
        }
    }

    @Override
    public void close() {
        if (server == null) {
            return;
        }
        // A server that failed to start has told so; one that has started ends here.
        server.handle((running, failure) -> running)
                .thenAccept(running -> {
                    if (running != null) {
                        running.close();
                    }
                })
                .join();
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.getLogger(DemoNetwork.class.getName())
                        .log(System.Logger.Level.DEBUG, "a demo file stays behind: " + file, e);
            }
        }
    }
}
