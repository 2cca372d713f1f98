package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.radio.Ip4;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the AT core stands on: {@code espconn} in NonOS AT, lwIP sockets in ESP-AT and ESP_ATMod. Calls return at once
 * and report nothing from within; events come from later tasks of the module.
 */
public interface LinkStack {

    /** Starts a lookup; {@code found} gets null when there is no such host. */
    void resolve(String host, Consumer<Ip4> found);

    /** Makes ready what a wish asks for; {@link LinkSocket#connect()} starts it. */
    LinkSocket socket(LinkWish wish, LinkEvents events);

    /**
     * Listens for TCP.
     *
     * @param port the port as the module sees it
     * @param limit most links at a time
     * @param accept gets each accepted link and says where its events go; null turns the link away
     * @return null if the port is taken
     */
    Listening listen(int port, int limit, Function<LinkSocket, LinkEvents> accept);

    /** Asks a TLS server whether it agrees to a maximum fragment length; stacks without such a library say no. */
    void probeFragmentLength(Ip4 ip, int port, String host, int length, Consumer<Boolean> agreed);

    /** A listener that can be ended. */
    interface Listening {
        /** Ends it; accepted links stay. */
        void close();
    }
}
