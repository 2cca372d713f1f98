package io.github.wroom4j.mock.firmware.line;

/**
 * A command of ESP-AT that is not carried out: it ends in ERROR, behind an {@code ERR CODE:} line where the version and
 * the reason have one (at-recorded-esp-at §3.3).
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    private Refused(int code, Refused cause) {
        super(String.format("0x%08x", code), cause, false, false);
        this.code = code;
    }

    private Refused(int code) {
        this(code, null);
    }

    /** For a command that tells nothing of what it refuses. */
    public static Refused silently(Refused cause) {
        return new Refused(0, cause);
    }

    /** For a reason that the core has no code for. */
    public static Refused bare() {
        return new Refused(0);
    }

    /** Parameter {@code index}, counted from 0, is of the wrong type, or not there. */
    public static Refused type(int index) {
        return new Refused(0x01080000 + index);
    }

    /** Parameter {@code index}, counted from 0, has a value that the command does not take; the code counts from 1. */
    public static Refused value(int index) {
        return new Refused(0x01070001 + index);
    }

    /** Parameter {@code index}, counted from 0, is too long or too short; the code counts from 1. */
    public static Refused length(int index) {
        return new Refused(0x01040001 + index);
    }

    /** There are too few or too many parameters: how many, and the number that the handler gives the check. */
    public static Refused count(int check, int parameters) {
        return new Refused(0x01060000 + (check << 8) + parameters);
    }

    /** The command was understood, and what is below refused it. */
    public static Refused execution() {
        return new Refused(0x010a0000);
    }

    /** What {@code ERR CODE:} says; 0 for nothing. */
    public int code() {
        return code;
    }
}
