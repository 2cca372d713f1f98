package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** Who is at both ends of a connection, as far as AT tells (WC-10, WC-11). */
abstract class TcpAddresses extends TcpSettings {
    /** Null without connection. */
    Link link;

    TcpAddresses(SketchContext context) {
        super(context);
    }

    /** The link, if one was opened and not stopped. */
    protected final Optional<Link> link() {
        return Optional.ofNullable(link);
    }

    /** The board this client is on, or null. */
    public abstract SketchContext board();

    /** What an exception means. */
    protected abstract ClientError explain(Stage during, RuntimeException failure);

    /** Told of every failure. */
    protected abstract void failed(ClientError error);

    @Override
    final boolean hasLink() {
        return link().isPresent();
    }

    private boolean standing() {
        return link().map(Link::isOpen).orElse(false);
    }

    /** The peer's address, unset without connection or where only its name is known (WC-10). */
    public IPAddress remoteIP() {
        var ip = new IPAddress();
        if (standing() && !ip.fromString(link().orElseThrow().request().host())) {
            try {
                return IPAddress.of(board().module()
                        .resolve(
                                link().orElseThrow().request().host(),
                                Deadline.in(clock(), board().module().timeouts().resolve())));
            } catch (AtException failure) {
                failed(explain(Stage.RESOLVE, failure));
            }
        }
        return ip;
    }

    /** The peer's port; 0 without connection (WC-10). */
    public int remotePort() {
        return standing() ? link().orElseThrow().request().port() : 0;
    }

    /** The station's address; unset without connection (WC-10). */
    public IPAddress localIP() {
        if (!standing()) {
            return new IPAddress();
        }
        try {
            return board().module()
                    .station()
                    .address(Deadline.in(clock(), board().module().timeouts().command()))
                    .map(config -> IPAddress.of(config.ip()))
                    .orElseGet(IPAddress::new);
        } catch (AtException failure) {
            failed(explain(Stage.MODULE, failure));
            return new IPAddress();
        }
    }

    /** 0: AT lets nobody choose or portably learn a TCP client's own port (WC-10, WC-12). */
    public int localPort() {
        return 0;
    }

    /** 2048, the most that one {@code AT+CIPSEND} takes; 0 without connection (WC-11). */
    @Override
    public int availableForWrite() {
        return standing() ? 2048 : 0;
    }
}
