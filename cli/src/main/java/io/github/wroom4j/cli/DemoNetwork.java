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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** The demo's servers for one run of a sketch, and the authority's certificate as a file that the sketch can be given. */
final class DemoNetwork implements AutoCloseable {
    private final CompletableFuture<DemoServer> server;
    private final InetAddress address;
    private final String host;
    private final List<DemoService.Running> services = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    private DemoNetwork(CompletableFuture<DemoServer> server, InetAddress address) {
        this.server = server;
        this.address = address;
        host = address.isLoopbackAddress() ? "localhost" : address.getHostAddress();
    }

    /** No server: the sketch has somewhere else to go. */
    static DemoNetwork none() {
        return new DemoNetwork(null, InetAddress.getLoopbackAddress());
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
            throw new UsageException("--demo=" + bind + " is not an address of this machine", e);
        }
        if (address.isAnyLocalAddress()) {
            throw new UsageException("--demo=" + bind + " names every address: give the one that the module will call");
        }
        // RSA keys take a quarter of a second to make; meanwhile the board opens.
        return new DemoNetwork(
                CompletableFuture.supplyAsync(() -> serve(address, site.key(key), site), DemoNetwork::inItsOwnThread),
                address);
    }

    private static void inItsOwnThread(Runnable task) {
        var thread = new Thread(task, "wroom4j-demo-keys");
        thread.setDaemon(true);
        thread.start();
    }

    private static DemoServer serve(InetAddress address, Leaf.KeyKind key, DemoSite site) {
        var authority = DemoAuthority.create("wroom4j demo root", key);
        var server = DemoServer.builder(authority)
                .bind(address)
                .identity(authority.issue(
                        Leaf.localhost().address(address.getHostAddress()).key(key)));
        return site.set(server).start();
    }

    /** What a bundled sketch is given where nothing is typed: it asks for more than a page. */
    private static final Map<String, Map<String, String>> ASKED_FOR = Map.of(
            "HttpAuthorization", Map.of("page", "demo:/basic-auth/guest/guest"),
            "NtpClient", Map.of("server", "demo:ntp"),
            "WiFiClientBasic", Map.of("host", "demo:echo"));

    /** Options that name a host; {@code --port} goes with them. */
    private static final List<String> HOSTS = List.of("server", "host");

    /** Whether one of these options names a server of the demo. */
    static boolean isNamedBy(Map<String, String> options) {
        return Stream.concat(Stream.of("url", "page"), HOSTS.stream())
                .anyMatch(option -> DemoSite.named(options.get(option)));
    }

    /**
     * Gives the sketch the demo's addresses and its authority, unless it was given others.
     *
     * @return the addresses that it was given, by the option
     */
    Map<String, String> offer(SketchCatalog.Entry sketch, Map<String, String> options) {
        if (server == null) {
            return Map.of();
        }
        Map<String, String> asked = sketch.bundled() ? ASKED_FOR.getOrDefault(sketch.name(), Map.of()) : Map.of();
        var addresses = new LinkedHashMap<String, String>();
        if (sketch.options().contains("url")) {
            String url = options.getOrDefault("url", "demo:");
            if (DemoSite.named(url)) {
                addresses.put("url", "https://" + peer() + DemoSite.path(url));
            }
        }
        if (sketch.options().contains("page")) {
            String page = options.getOrDefault("page", asked.getOrDefault("page", "demo:"));
            if (DemoSite.named(page)) {
                addresses.put("page", "http://" + host + ":" + running().plainPort() + DemoSite.path(page));
            }
        }
        for (String option : HOSTS) {
            String named =
                    options.containsKey("port") ? options.get(option) : options.getOrDefault(option, asked.get(option));
            if (DemoSite.named(named)) {
                addresses.put(option, host);
                addresses.put("port", String.valueOf(serve(DemoService.of(named))));
            }
        }
        options.putAll(addresses);
        offerFiles(sketch.options(), options);
        return addresses;
    }

    private int serve(DemoService service) {
        DemoService.Running started = service.start(address);
        services.add(started);
        return started.port();
    }

    private void offerFiles(Set<String> known, Map<String, String> options) {
        if (known.contains("ca") && !options.containsKey("ca") && !options.containsKey("insecure")) {
            options.put("ca", file("ca", running().caPem()));
        }
        // A sketch that serves TLS itself shows what the demo authority signed for this machine.
        if (known.contains("cert")
                && known.contains("key")
                && !options.containsKey("cert")
                && !options.containsKey("key")) {
            options.put("cert", file("cert", running().identity().chainPem()));
            options.put("key", file("key", running().identity().keyPem()));
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
        // A server that failed to start has reported that; one that has started ends here.
        server.handle((running, failure) -> running)
                .thenAccept(running -> {
                    if (running != null) {
                        running.close();
                    }
                })
                .join();
        services.forEach(DemoService.Running::close);
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
