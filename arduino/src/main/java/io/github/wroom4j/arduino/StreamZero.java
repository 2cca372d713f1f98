package io.github.wroom4j.arduino;

/** Zero bytes without end (ST-17). */
public final class StreamZero extends StreamNull {
    @Override
    public int available() {
        return Short.MAX_VALUE;
    }

    @Override
    public int read() {
        return 0;
    }

    @Override
    public int peek() {
        return 0;
    }
}
