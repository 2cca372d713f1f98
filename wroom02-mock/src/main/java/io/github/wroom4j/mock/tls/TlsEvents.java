package io.github.wroom4j.mock.tls;

/** What a {@link TlsSession} reports while it is fed. */
public interface TlsEvents {
    /** The peer's Finished was verified. */
    void established();

    /** One record's plaintext. */
    void plaintext(byte[] bytes);

    /** The size of a record's body, seen before it is read; for the observer. */
    default void record(int type, int length) {}

    /** An alert of the peer's. */
    default void alertReceived(int level, int description) {}

    /** An alert that goes to the peer. */
    default void alertSent(int level, int description) {}

    /** An RSA operation begins, with a key of that size: what follows can leave only when the CPU is done with it. */
    default void computing(int modulusBytes) {}

    /** The peer's certificates, leaf first, DER. */
    default void chain(java.util.List<byte[]> certificates) {}
}
