package io.github.wroom4j.arduino;

/** Something that knows how to print itself (PR-12). */
@FunctionalInterface
public interface Printable {

    /** Prints and returns how many bytes that took. */
    int printTo(Print out);
}
