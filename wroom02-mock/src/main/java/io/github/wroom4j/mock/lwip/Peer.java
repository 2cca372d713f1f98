package io.github.wroom4j.mock.lwip;

/**
 * The far end of one TCP connection as a program of this process: no socket lies between, so that its bytes, its end and
 * its silence come at exact times of the chip's clock. {@link Reach#peer} puts one behind an address, and
 * {@link Reach#dial} lets one call a server of the module's.
 *
 * <p>Called in the chip's lane; it may act on its {@link Line} at once or later, from any task of that lane.
 */
public interface Peer {
    /** What a peer can do to its connection. */
    interface Line {
        /** Sends bytes; they arrive as the module's window lets them. */
        void send(byte[] bytes);

        /** Sends a FIN behind what was sent; the module may still send. */
        void end();

        /** Sends a RST: what the module has not taken is lost. */
        void reset();
    }

    /** The connection is established. */
    void opened(Line line);

    /** The module's bytes have come. */
    void received(Line line, byte[] bytes);

    /** The module's FIN has come, or its RST. */
    void finished(Line line);
}
