package io.github.wroom4j.at.codec;

import java.nio.charset.StandardCharsets;

/**
 * One AT command, built field by field: the only way a command is made. Text is escaped, and what could end the line
 * or overrun a field is refused before a byte is sent.
 */
public final class AtCommand {
    private final String name;
    private final StringBuilder text;
    private boolean hasFields;
    /** Made when first asked for: a command that is sent time and again is encoded once. */
    private byte[] bytes;

    private AtCommand(String name, String text) {
        this.name = name;
        this.text = new StringBuilder(text);
    }

    /** {@code AT}. */
    public static AtCommand attention() {
        return new AtCommand("", "AT");
    }

    /** {@code AT+NAME}. */
    public static AtCommand exec(String name) {
        return new AtCommand(name, "AT+" + checked(name));
    }

    /** {@code AT+NAME?}. */
    public static AtCommand query(String name) {
        return new AtCommand(name, "AT+" + checked(name) + "?");
    }

    /** {@code AT+NAME=}, to be followed by fields. */
    public static AtCommand set(String name) {
        return new AtCommand(name, "AT+" + checked(name) + "=");
    }

    /** {@code ATE0}: the echo off. */
    public static AtCommand echoOff() {
        return new AtCommand("E0", "ATE0");
    }

    /**
     * A command as a user typed it, without the line end.
     *
     * @throws IllegalArgumentException if it is empty or holds CR, LF or NUL
     */
    public static AtCommand raw(String command) {
        if (command.isBlank()) {
            throw new IllegalArgumentException("an AT command cannot be empty; the shortest is \"AT\"");
        }
        refuseControls(command, "the command");
        int end = 3;
        while (end < command.length() && "=?".indexOf(command.charAt(end)) < 0) {
            end++;
        }
        String name = command.length() > 3 && command.charAt(2) == '+' ? command.substring(3, end) : "";
        return new AtCommand(name, command);
    }

    private static String checked(String name) {
        boolean good = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            good &= c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        }
        if (!good) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of an AT command");
        }
        return name;
    }

    private static void refuseControls(String value, String what) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(what + " holds a "
                        + (c == '\r' ? "carriage return" : c == '\n' ? "line feed" : "NUL") + " at position " + i
                        + ": it would end the AT line");
            }
        }
    }

    private StringBuilder field() {
        if (hasFields) {
            text.append(',');
        }
        hasFields = true;
        bytes = null;
        return text;
    }

    /** Adds a number. */
    public AtCommand number(long value) {
        field().append(value);
        return this;
    }

    /** Adds a word in quotes that is ours, such as {@code "TCP"}. */
    public AtCommand word(String word) {
        return quoted("the word", word, 0, 64);
    }

    /**
     * Adds text in quotes, with {@code " , \} escaped: every firmware turns {@code \x} into {@code x}
     * (at-protocol §3.1).
     *
     * @param what how to call it in a message: "the SSID"
     * @param least fewest bytes in UTF-8
     * @param most most bytes in UTF-8
     * @throws IllegalArgumentException if it holds CR, LF or NUL, or is too short or too long
     */
    public AtCommand quoted(String what, String value, int least, int most) {
        refuseControls(value, what);
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < least || bytes > most) {
            throw new IllegalArgumentException(what + " has " + bytes + " bytes; allowed are " + least + " to " + most);
        }
        field().append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == ',' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
        return this;
    }

    /** The command's name without {@code AT+}: the prefix of its information lines. */
    public String name() {
        return name;
    }

    /** The command as it goes out, without the line end; may hold secrets. */
    public String text() {
        return text.toString();
    }

    /** The bytes that go out, with the line end; the caller must not write into them. */
    public byte[] bytes() {
        if (bytes == null) {
            bytes = (text + "\r\n").getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    /** The command with its secrets masked. */
    @Override
    public String toString() {
        return Secrets.mask(text.toString());
    }
}
