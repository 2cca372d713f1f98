package io.github.wroom4j.arduino;

/** Swallows what is written and has nothing to read (ST-17): the core's {@code devnull}. */
public class StreamNull extends Stream {
    @Override
    public int available() {
        return 0;
    }

    @Override
    public int read() {
        return -1;
    }

    @Override
    public int peek() {
        return -1;
    }

    @Override
    public int write(int octet) {
        return 1;
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        return length;
    }

    @Override
    public int availableForWrite() {
        return Short.MAX_VALUE;
    }

    @Override
    public boolean inputCanTimeout() {
        return false;
    }

    @Override
    public boolean outputCanTimeout() {
        return false;
    }
}
