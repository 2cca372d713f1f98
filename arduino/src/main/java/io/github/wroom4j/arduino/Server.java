package io.github.wroom4j.arduino;

/** A server that libraries are written against (CL-2). */
public abstract class Server extends Print {

    /** Starts listening. */
    public abstract void begin();
}
