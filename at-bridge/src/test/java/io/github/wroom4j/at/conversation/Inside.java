package io.github.wroom4j.at.conversation;

import io.github.wroom4j.at.engine.Health;

/** What a simulation from outside this room looks at. */
public final class Inside {
    private Inside() {}

    /** Whether somebody has the lane. */
    public static boolean isHeld(CommandLane lane) {
        return lane.isHeld();
    }

    /** Whether nobody speaks, nothing is in doubt and the module may be spoken to. */
    public static boolean isQuiet(DriverState state) {
        return state.locked(
                () -> state.engine.health() == Health.READY && !state.turn.speaks() && !state.turn.doubtful());
    }

    /** Where the talk and the links stand. */
    public static String turn(DriverState state) {
        return state.engine.toString();
    }
}
