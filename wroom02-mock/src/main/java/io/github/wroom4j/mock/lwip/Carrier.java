package io.github.wroom4j.mock.lwip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What carries the bytes of one {@link TcpPcb}: a socket of this machine's, or a peer of this process. */
interface Carrier {
    /** Begins to connect; true if that is done already. */
    boolean connect(InetSocketAddress target) throws IOException;

    /** Whether the connection is open now. */
    boolean finishConnect() throws IOException;

    /** As {@link java.nio.channels.SocketChannel#read}: −1 at the peer's FIN. */
    int read(ByteBuffer buffer) throws IOException;

    /** As {@link java.nio.channels.SocketChannel#write}. */
    int write(ByteBuffer buffer) throws IOException;

    /** Sends the FIN. */
    void finish() throws IOException;

    /** Which operations to watch for from now on ({@link java.nio.channels.SelectionKey}'s bits). */
    void interest(int operations);

    /** The peer is not waited for any more. */
    void notAwaited();

    /** Lets go; without a {@link #finish} before, the peer sees a RST. */
    void close();
}
