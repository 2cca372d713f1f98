package io.github.wroom4j.benchmarks.goals;

import java.io.IOException;

/** The least that a JVM can do: what a start is measured against. */
public final class Hello {
    private Hello() {}

    /** Says OK; with an argument it then stays until its input ends, to be looked at. */
    public static void main(String[] arguments) throws IOException {
        System.out.println("OK");
        if (arguments.length > 0) {
            System.in.read();
        }
    }
}
