package io.github.wroom4j.mock.lwip;

/** What lwIP calls back about a {@link TcpPcb}, always from a task. */
public interface TcpEvents {
    /** The three-way handshake is done. */
    void connected();

    /** Bytes arrived; {@link TcpPcb#recved} must be called for them some time. */
    void received(byte[] bytes);

    /** The peer's FIN arrived; sending is still possible until {@link TcpPcb#close}. */
    void finished();

    /** That many bytes were acknowledged. */
    void sent(int bytes);

    /**
     * The connection is dead and the pcb gone.
     *
     * @param err {@link Lwip#ERR_ABRT} or {@link Lwip#ERR_RST}
     * @param at the state that it was in
     * @param retriesSpent whether retransmissions ran out
     */
    void error(int err, TcpState at, boolean retriesSpent);
}
