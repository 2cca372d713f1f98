package io.github.wroom4j.mock.firmware.line;

/** The four ways to spell a command, each with a handler of its own in libat's table (at-protocol §3.1, §18). */
public enum Form {
    /** {@code AT+X=?}. */
    TEST('T'),
    /** {@code AT+X?}. */
    QUERY('Q'),
    /** {@code AT+X=…}, or a digit right after the name. */
    SET('S'),
    /** {@code AT+X}. */
    EXEC('X');

    private final char letter;

    Form(char letter) {
        this.letter = letter;
    }

    /** Its letter in the command matrix. */
    public char letter() {
        return letter;
    }

    /** The form with that letter in the command matrix. */
    public static Form of(char letter) {
        for (Form form : values()) {
            if (form.letter == letter) {
                return form;
            }
        }
        throw new IllegalArgumentException("'" + letter + "' is not a form: T test, Q query, S set, X exec");
    }
}
