package io.github.wroom4j.mock.sdk;

/** TLS on top of one {@link EspconnLink}, as the link and its task see it. */
interface TlsLayer {
    /** What befalls the connection while the CPU computes, waits its turn. */
    CpuQueue cpu();

    /** Whether it holds the one SSL slot. */
    boolean isAttached();

    /** {@code hs_status}: 0, or how the handshake failed (espconn-sdk §8.6). */
    int hsStatus();

    /** TCP stands: the handshake may begin. */
    void tcpConnected();

    /** Bytes of the peer's. */
    void tcpReceived(byte[] bytes);

    /** The peer's FIN. */
    void tcpFinished();

    /** That many bytes were acknowledged. */
    void tcpSent(int bytes);

    /** Sends what the application gives. */
    void send(byte[] data, int length);

    /** The application closes: an alert goes out first. */
    void closedByApplication();

    /** Frees its heap. */
    void free();
}
