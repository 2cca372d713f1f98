package io.github.wroom4j.mock.tls;

/**
 * One TLS connection. Results are axTLS's numbers (espconn-sdk §8.7, {@link AxtlsResult}) for every stack: 0 or more is
 * well, −n is an alert n of the peer's, at or below −256 is an error found here.
 */
public interface TlsSession {
    /**
     * Takes bytes from the peer. Plaintext and progress are reported to {@link TlsEvents} from inside this call.
     *
     * @return 0, or the first negative result; after one the session is dead
     */
    int feed(byte[] bytes);

    /** Encrypts and sends plaintext: the number of bytes taken, or a negative result. One record at most 16 KB. */
    int send(byte[] plaintext, int from, int length);

    /** Whether the handshake is done. */
    boolean isEstablished();

    /** Sends close_notify, if this library does so; the session is dead afterwards. */
    void close();

    /** Forgets keys. Harmless twice, and inside an event. */
    void free();

    /** What is known of it so far, for the observer. */
    TlsFacts facts();
}
