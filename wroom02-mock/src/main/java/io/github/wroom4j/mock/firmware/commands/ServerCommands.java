package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkServer;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;

/** CIPSERVER, CIPSTO, CIPSERVERMAXCONN (at-protocol §7.7). */
final class ServerCommands {
    private static final int DEFAULT_PORT = 333;

    private final AtCore at;
    private final LinkServer server;

    ServerCommands(AtCore at) {
        this.at = at;
        this.server = at.links().server();
    }

    void register(HandlerTable table) {
        table.on("CIPSERVER", (name, p) -> query(), this::set);
        table.on("CIPSTO", (name, p) -> at.number("+CIPSTO:", server.idleSeconds()), this::setTimeout);
        table.on("CIPSERVERMAXCONN", (name, p) -> queryLimit(), this::setLimit);
    }

    private void query() {
        at.reply("+CIPSERVER:" + (server.isOn() ? "1," + server.port() + ",\"TCP\"" : "0") + "\r\n");
        at.ok();
    }

    private void set(String name, Parameters p) {
        int on = p.number(0, 1);
        boolean more = p.comma();
        int second = more ? p.number() : Parameters.ABSENT;
        boolean stopping = on == 0;
        if (at.version().isNonOs() && more && (stopping || second == Parameters.ABSENT)) {
            // Nothing may follow a 0, and a comma promises a port (at-recorded D61).
            at.error();
            return;
        }
        int port = second == Parameters.ABSENT ? DEFAULT_PORT : second;
        if (on < 0 || port < 1 || port > 65535 || !at.links().mux() || !p.end()) {
            at.error();
            return;
        }
        if (server.isOn() != stopping) {
            at.say("no change");
            at.ok();
            return;
        }
        if (stopping) {
            // OK at once, the links follow one by one.
            at.ok();
            boolean drops = at.version().is("server-zero-closes");
            at.out().whenOut(() -> server.stop(drops));
        } else if (server.start(port)) {
            at.ok();
        } else {
            at.refuse("TcpServer Failure");
        }
    }

    private void setTimeout(String name, Parameters p) {
        int seconds = p.number(0, 7200);
        // Not all take it only while a server runs (at-protocol §7.7; fault F12 is this very rule).
        if (seconds < 0 || at.version().is("sto-needs-server") && !server.isOn() || at.junk(p)) {
            at.error();
            return;
        }
        server.idleSeconds(seconds);
        at.ok();
    }

    private void queryLimit() {
        at.reply("+CIPSERVERMAXCONN:" + server.limit() + (at.version().isNonOs() ? "" : "\r\n"));
        at.ok();
    }

    private void setLimit(String name, Parameters p) {
        int most = p.number(1, ModuleLinks.COUNT);
        if (most < 0 || at.junk(p)) {
            at.error();
        } else if (at.version().isNonOs() && server.isOn()) {
            at.error();
        } else if (at.version().isAtMod() && server.isOn()) {
            at.refuse("Server has started");
        } else {
            server.limit(most);
            at.ok();
        }
    }
}
