package io.github.wroom4j.mock.tls;

import java.util.List;
import java.util.Optional;

/** A TLS client library, as a firmware links one. Stateless; each connection is a {@link TlsSession}. */
public interface TlsStack {
    /**
     * Begins a handshake: the hello goes to the peer before this returns.
     *
     * @param wish what the connection is to be
     * @param toPeer takes bytes for the peer, in order
     * @param events gets plaintext and what happens
     */
    TlsSession start(TlsWish wish, ByteSink toPeer, TlsEvents events);

    /**
     * Begins to wait for a client's hello; empty if this library serves nothing.
     *
     * @param certificate the server's own, DER
     * @param key its private key, PKCS#1 in DER
     * @throws IllegalArgumentException if they are no such certificate and key, in words for a person
     */
    default Optional<TlsSession> serve(
            TlsWish wish, byte[] certificate, byte[] key, ByteSink toPeer, TlsEvents events) {
        return Optional.empty();
    }

    /** The largest buffer that may be asked for. */
    int bufferLimit();

    /** What free heap this stack wants before it begins with a buffer of that size; 0 for no such check. */
    long heapNeeded(int bufferSize);

    /** The heap blocks of a connection that begins, in the order in which they are allocated. */
    List<Block> setupBlocks(int bufferSize);

    /** The heap blocks that reading this chain takes until the handshake is done. */
    List<Block> chainBlocks(List<byte[]> chain);

    /** The heap blocks that an established connection keeps besides. */
    List<Block> sessionBlocks(int suite);

    /**
     * A heap block, without its header.
     *
     * @param fatal whether a failed allocation is not noticed, and crashes the chip
     * @param handshakeOnly whether it is given back when the handshake is done
     */
    record Block(int size, boolean fatal, boolean handshakeOnly) {}

    /** Takes bytes on their way to the peer. */
    interface ByteSink {
        /** Keeps or sends the array; the caller does not use it again. */
        void accept(byte[] bytes);
    }
}
