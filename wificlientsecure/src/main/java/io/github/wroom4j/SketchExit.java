package io.github.wroom4j;

/** How {@code exit(int)} leaves the sketch. An error, so that a sketch's {@code catch (Exception e)} lets it pass. */
final class SketchExit extends Error {
    private static final long serialVersionUID = 1L;

    private final int code;

    SketchExit(int code) {
        super("exit(" + code + ")", null, false, false);
        // The system keeps eight bits: 256 would be reported as success.
        this.code = code >= 0 && code <= 255 ? code : 1;
    }

    int code() {
        return code;
    }
}
