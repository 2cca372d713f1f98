package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.Client;
import io.github.wroom4j.arduino.SketchContext;

/** What a sketch sets on a connection and what stays set until changed (WC-12, WC-14, WC-15, WC-19). */
abstract class TcpSettings extends Client {
    private int connectionTimeout = -1;
    int firstByteGrace = 2000;
    private boolean noDelay;
    boolean sync;
    int keepAliveIdle;
    private int keepAliveInterval;
    private int keepAliveCount;

    /** What new clients begin with; one of each board. */
    private static final class Defaults {
        private volatile boolean noDelay;
        private volatile boolean sync;

        static Defaults of(SketchContext context) {
            return context.part(Defaults.class, made -> new Defaults());
        }
    }

    TcpSettings(SketchContext context) {
        if (context != null) {
            noDelay = Defaults.of(context).noDelay;
            sync = Defaults.of(context).sync;
        }
    }

    /** Whether there is a link, open or not. */
    abstract boolean hasLink();

    /** Limit of {@link #connect} in milliseconds; without a call it is {@link #getTimeout()}. */
    public void setConnectionTimeout(int milliseconds) {
        if (milliseconds < 1) {
            throw new IllegalArgumentException("a connection timeout is 1 ms or more, not " + milliseconds);
        }
        connectionTimeout = milliseconds;
    }

    public long getConnectionTimeout() {
        return connectionTimeout > 0 ? connectionTimeout : Math.max(1, getTimeout());
    }

    /** How long the first {@link #available()} after a write waits for the reply; 2000 ms by default, 0 in strict mode. */
    public void setFirstByteGrace(int milliseconds) {
        firstByteGrace = Math.max(0, milliseconds);
    }

    /** TCP keep-alive; AT takes it with the next connect: idle time only, at most 7200 s (WC-14). */
    public void keepAlive(int idleSeconds, int intervalSeconds, int count) {
        keepAliveIdle = Math.max(0, Math.min(7200, idleSeconds));
        keepAliveInterval = intervalSeconds;
        keepAliveCount = count;
    }

    /** Keep-alive with the core's defaults: 7200 s, 75 s, 9 (WC-14). */
    public void keepAlive() {
        keepAlive(7200, 75, 9);
    }

    public void disableKeepAlive() {
        keepAlive(0, 0, 0);
    }

    public boolean isKeepAliveEnabled() {
        return keepAliveIdle > 0;
    }

    public int getKeepAliveIdle() {
        return keepAliveIdle;
    }

    public int getKeepAliveInterval() {
        return keepAliveInterval;
    }

    public int getKeepAliveCount() {
        return keepAliveCount;
    }

    /** Accepted and ignored: AT lets nobody choose a TCP client's own port (WC-12). */
    public static void setLocalPortStart(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 … 65535, not " + port);
        }
    }

    /** What {@link #setNoDelay} is for the clients that this sketch makes from now on (WC-15). */
    public static void setDefaultNoDelay(boolean on) {
        Defaults.of(SketchContext.required()).noDelay = on;
    }

    public static boolean getDefaultNoDelay() {
        return Defaults.of(SketchContext.required()).noDelay;
    }

    /** What {@link #setSync} is for the clients that this sketch makes from now on (WC-15). */
    public static void setDefaultSync(boolean on) {
        Defaults.of(SketchContext.required()).sync = on;
    }

    public static boolean getDefaultSync() {
        return Defaults.of(SketchContext.required()).sync;
    }

    /** Remembered while connected; AT 1.x has no such switch (WC-15). */
    public void setNoDelay(boolean on) {
        noDelay = hasLink() && on;
    }

    public boolean getNoDelay() {
        return hasLink() && noDelay;
    }

    /** Whether each write waits for {@code SEND OK} (WC-15). */
    public void setSync(boolean on) {
        sync = on;
    }

    public boolean getSync() {
        return sync;
    }
}
