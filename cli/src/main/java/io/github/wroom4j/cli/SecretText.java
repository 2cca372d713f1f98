package io.github.wroom4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret given on the command line as it is, as {@code env:NAME}, or as {@code file:PATH}. */
final class SecretText {
    private SecretText() {}

    /** What it stands for. The command line shows in the process list; a variable or a file does not. */
    static String of(String given, Terminal terminal) {
        if (given.startsWith("env:")) {
            String name = given.substring("env:".length());
            String value = terminal.environment().get(name);
            if (value == null) {
                throw new UsageException("the variable " + name + " is not set (asked for by \"env:" + name + "\")");
            }
            return value;
        }
        if (given.startsWith("file:")) {
            Path path = Path.of(given.substring("file:".length()));
            try {
                // A file written by an editor ends with a line end that does not belong to the secret.
                return Files.readString(path, StandardCharsets.UTF_8).replaceAll("\\R$", "");
            } catch (IOException e) {
                throw new UsageException("the secret in " + path + " cannot be read: " + ExitCodes.line(e), e);
            }
        }
        return given;
    }
}
