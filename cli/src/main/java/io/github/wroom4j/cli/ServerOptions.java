package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.Peer;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** Which server, through which module, and how long: what {@code doctor} and {@code certinfo} have in common. */
final class ServerOptions {
    final CommonOptions common = new CommonOptions();
    final BoardOption board = new BoardOption();
    final WifiOptions wifi = new WifiOptions();
    private final JsonOption json = new JsonOption();

    private String server;

    Duration timeout;

    /** The demo's server if the argument names one; the caller closes it. */
    DemoNetwork demo(Terminal terminal) {
        if (!DemoSite.named(server)) {
            return DemoNetwork.none();
        }
        DemoSite site = DemoSite.of(server);
        String scheme = board.address(terminal).scheme();
        if (!scheme.equals("mock")) {
            throw new UsageException(server + " is on this machine's loopback, which a board at " + scheme
                    + ": does not reach: take a mock:, or run a server of your own");
        }
        return DemoNetwork.start("127.0.0.1", Leaf.KeyKind.EC_P256, site);
    }

    /** The server. */
    Peer peer(DemoNetwork demo) {
        return isDemo() ? demo.peer() : ServerArgument.of(server);
    }

    /** Opens the board; a mock may then reach that server over this computer's network, and nothing else. */
    Esp8266 open(Terminal terminal, Peer peer) {
        Esp8266 esp = board.open(terminal);
        MockReach.host(esp, peer.host(), peer.port());
        return esp;
    }

    boolean isDemo() {
        return DemoSite.named(server);
    }

    boolean asJson() {
        return json.json;
    }

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        common.addTo(spec);
        board.addTo(spec);
        wifi.addTo(spec);
        json.addTo(spec);
        spec.add(Model.parameter(this, "server", String.class, "0")
                .paramLabel("HOST[:PORT]|URL")
                .description(
                        "The server; port 443 if none is given, or the scheme's of a URL. demo: and demo:modern are servers that the command"
                                + " itself starts on loopback, for a mock: board.")
                .build());
        spec.add(Model.time(this, "timeout", "--timeout")
                .defaultValue("60s")
                .description("How long all of it may take (default ${DEFAULT-VALUE}).")
                .build());
    }
}
