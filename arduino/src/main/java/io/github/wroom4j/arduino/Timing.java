package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Deadline;

/** Waiting on the clock that a sketch lives by. */
final class Timing {
    private Timing() {}

    /**
     * Parks until the deadline.
     *
     * @throws SketchInterrupted if the thread was interrupted: the runner is stopping the sketch
     */
    static void sleep(Deadline until) {
        try {
            until.clock().sleepUntil(until.atNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SketchInterrupted(e);
        }
    }
}
