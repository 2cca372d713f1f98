package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.ForwardingBoard;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.tls.Peer;
import java.util.Map;

/**
 * What the user typed, a mock may reach: a mock connects to loopback only, and whoever types the name of a host means that
 * host. Nothing else opens up, so that a redirect elsewhere stays closed and the mock says so. Other boards have a network
 * of their own.
 */
final class MockReach {
    private MockReach() {}

    /** Lets a mock reach that host and port over this computer's network; 0 stands for any port. */
    static void host(Esp8266 esp, String host, int port) {
        esp.board()
                .map(MockReach::behind)
                .filter(MockWroom02.class::isInstance)
                .map(MockWroom02.class::cast)
                .ifPresent(mock -> mock.reach().host(host, port));
    }

    /** Somebody may be watching it. */
    private static Board behind(Board board) {
        return board instanceof ForwardingBoard around ? behind(around.behind()) : board;
    }

    /** Lets a mock reach the hosts that the options of a sketch name: a URL, or a host with its port. */
    static void hosts(Esp8266 esp, Map<String, String> options) {
        for (String option : new String[] {"url", "page"}) {
            String url = options.get(option);
            if (url != null && url.contains("://")) {
                Peer peer = ServerArgument.of(url);
                host(esp, peer.host(), peer.port());
            }
        }
        for (String option : new String[] {"host", "server"}) {
            String name = options.get(option);
            if (name != null) {
                host(esp, name, port(options.get("port")));
            }
        }
    }

    /** A sketch has a port of its own where none was typed, which only it knows. */
    private static int port(String typed) {
        return typed != null && typed.matches("\\d{1,5}") ? Integer.parseInt(typed) : 0;
    }
}
