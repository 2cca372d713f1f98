package io.github.wroom4j.arduino;

/**
 * Arduino's functions and constants: inherited by every {@code Sketch}, and for {@code import static} elsewhere.
 *
 * <p>They act on the {@link SketchContext} that is bound to the calling thread and throw {@link IllegalStateException}
 * where none is.
 */
public abstract class Arduino extends PinFunctions {
    /** For those who inherit the functions. */
    protected Arduino() {}

    /** C++ keeps text in flash with it; Java needs no such thing (RT-7). */
    public static String F(String text) {
        return text;
    }
}
