package io.github.wroom4j.arduino;

/**
 * How {@code ESP.restart()} leaves the sketch, for whoever runs it to begin anew. An error, so that a sketch's {@code catch
 * (Exception e)} lets it pass.
 */
public final class SketchRestart extends Error {
    private static final long serialVersionUID = 1L;

    SketchRestart(String reason) {
        super(reason, null, false, false);
    }
}
