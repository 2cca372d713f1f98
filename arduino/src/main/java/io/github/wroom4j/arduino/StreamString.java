package io.github.wroom4j.arduino;

/** A text that is printed to and read from (ST-17): {@code StreamString.h}. */
public final class StreamString extends S2Stream {
    public StreamString() {
        this("");
    }

    /** With something in it already. */
    public StreamString(String text) {
        super(new ArduinoString(text));
    }

    public int length() {
        return text().length();
    }

    /** What is in it. */
    @Override
    public String toString() {
        return text().toString();
    }
}
