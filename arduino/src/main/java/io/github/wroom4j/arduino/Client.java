package io.github.wroom4j.arduino;

/** A connection that libraries are written against (CL-1). */
public abstract class Client extends Stream {

    /** Connects; 1 if that worked, 0 if not. */
    public abstract int connect(IPAddress address, int port);

    /** Connects; 1 if that worked, 0 if not. */
    public abstract int connect(String host, int port);

    /** Closes the connection; harmless when there is none. */
    public abstract void stop();

    /** Whether the connection is open. */
    public abstract boolean connected();

    /** What C++ writes as {@code if (client)} (D-7). */
    public boolean asBool() {
        return available() > 0 || connected();
    }
}
