package io.github.wroom4j.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j completion}: the script that lets a shell complete commands, options and sketch names. */
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();

    private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("wroom4j", spec.root().commandLine()));
        return ExitCodes.DONE;
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "completion");
        spec.usageMessage()
                .description("Prints a script that lets bash or zsh complete commands, options and sketch names.");
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  source <(wroom4j completion)                                     # this shell",
                        "  wroom4j completion > ~/.local/share/bash-completion/completions/wroom4j   # every bash from now on",
                        "  autoload -Uz compinit bashcompinit && compinit && bashcompinit   # zsh needs this before the source line");
        common.addTo(spec);
        this.spec = spec;
        return spec;
    }
}
