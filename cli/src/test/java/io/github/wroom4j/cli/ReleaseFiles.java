package io.github.wroom4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * What a release has beside the jar: the manual, one AsciiDoc page a command, which {@code mvn -Prelease} turns into man pages, and
 * the completion for bash. Arguments: the version, the folder of the manual, the completion's file.
 */
final class ReleaseFiles {
    private ReleaseFiles() {}

    public static void main(String... arguments) throws IOException {
        manual(arguments[0], Path.of(arguments[1]));
        Path completion = Path.of(arguments[2]);
        Files.createDirectories(completion.getParent());
        Files.writeString(completion, AutoComplete.bash("wroom4j", line()));
    }

    /** Writes {@code wroom4j.adoc}, {@code wroom4j-run.adoc} and so on. */
    static void manual(String version, Path folder) throws IOException {
        CommandLine line = line();
        prepare(line, version);
        for (CommandLine command : line.getSubcommands().values()) {
            prepare(command, version);
        }
        int code = ManPageGenerator.generateManPage(
                Files.createDirectories(folder).toFile(), null, new boolean[0], false, line.getCommandSpec());
        if (code != 0) {
            throw new IOException("the manual could not be written: code " + code);
        }
    }

    private static void prepare(CommandLine command, String version) {
        command.getCommandSpec().versionProvider(null).version("wroom4j " + version);
        // A footer without a heading is left out, and the examples stand there: AsciiDoc keeps the lines of an indented
        // paragraph as they are.
        var footer = new ArrayList<String>();
        for (String text : command.getCommandSpec().usageMessage().footer()) {
            if (text.startsWith(" ")
                    && !footer.isEmpty()
                    && !footer.get(footer.size() - 1).startsWith(" ")) {
                footer.add("");
            }
            footer.add(text);
        }
        command.getCommandSpec().usageMessage().footerHeading("Notes%n").footer(footer.toArray(String[]::new));
    }

    private static CommandLine line() {
        return Wroom4j.commandLine(
                Captured.terminal(Map.of(), new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    }
}
