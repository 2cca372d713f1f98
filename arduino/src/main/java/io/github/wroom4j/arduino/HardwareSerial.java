package io.github.wroom4j.arduino;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * A sketch's console (rules HS-1 … HS-5): {@code Serial} writes to the program's standard output and reads its standard
 * input. Nothing is held back. The baud rate is remembered and has no effect; the UART that carries AT is never reachable
 * from here.
 */
public class HardwareSerial extends Stream {
    private final InputStream in;
    private final OutputStream out;
    private long baud;
    private boolean open;
    private int receiveBuffer = 256;
    private boolean debug;
    private int peeked = -1;

    /** A console on any two streams. */
    public HardwareSerial(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The program's own console. */
    public static HardwareSerial console() {
        return new HardwareSerial(System.in, System.out);
    }

    /** Opens it; the rate is remembered for {@link #baudRate()}. */
    public void begin(long baudRate) {
        baud = baudRate;
        open = true;
    }

    /** Opens it; the frame format has no effect on a console. */
    public void begin(long baudRate, int config) {
        begin(baudRate);
    }

    /** Opens it; frame format and direction have no effect on a console (HS-1). */
    public void begin(long baudRate, int config, int mode) {
        begin(baudRate);
    }

    /** Opens it; frame format, direction and pin have no effect on a console (HS-1). */
    public void begin(long baudRate, int config, int mode, int txPin) {
        begin(baudRate);
    }

    /** Moves the chip's UART to GPIO15 and GPIO13; a console stays where it is (HS-2). */
    public void swap() {
        // HS-2: a sketch that says it goes on printing.
    }

    /** {@link #swap()}. */
    public void swap(int txPin) {
        swap();
    }

    public void end() {
        flush();
        open = false;
    }

    public void updateBaudRate(long baudRate) {
        baud = baudRate;
    }

    public long baudRate() {
        return baud;
    }

    /** What C++ writes as {@code if (Serial)}. */
    public boolean asBool() {
        return open;
    }

    /** Remembered only; returns what is in force. */
    public int setRxBufferSize(int size) {
        receiveBuffer = Math.max(1, size);
        return receiveBuffer;
    }

    public int getRxBufferSize() {
        return receiveBuffer;
    }

    /** Remembered only. */
    public void setDebugOutput(boolean on) {
        debug = on;
    }

    public boolean debugOutput() {
        return debug;
    }

    public boolean isTxEnabled() {
        return open;
    }

    public boolean isRxEnabled() {
        return open;
    }

    /** A console loses nothing. */
    public boolean hasOverrun() {
        return false;
    }

    /** A console has no frames to get wrong. */
    public boolean hasRxError() {
        return false;
    }

    @Override
    public int available() {
        try {
            return in.available() + (peeked >= 0 ? 1 : 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot be read", e);
        }
    }

    @Override
    public int read() {
        int c = peek();
        peeked = -1;
        return c;
    }

    @Override
    public int peek() {
        try {
            if (peeked < 0 && in.available() > 0) {
                peeked = in.read();
            }
            return peeked;
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot be read", e);
        }
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        try {
            out.write(buffer, offset, length);
            out.flush();
            // The program's own stream keeps its errors to itself: a sketch whose reader has gone would go on for ever.
            if (out instanceof PrintStream program && program.checkError()) {
                throw new IOException("its reader has gone, or its disk is full");
            }
            return length;
        } catch (IOException e) {
            setWriteError();
            throw new UncheckedIOException("the console cannot be written", e);
        }
    }

    /** The room of the chip's FIFO (HS-5). */
    @Override
    public int availableForWrite() {
        return 128;
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot be written", e);
        }
    }
}
