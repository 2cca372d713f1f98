package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.codec.Secrets;
import java.util.List;
import java.util.Optional;

/**
 * How the module answered one command.
 *
 * @param command the command
 * @param ok whether the final line was the good one
 * @param lines the information lines before it, secrets in clear
 * @param finalLine {@code OK}, {@code ERROR}, {@code FAIL}, {@code SEND OK}, …
 */
public record Reply(AtCommand command, boolean ok, List<String> lines, String finalLine) {

    public Reply {
        lines = lines.isEmpty() ? List.of() : List.copyOf(lines);
    }

    /** This reply, or an exception if it is not OK. */
    public Reply orThrow() {
        if (!ok) {
            throw error(AtException.Kind.ERROR_REPLY, command + " was refused");
        }
        return this;
    }

    /** An exception of some kind that carries the AT lines. */
    public AtException error(AtException.Kind kind, String message) {
        String said = said();
        return new AtException(kind, message + ": the firmware said " + said, said);
    }

    /** The lines and the final one, masked, for a message. */
    public String said() {
        var text = new StringBuilder();
        for (String line : lines.subList(Math.max(0, lines.size() - 4), lines.size())) {
            text.append(Secrets.mask(line)).append(" / ");
        }
        return text.append(finalLine).toString();
    }

    /** What follows {@code +NAME:} in the first such line. */
    public Optional<String> value(String name) {
        String prefix = "+" + name + ":";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()));
    }

    /** The lines that begin with {@code +NAME:}. */
    public List<String> rows(String name) {
        String prefix = "+" + name + ":";
        return lines.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** The lines that begin with some text. */
    public List<String> rowsStarting(String start) {
        return lines.stream().filter(line -> line.startsWith(start)).toList();
    }

    /** Whether some line is exactly that. */
    public boolean says(String line) {
        return lines.contains(line);
    }
}
